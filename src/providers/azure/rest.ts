import type { TokenCredential } from '@azure/identity'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import type { HttpJson } from '../calls/http-json.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import { ARM_SCOPE } from './credentials.ts'
import { requestIdOf, sortAzureFailure } from './failure.ts'

export type AzureService =
  | 'dns'
  | 'trafficmanager'
  | 'postgresql'
  | 'resourceManager'
  | 'costmanagement'
  | 'resources'
  | 'storage'
  | 'managedIdentity'
  | 'authorization'

/** `login` is the authority that gives out tokens, `blob` the base of all storage accounts, `prices` the Retail Prices API. */
export const AZURE_SERVICES: readonly (AzureService | 'login' | 'blob' | 'prices')[] = [
  'dns',
  'trafficmanager',
  'postgresql',
  'resourceManager',
  'costmanagement',
  'resources',
  'storage',
  'managedIdentity',
  'authorization',
  'login',
  'blob',
  'prices',
]

// The versions of the arm-* clients, so that a read sees what a change has written.
export const API_VERSIONS: Readonly<Record<AzureService, string>> = {
  dns: '2018-05-01',
  trafficmanager: '2022-04-01',
  postgresql: '2025-08-01',
  resourceManager: '2022-12-01',
  costmanagement: '2025-03-01',
  resources: '2021-04-01',
  storage: '2023-05-01',
  managedIdentity: '2023-01-31',
  authorization: '2022-04-01',
}

/** Where Resource Manager is reached for a service. */
export function azureBaseUrl(service: AzureService, endpoints: Endpoints): string {
  return endpoints.of(service) ?? 'https://management.azure.com'
}

export interface ArmRead {
  /** The vendor's name of the call, e.g. `RecordSets_Get`. */
  readonly name: string
  readonly service: AzureService
  /** Resource id, or the whole URL of a next page. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** A question that is too long for an address: sent with POST, and a read all the same. */
  readonly question?: unknown
  readonly call: Call
}

/** @throws McloudError as `send` does */
export type AzureRest = <T>(read: ArmRead) => Promise<T>

/** Resource Manager in its REST form, for reads: each arm-* client costs 0.03 to 0.06 s to import. */
export function makeAzureRest(http: HttpJson, credential: TokenCredential, endpoints: Endpoints): AzureRest {
  return <T>({ name, service, path, query, question, call }: ArmRead) =>
    send<T>({
      cloud: 'azure',
      name,
      kind: 'read',
      call,
      sort: sortAzureFailure,
      send: async (signal) => {
        const url = new URL(path.startsWith('/') ? `${azureBaseUrl(service, endpoints)}${path}` : path)
        for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value)
        if (!url.searchParams.has('api-version')) {
          url.searchParams.set('api-version', API_VERSIONS[service])
        }
        endpoints.guard(url)
        const token = await credential.getToken(ARM_SCOPE, { abortSignal: signal })
        const answer = await http({
          method: question === undefined ? 'GET' : 'POST',
          url: url.href,
          ...(question === undefined ? {} : { body: question }),
          headers: { authorization: `Bearer ${token?.token}` },
          signal,
        })
        if (typeof answer.json === 'object' && answer.json !== null) return answer.json as T
        const requestId = requestIdOf(answer.headers)
        throw new McloudError({
          code: 'CLOUD_FAILED',
          provider: 'azure',
          call: name,
          message: `azure: ${name}: the answer is no JSON object`,
          ...(requestId === undefined ? {} : { requestId }),
        })
      },
    })
}
