/** An upload in parts that a run has begun and not ended. */
export interface OpenUpload {
  readonly key: string
  /** The side that it goes to. */
  readonly address: string
  /** Version of the source that its parts are of. */
  readonly version: string
  readonly partBytes: number
  readonly token: string
}

/** Uploads in parts, kept so that a later run of the same pair takes them up. */
export interface OpenUploads {
  find(address: string, key: string): OpenUpload | undefined
  opened(upload: OpenUpload): void
  closed(address: string, key: string): void
}
