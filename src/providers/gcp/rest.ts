import { McloudError } from '../../errors/mcloud-error.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import type { HttpExchange, HttpJson } from '../calls/http-json.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import type { GcpCredentials } from './credentials.ts'
import { requestIdOf, sortGcpFailure } from './failure.ts'

export type GcpService =
  | 'dns'
  | 'sql'
  | 'compute'
  | 'resourceManager'
  | 'oauth2'
  | 'storage'
  | 'monitoring'
  | 'bigquery'
  | 'serviceUsage'
  | 'iam'
  | 'cloudbilling'
  | 'storageTransfer'

export const GCP_SERVICES: readonly GcpService[] = [
  'dns',
  'sql',
  'compute',
  'resourceManager',
  'oauth2',
  'storage',
  'monitoring',
  'bigquery',
  'serviceUsage',
  'iam',
  'cloudbilling',
  'storageTransfer',
]

const HOSTS: Readonly<Record<GcpService, string>> = {
  dns: 'https://dns.googleapis.com',
  sql: 'https://sqladmin.googleapis.com',
  compute: 'https://compute.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  oauth2: 'https://oauth2.googleapis.com',
  storage: 'https://storage.googleapis.com',
  monitoring: 'https://monitoring.googleapis.com',
  bigquery: 'https://bigquery.googleapis.com',
  serviceUsage: 'https://serviceusage.googleapis.com',
  iam: 'https://iam.googleapis.com',
  cloudbilling: 'https://cloudbilling.googleapis.com',
  storageTransfer: 'https://storagetransfer.googleapis.com',
}

// gcloud's overrides of some services end with the path that the API is under.
const API_PATHS = /\/(compute\/v1|dns\/v1|bigquery\/v2|v1|sql\/v1beta4|storage\/v1)$/

// gcloud's own words where they are not those of the API.
const VARIABLE_NAMES: Readonly<Record<string, string>> = {
  resourceManager: 'CLOUDRESOURCEMANAGER',
  storageTransfer: 'TRANSFER',
}

/** The vendor's own override variables, e.g. CLOUDSDK_API_ENDPOINT_OVERRIDES_DNS. */
export function gcpEndpointVariables(service: string): readonly string[] {
  const name = VARIABLE_NAMES[service] ?? service.toUpperCase()
  const own = `CLOUDSDK_API_ENDPOINT_OVERRIDES_${name}`
  // The variable of Google's storage clients. https://cloud.google.com/storage/docs/reference/libraries
  return service === 'storage' ? [own, 'STORAGE_EMULATOR_HOST'] : [own]
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

/** Adds the bearer token to a request, and lets it go nowhere but to the endpoints. */
export function authorize(http: HttpJson, credentials: GcpCredentials, endpoints: Endpoints): HttpJson {
  return async (exchange) => {
    endpoints.guard(exchange.url)
    const authorization = `Bearer ${await credentials.token()}`
    return http({ ...exchange, headers: { ...exchange.headers, authorization } })
  }
}

/** Google's APIs in their REST form, for everything but changes that must not be sent twice. */
export function makeGcpRest(authorized: HttpJson, endpoints: Endpoints): GcpRest {
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
        const answer = await authorized({
          method: request.method ?? 'GET',
          url: `${gcpBaseUrl(request.service, endpoints)}${request.path}${query}`,
          ...bodyOf(request),
          signal,
        })
        if (typeof answer.json === 'object' && answer.json !== null) return answer.json as T
        const requestId = requestIdOf(answer.headers)
        throw new McloudError({
          code: 'CLOUD_FAILED',
          provider: 'gcp',
          call: request.name,
          message: `gcp: ${request.name}: the answer is no JSON object`,
          ...(requestId === undefined ? {} : { requestId }),
        })
      },
    })
}

function bodyOf({ form, body }: RestCall): Pick<HttpExchange, 'headers' | 'body'> {
  if (form === undefined) return body === undefined ? {} : { body }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { headers, body: new URLSearchParams(form).toString() }
}
