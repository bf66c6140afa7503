import { readFile } from 'node:fs/promises'
import type { TokenCredential } from '@azure/identity'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import { networkFailure } from '../calls/network-failure.ts'

export interface AzureCredentialInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly endpoints: Endpoints
  readonly tenant: string | undefined
  readonly trustedAuthority: () => Promise<string | undefined>
}

/** The audience of Azure Resource Manager, wherever its endpoint is. */
export const ARM_SCOPE = 'https://management.azure.com/.default'

// A token is given out until shortly before it ends.
const RENEW_BEFORE_MS = 120_000
const FILE_TOKEN_MS = 300_000
const MACHINE_METADATA = '169.254.169.254'

/**
 * The token in the file that MCLOUD_AZURE_ACCESS_TOKEN_FILE names, or else DefaultAzureCredential: environment,
 * workload and managed identity, Azure CLI and so on.
 * https://learn.microsoft.com/javascript/api/overview/azure/identity-readme
 */
export function makeAzureCredential(input: AzureCredentialInput): TokenCredential {
  const file = input.environment.MCLOUD_AZURE_ACCESS_TOKEN_FILE
  return file ? fromTokenFile(file) : defaultCredential(input)
}

function fromTokenFile(path: string): TokenCredential {
  return {
    // Read each time: whoever made the file may renew the token in it.
    async getToken() {
      const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw authMissing(`the token file ${path} cannot be read (${cause.code ?? 'unknown reason'})`, cause)
      })
      const token = text.trim()
      if (token === '') throw authMissing(`the token file ${path} is empty`)
      return { token, expiresOnTimestamp: Date.now() + FILE_TOKEN_MS }
    },
  }
}

function defaultCredential(input: AzureCredentialInput): TokenCredential {
  let made: Promise<TokenCredential> | undefined
  // The library words what stopped its requests anew, and keeps no cause.
  let stopped: unknown
  const guard = guardPolicy(input.endpoints, (refusal, url) => {
    // The search for a managed identity asks an address of the machine; there being none is no finding.
    if (new URL(url).hostname !== MACHINE_METADATA) stopped = refusal
  })
  let kept: { readonly token: string; readonly expiresOnTimestamp: number } | undefined
  return {
    async getToken(scopes, options) {
      if (kept !== undefined && kept.expiresOnTimestamp - Date.now() > RENEW_BEFORE_MS) return kept
      try {
        stopped = undefined
        made ??= makeDefault(input, guard)
        const token = await (await made).getToken(scopes, options)
        if (token === null) throw authMissing('the credentials gave no access token')
        kept = token
        return token
      } catch (error) {
        throw stopped ?? wording(error)
      }
    },
  }
}

async function makeDefault(
  input: AzureCredentialInput,
  guard: ReturnType<typeof guardPolicy>,
): Promise<TokenCredential> {
  const { environment, endpoints, tenant } = input
  const [{ DefaultAzureCredential }, ca] = await Promise.all([
    import('@azure/identity'),
    input.trustedAuthority(),
  ])
  const authorityHost = endpoints.of('login') ?? environment.AZURE_AUTHORITY_HOST
  return new DefaultAzureCredential({
    ...(authorityHost === undefined ? {} : { authorityHost }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    // A private authority is not in the list that discovery would ask login.microsoftonline.com for.
    disableInstanceDiscovery: endpoints.of('login') !== undefined,
    ...(ca === undefined ? {} : { tlsOptions: { ca } }),
    additionalPolicies: [{ policy: guard, position: 'perCall' }],
  })
}

/** Stops a request of Azure's clients that would leave for a host beside the overridden endpoints. */
export function guardPolicy(endpoints: Endpoints, onRefusal?: (refusal: unknown, url: string) => void) {
  return {
    name: 'mcloud-endpoint-guard',
    sendRequest<Request extends { readonly url: string }, Response>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> {
      try {
        endpoints.guard(request.url)
      } catch (refusal) {
        onRefusal?.(refusal, request.url)
        throw refusal
      }
      return next(request)
    },
  }
}

function wording(error: unknown): unknown {
  if (error instanceof McloudError) return error
  // A broken connection and a server error are the business of whoever retries.
  const { name, message, statusCode = 0, errorResponse } = error as AuthenticationFailure
  if (networkFailure(error) !== undefined || statusCode === 429 || statusCode >= 500) return error
  const reason = (errorResponse?.errorDescription ?? message).split('\n')[0] ?? ''
  if (name === 'AggregateAuthenticationError') return authMissing('no source of them has any', error)
  if (name !== 'AuthenticationError') return authMissing(reason, error)
  return new McloudError({
    code: 'AUTH_DENIED',
    provider: 'azure',
    message: `azure: Microsoft Entra refused the credentials: ${reason}`,
    hint: 'Renew the secret or log in again; `mcloud doctor` shows which credentials are used.',
    cause: error,
  })
}

/** https://learn.microsoft.com/javascript/api/@azure/identity/authenticationerror */
interface AuthenticationFailure extends Error {
  readonly statusCode?: number
  readonly errorResponse?: { readonly errorDescription?: string }
}

function authMissing(reason: string, cause?: unknown): McloudError {
  return new McloudError({
    code: 'AUTH_MISSING',
    provider: 'azure',
    message: `azure: no usable credentials: ${reason}`,
    hint: 'Run `az login`, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or name a token file in MCLOUD_AZURE_ACCESS_TOKEN_FILE.',
    ...(cause === undefined ? {} : { cause }),
  })
}
