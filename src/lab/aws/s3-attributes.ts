import type { ChecksumName } from '../objects/checksums.ts'

/** What S3 keeps with an object besides its body. */
export interface S3Attributes {
  /** Content-Type and its kin, as they were sent. */
  readonly headers: Readonly<Record<string, string>>
  /** `x-amz-meta-*` by name without the prefix. */
  readonly metadata: Readonly<Record<string, string>>
  readonly storageClass?: string
  /** The checksum that the client gave. */
  readonly checksum?: ChecksumName
  readonly tags?: Readonly<Record<string, string>>
  /** Entity tag of an object that was uploaded in parts. */
  readonly partsTag?: string
}
