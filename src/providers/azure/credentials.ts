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
  let kept: { readonly token: string; readonly expiresOnTimestamp: number } | undefined
  return {
    async getToken(scopes, options) {
      if (kept !== undefined && kept.expiresOnTimestamp - Date.now() > RENEW_BEFORE_MS) return kept
      try {
        made ??= makeDefault(input)
        const token = await (await made).getToken(scopes, options)
        if (token === null) throw authMissing('the credentials gave no access token')
        kept = token
        return token
      } catch (error) {
        throw wording(error)
      }
    },
  }
}

async function makeDefault(input: AzureCredentialInput): Promise<TokenCredential> {
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
    additionalPolicies: [{ policy: guardPolicy(endpoints), position: 'perCall' }],
  })
}

/** Stops a request of Azure's clients that would leave for a host beside the overridden endpoints. */
export function guardPolicy(endpoints: Endpoints) {
  return {
    name: 'mcloud-endpoint-guard',
    sendRequest<Request extends { readonly url: string }, Response>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> {
      endpoints.guard(request.url)
      return next(request)
    },
  }
}

function wording(error: unknown): unknown {
  if (error instanceof McloudError) return error
  const { name = '', message = '' } = error as Error
  const members = (error as { errors?: readonly unknown[] }).errors ?? []
  const refused = members.find((member) => member instanceof McloudError)
  if (refused !== undefined) return refused
  // A broken connection is the business of whoever retries.
  if (networkFailure(error) !== undefined) return error
  const reason = message.split('\n')[0] ?? 'no credentials'
  if (name === 'AuthenticationError') {
    return new McloudError({
      code: 'AUTH_DENIED',
      provider: 'azure',
      message: `azure: Microsoft Entra refused the credentials: ${reason}`,
      cause: error,
    })
  }
  return authMissing(reason, error)
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
