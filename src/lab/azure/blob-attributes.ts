/** What Blob Storage keeps with a block blob besides its body. */
export interface BlobAttributes {
  /** Content-Type and its kin by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly tier?: string
  readonly tags?: Readonly<Record<string, string>>
}
