/** How the JSON API of Cloud Storage is reached. */
export interface GcsAccess {
  /** Scheme, host and port, and a path prefix if there is one. */
  readonly base: string
  token(): Promise<string>
  readonly ca?: string
  /** @throws McloudError ENDPOINT_REFUSED */
  guard(origin: string): void
}
