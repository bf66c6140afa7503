import type { Call } from '../../providers/provider.ts'

/** How Storage Transfer Service is reached. */
export interface TransferServiceAccess {
  readonly project: string
  /** True where the endpoint is not Google's own. */
  readonly overridden: boolean
  /** @throws McloudError NOT_FOUND and those of the cloud */
  request<T>(request: TransferServiceRequest): Promise<T>
}

export interface TransferServiceRequest {
  /** The vendor's name of the call. */
  readonly name: string
  readonly method?: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly call: Call
}
