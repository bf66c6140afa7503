import type { Endpoints } from '../calls/endpoints.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import type { GcpCredentials } from './credentials.ts'
import type { GcpRest } from './rest.ts'

/** What every capability of Google Cloud works with. */
export interface GcpContext {
  readonly project: string
  readonly region: string
  readonly rest: GcpRest
  readonly credentials: GcpCredentials
  readonly endpoints: Endpoints
  /** PEM text of the authority that overridden https endpoints are trusted by. */
  readonly trustedAuthority: () => Promise<string | undefined>
  readonly ownerOf: TargetOwner
}
