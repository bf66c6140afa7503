import type { TokenCredential } from '@azure/identity'
import type { Endpoints } from '../calls/endpoints.ts'
import type { HttpJson } from '../calls/http-json.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import type { AzureRest } from './rest.ts'

/** What every capability of Azure works with. */
export interface AzureContext {
  readonly subscription: string
  readonly resourceGroup: string | undefined
  readonly region: string
  readonly rest: AzureRest
  /** One attempt at one request, without authorization. */
  readonly http: HttpJson
  readonly credential: TokenCredential
  readonly endpoints: Endpoints
  /** PEM text of the authority that overridden https endpoints are trusted by. */
  readonly trustedAuthority: () => Promise<string | undefined>
  readonly ownerOf: TargetOwner
}
