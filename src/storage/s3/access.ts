import type { AwsKeys } from './signer.ts'

/** How an S3 service is reached. */
export interface S3Access {
  readonly region: string
  keys(): Promise<AwsKeys>
  /** Overriding endpoint without a final slash; addressed by path. Absent: Amazon's own. */
  readonly endpoint?: string
  readonly ca?: string
  /** @throws McloudError ENDPOINT_REFUSED */
  guard(origin: string): void
}
