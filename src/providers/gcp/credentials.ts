import { readFile } from 'node:fs/promises'
import type { AuthClient } from 'google-auth-library'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import { networkFailure } from '../calls/network-failure.ts'

/** Where the bearer tokens of Google Cloud come from. */
export interface GcpCredentials {
  /** @throws McloudError AUTH_MISSING, CLOUD_UNREACHABLE, ENDPOINT_REFUSED */
  token(): Promise<string>
  /** The same credentials in the form that Google's own clients take. */
  authClient(): Promise<AuthClient>
  /** E-mail address of a service account where the credentials name it. */
  principal(): Promise<string | undefined>
  /** Signs a text in the name of the service account, by its key or by IAM; undefined where it is none. */
  signer(): Promise<{ account: string; sign(text: string): Promise<Buffer> } | undefined>
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const TOKEN_ENDPOINT = 'https://oauth2.googleapis.com'

/**
 * The token in the file that CLOUDSDK_AUTH_ACCESS_TOKEN_FILE names, as gcloud takes it, or else Application
 * Default Credentials. https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function makeGcpCredentials(
  environment: Readonly<Record<string, string | undefined>>,
  endpoints: Endpoints,
): GcpCredentials {
  const tokenFile = environment.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE
  return tokenFile ? fromTokenFile(tokenFile) : applicationDefault(environment, endpoints)
}

function fromTokenFile(path: string): GcpCredentials {
  // Read each time: whoever made the file may renew the token in it.
  const token = async (): Promise<string> => {
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw authMissing(`the token file ${path} cannot be read (${cause.code ?? 'unknown reason'})`, cause)
    })
    if (text.trim() === '') throw authMissing(`the token file ${path} is empty`)
    return text.trim()
  }
  return {
    token,
    authClient: async () => {
      const { OAuth2Client } = await import('google-auth-library')
      const client = new OAuth2Client()
      // Asked for before every request, so that a renewed token is used at once.
      client.refreshHandler = async () => ({ access_token: await token(), expiry_date: Date.now() })
      return client
    },
    principal: async () => undefined,
    signer: async () => undefined,
  }
}

function applicationDefault(
  environment: Readonly<Record<string, string | undefined>>,
  endpoints: Endpoints,
): GcpCredentials {
  let made: ReturnType<typeof makeAuth> | undefined
  const auth = () => {
    made ??= makeAuth(environment, endpoints)
    return made
  }
  const client = async (): Promise<AuthClient> => {
    try {
      return await (await auth()).getClient()
    } catch (error) {
      throw wording(error)
    }
  }
  const principal = async () => (await (await auth()).getCredentials().catch(() => undefined))?.client_email
  return {
    authClient: client,
    token: async () => {
      try {
        const { token } = await (await client()).getAccessToken()
        if (token) return token
      } catch (error) {
        throw wording(error)
      }
      throw authMissing('the credentials gave no access token')
    },
    principal,
    signer: async () => {
      const account = await principal()
      if (account === undefined) return undefined
      return {
        account,
        sign: async (text) => {
          try {
            return Buffer.from(await (await auth()).sign(text), 'base64')
          } catch (error) {
            throw wording(error)
          }
        },
      }
    },
  }
}

async function makeAuth(environment: Readonly<Record<string, string | undefined>>, endpoints: Endpoints) {
  const { GoogleAuth, gaxios } = await import('google-auth-library')
  const transporter = new gaxios.Gaxios()
  transporter.interceptors.request.add({
    resolved: async (config) => {
      const override = endpoints.of('oauth2')
      if (override !== undefined && config.url.origin === TOKEN_ENDPOINT) {
        config.url = new URL(`${override}${config.url.pathname}${config.url.search}`)
      }
      endpoints.guard(config.url)
      return config
    },
  })
  const keyFile = environment.GOOGLE_APPLICATION_CREDENTIALS
  // The metadata server of the machine is no overridden endpoint either.
  class Auth extends GoogleAuth {
    override async _checkIsGCE(): Promise<boolean> {
      return endpoints.overridden ? false : super._checkIsGCE()
    }
  }
  return new Auth({
    scopes: SCOPE,
    clientOptions: { transporter },
    ...(keyFile ? { keyFilename: keyFile } : {}),
  })
}

function wording(error: unknown): unknown {
  if (error instanceof McloudError) return error
  const guarded = (error as { cause?: unknown }).cause
  if (guarded instanceof McloudError) return guarded
  const status = (error as { status?: number }).status ?? 0
  // A broken connection and a server error are the business of whoever retries.
  if (networkFailure(error) !== undefined || status === 429 || status >= 500) return error
  if (status >= 400) {
    return new McloudError({
      code: 'AUTH_DENIED',
      provider: 'gcp',
      message: `gcp: Google refused the credentials: ${(error as Error).message.split('\n')[0]}`,
      hint: 'Renew the key or log in again; `mcloud doctor` shows which credentials are used.',
      cause: error,
    })
  }
  return authMissing((error as Error).message.split('\n')[0] ?? 'no credentials', error)
}

function authMissing(reason: string, cause?: unknown): McloudError {
  return new McloudError({
    code: 'AUTH_MISSING',
    provider: 'gcp',
    message: `gcp: no usable credentials: ${reason}`,
    hint: 'Run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS, or name a token file in CLOUDSDK_AUTH_ACCESS_TOKEN_FILE.',
    ...(cause === undefined ? {} : { cause }),
  })
}
