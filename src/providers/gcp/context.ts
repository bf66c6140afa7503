import type { Endpoints } from '../calls/endpoints.ts'
import type { HttpJson } from '../calls/http-json.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import type { GcpCredentials } from './credentials.ts'
import type { GcpRest } from './rest.ts'

/** What every capability of Google Cloud works with. */
export interface GcpContext {
  readonly project: string
  readonly region: string
  readonly rest: GcpRest
  /** One attempt at one request, with the bearer token and past the guard of the endpoints. */
  readonly authorized: HttpJson
  readonly credentials: GcpCredentials
  readonly endpoints: Endpoints
  readonly ownerOf: TargetOwner
}
