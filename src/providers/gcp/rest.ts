import { McloudError } from '../../errors/mcloud-error.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import type { HttpExchange, HttpJson } from '../calls/http-json.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import type { GcpCredentials } from './credentials.ts'
import { requestIdOf, sortGcpFailure } from './failure.ts'

export type GcpService = 'dns' | 'sql' | 'compute' | 'resourceManager' | 'oauth2'

export const GCP_SERVICES: readonly GcpService[] = ['dns', 'sql', 'compute', 'resourceManager', 'oauth2']

const HOSTS: Readonly<Record<GcpService, string>> = {
  dns: 'https://dns.googleapis.com',
  sql: 'https://sqladmin.googleapis.com',
  compute: 'https://compute.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  oauth2: 'https://oauth2.googleapis.com',
}

// gcloud's overrides of some services end with the path that the API is under.
const API_PATHS = /\/(compute\/v1|dns\/v1|v1|sql\/v1beta4)$/

/** gcloud's own override variables, e.g. CLOUDSDK_API_ENDPOINT_OVERRIDES_DNS. */
export function gcpEndpointVariables(service: string): readonly string[] {
  const name = service === 'resourceManager' ? 'CLOUDRESOURCEMANAGER' : service.toUpperCase()
  return [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${name}`]
}

/** Scheme, host and port (and path prefix, if any) of a service. */
export function gcpBaseUrl(service: GcpService, endpoints: Endpoints): string {
  return (endpoints.of(service) ?? HOSTS[service]).replace(API_PATHS, '')
}

export interface RestCall {
  /** The vendor's name of the call, e.g. `dns.managedZones.list`. */
  readonly name: string
  readonly service: GcpService
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly method?: HttpExchange['method']
  readonly body?: unknown
  /** Sent form-encoded, instead of a JSON body. */
  readonly form?: Readonly<Record<string, string>>
  /** Only calls that may be sent twice go this way; other changes are the business of the official clients. */
  readonly call: Call
}

/** @throws McloudError as `send` does */
export type GcpRest = <T>(request: RestCall) => Promise<T>

/** Google's APIs in their REST form, for everything but changes that must not be sent twice. */
export function makeGcpRest(http: HttpJson, credentials: GcpCredentials, endpoints: Endpoints): GcpRest {
  return <T>(request: RestCall) =>
    send<T>({
      cloud: 'gcp',
      name: request.name,
      kind: (request.method ?? 'GET') === 'GET' ? 'read' : 'change',
      repeatable: true,
      call: request.call,
      sort: sortGcpFailure,
      send: async (signal) => {
        const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`
        const url = `${gcpBaseUrl(request.service, endpoints)}${request.path}${query}`
        endpoints.guard(url)
        const answer = await http({
          method: request.method ?? 'GET',
          url,
          ...(await bodyOf(request, credentials)),
          signal,
        })
        if (typeof answer.json !== 'object' || answer.json === null) {
          throw new McloudError({
            code: 'CLOUD_FAILED',
            provider: 'gcp',
            call: request.name,
            message: `gcp: ${request.name}: the answer is no JSON object`,
            ...optional('requestId', requestIdOf(answer.headers)),
          })
        }
        return answer.json as T
      },
    })
}

async function bodyOf(request: RestCall, credentials: GcpCredentials) {
  const authorization = `Bearer ${await credentials.token()}`
  if (request.form !== undefined) {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    return { headers, body: new URLSearchParams(request.form).toString() }
  }
  return { headers: { authorization }, ...(request.body === undefined ? {} : { body: request.body }) }
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string }
}
