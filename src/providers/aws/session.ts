import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { STSClientConfig } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { CloudSettings } from '../../config/platform.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import type { AwsService } from './endpoints.ts'
import { awsEndpoints } from './endpoints.ts'

type RequestHandler = NonNullable<STSClientConfig['requestHandler']>
export type CredentialProvider = () => Promise<{
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}>

/** What all clients of one AWS account share: credentials, connections, endpoints. */
export interface AwsSession {
  readonly region: string
  clientConfig(service: AwsService, region?: string): Promise<AwsClientConfig>
  readonly endpoints: Endpoints
  /** For requests that are signed without a client; from the same source as the clients' own. */
  credentials(): Promise<CredentialProvider>
  /** PEM text of the authority that overridden https endpoints are trusted by. */
  trustedAuthority(): Promise<string | undefined>
}

/** The part of an SDK client's configuration that mcloud decides. */
export interface AwsClientConfig {
  readonly region: string
  /** One: retries are mcloud's, which knows the deadline of the call. */
  readonly maxAttempts: 1
  readonly retryMode: 'standard'
  readonly defaultsMode: 'standard'
  readonly requestHandler: RequestHandler
  readonly endpoint?: string
  readonly profile?: string
  readonly credentials?: CredentialProvider
}

export interface AwsSessionInput {
  readonly settings: CloudSettings
  readonly environment: Readonly<Record<string, string | undefined>>
}

const CONNECT_TIMEOUT_MS = 5_000
const MAX_SOCKETS = 32

/** @throws McloudError CONFIG_INVALID for an endpoint that is no URL */
export function makeAwsSession({ settings, environment }: AwsSessionInput): AwsSession {
  const endpoints = awsEndpoints(settings, environment)
  const profile = settings.profile ?? environment.AWS_PROFILE
  let shared: Promise<Pick<AwsClientConfig, 'requestHandler' | 'credentials'>> | undefined
  const share = async () => {
    const requestHandler = guardedHandler(endpoints, await readTrustedAuthority('aws', settings))
    const credentials = credentialsOf(environment, profile, endpoints.overridden, requestHandler)
    return { requestHandler, ...(credentials === undefined ? {} : { credentials }) }
  }
  return {
    region: settings.region,
    endpoints,
    async credentials() {
      shared ??= share()
      const { credentials } = await shared
      if (credentials !== undefined) return credentials as CredentialProvider
      const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
      return defaultProvider(profile === undefined ? {} : { profile })
    },
    trustedAuthority: () => readTrustedAuthority('aws', settings),
    async clientConfig(service, region) {
      shared ??= share()
      const endpoint = endpoints.of(service)
      return {
        region: region ?? settings.region,
        maxAttempts: 1,
        retryMode: 'standard',
        defaultsMode: 'standard',
        ...(await shared),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(profile === undefined ? {} : { profile }),
      }
    },
  }
}

/**
 * Keys of the environment are taken as they are, which spares loading the SDK's chain. With endpoints overridden
 * the shared files are the only other source: the rest of the chain asks hosts that were not named. Else
 * undefined: the SDK's own default chain.
 */
function credentialsOf(
  environment: AwsSessionInput['environment'],
  profile: string | undefined,
  overridden: boolean,
  requestHandler: RequestHandler,
): CredentialProvider | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment
  if (profile === undefined && accessKeyId && secretAccessKey) {
    const sessionToken = environment.AWS_SESSION_TOKEN
    return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) })
  }
  if (!overridden) return undefined
  return async () => {
    const { fromIni } = await import('@aws-sdk/credential-provider-ini')
    return fromIni({ clientConfig: { requestHandler }, ...(profile === undefined ? {} : { profile }) })()
  }
}

function guardedHandler(endpoints: Endpoints, ca: string | undefined): RequestHandler {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS }
  const inner = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent({ ...agent, ...(ca === undefined ? {} : { ca }) }),
  })
  return {
    metadata: inner.metadata,
    async handle(...[request, options]: Parameters<typeof inner.handle>) {
      const port = request.port === undefined ? '' : `:${request.port}`
      endpoints.guard(`${request.protocol}//${request.hostname}${port}`)
      return inner.handle(request, options)
    },
    updateHttpClientConfig: inner.updateHttpClientConfig.bind(inner),
    httpHandlerConfigs: inner.httpHandlerConfigs.bind(inner),
    destroy: inner.destroy.bind(inner),
  }
}
