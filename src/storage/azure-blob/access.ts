/** How the blobs of one storage account are reached. */
export interface AzureBlobAccess {
  readonly account: string
  /** Scheme, host and port, and the path of the account where it is addressed by path. */
  readonly base: string
  /** A shared key (base64) signs requests; else a bearer token is sent. */
  readonly key?: string
  token(): Promise<string>
  readonly ca?: string
  /** @throws McloudError ENDPOINT_REFUSED */
  guard(origin: string): void
}
