/** How the JSON API of Cloud Storage is reached. */
export interface GcsAccess {
  /** Scheme, host and port, and a path prefix if there is one. */
  readonly base: string
  token(): Promise<string>
  /** Signs in the name of the service account that is signed in; undefined where it is none. */
  sign?(): Promise<UrlSigner | undefined>
  readonly ca?: string
  /** @throws McloudError ENDPOINT_REFUSED */
  guard(origin: string): void
}

/** Signs texts with RSA and SHA-256. */
export interface UrlSigner {
  /** Address of the service account. */
  readonly account: string
  sign(text: string): Promise<Buffer>
}
