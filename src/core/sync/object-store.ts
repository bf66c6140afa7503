import type { Call } from '../../providers/provider.ts'

/**
 * A place that holds objects by key, as sync needs it: a bucket, a container or a folder, below one prefix.
 * Keys are relative to that prefix. Every method ends by the deadline of its call, retries what may be retried,
 * and throws `McloudError`; what the place itself decided against is a typed value.
 */
export interface ObjectStore {
  readonly kind: StoreKind
  /** The address without credentials, e.g. `s3://photos/uploads/`. */
  readonly address: string
  readonly limits: StoreLimits
  /** One page in the order of the keys' UTF-8 bytes; absent `next`: the last. */
  list(next: string | undefined, call: Call): Promise<ListingPage>
  head(key: string, call: Call): Promise<ListedObject | undefined>
  /**
   * Reads bytes of exactly the version named. `changed`: there is another version, or none, by now. The caller
   * may lend the buffer that the bytes are to stand in.
   */
  read(request: ReadRequest, call: Call): Promise<ObjectRead | 'changed'>
  /** `refused`: the condition did not hold. */
  write(request: WriteRequest, call: Call): Promise<Written | 'refused'>
  /** Opens, or finds again, an upload in parts. `undefined`: the one to be found again has gone. */
  openUpload(request: UploadRequest, call: Call): Promise<Upload | undefined>
  remove(objects: readonly Pick<ListedObject, 'key' | 'version'>[], call: Call): Promise<readonly Removal[]>
  /** MD5 of the content in hex, where the place can tell it cheaper than a copy would. */
  hash?(key: string, call: Call): Promise<string | undefined>
  /** Bytes of the parts that an object with a `partsTag` was uploaded in. */
  partBytes?(object: Pick<ListedObject, 'key' | 'version'>, call: Call): Promise<number | undefined>
  /** False where the place itself is not there, which its listing does not tell from an empty one. */
  exists?(): Promise<boolean>
  /** Why this place cannot hold an object of that key; undefined where it can. */
  keyRefusal?(key: string): string | undefined
  /** Removes what killed runs left unfinished, as far as the listing has met it and nobody can still be at it. */
  tidy?(call: Call): Promise<void>
  close(): Promise<void>
}

export type StoreKind = 's3' | 'gcs' | 'azure-blob' | 'folder'

export interface StoreLimits {
  /** Bytes of a part: all but the last one have at least `min`. */
  readonly part: { readonly min: number; readonly max: number; readonly count: number }
  /** False where the parts of one object must come one after the other. */
  readonly parallelParts: boolean
}

export interface ListingPage {
  readonly objects: readonly ListedObject[]
  readonly next?: string
  /** What the place holds and cannot be an object, such as symbolic links. */
  readonly skipped?: readonly string[]
  /** Objects that no key can name, as they can be shown. */
  readonly unnamed?: readonly { readonly key: string; readonly reason: string }[]
}

export interface ListedObject {
  readonly key: string
  readonly size: number
  /** Changes whenever content or attributes do, as far as a listing of that place can tell. */
  readonly version: string
  readonly modifiedMs: number
  /** MD5 of the whole content, hex. */
  readonly md5?: string
  /** CRC-32C of the whole content, base64. */
  readonly crc32c?: string
  /** The ETag of an S3 object made of parts: MD5 of the parts' MD5s and their number, `<hex>-<n>`. */
  readonly partsTag?: string
  /** Where the listing itself tells them. */
  readonly attributes?: ObjectAttributes
}

/** What stands beside the content of an object, in words that all clouds share. */
export interface ObjectAttributes {
  readonly contentType?: string
  readonly cacheControl?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly contentDisposition?: string
  /** The user's own, names in lower case where the place does not keep case. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

export interface ReadRequest {
  readonly key: string
  readonly version: string
  readonly size: number
  /** Absent: the whole object, together with its attributes. */
  readonly range?: { readonly start: number; readonly length: number }
  readonly into?: Buffer
}

export interface ObjectRead {
  readonly bytes: Buffer
  readonly attributes: ObjectAttributes
  /** What the place says about the whole content while answering. */
  readonly md5?: string
  readonly crc32c?: string
}

export interface WriteRequest {
  readonly key: string
  readonly bytes: Buffer
  /** MD5 of the bytes, sent along so that the place itself refuses damaged ones. */
  readonly md5: Buffer
  readonly attributes: ObjectAttributes
  readonly storageClass?: string
  readonly condition?: WriteCondition
  /** When the source was changed; kept by folders. */
  readonly modifiedMs: number
}

/** `absent`: nothing may be there; else exactly that version. */
export type WriteCondition = { readonly absent: true } | { readonly version: string }

export interface Written {
  readonly version: string
  /** MD5 that the place has worked out of what it stored, hex; absent where it does not say. */
  readonly md5?: string
  readonly crc32c?: string
  readonly partsTag?: string
}

export interface UploadRequest {
  readonly key: string
  readonly size: number
  readonly partBytes: number
  readonly attributes: ObjectAttributes
  readonly storageClass?: string
  readonly condition?: WriteCondition
  readonly modifiedMs: number
  /** MD5 of the whole content in hex where it is known before: some places can keep it from the beginning only. */
  readonly md5?: string
  /** Token of an earlier upload to be found again. */
  readonly resume?: string
}

/** An upload in parts; nothing of it can be seen before `finish`. */
export interface Upload {
  /** What finds it again after the process has gone. */
  readonly token: string
  /** It cannot be taken up by another process: what is not finished is to be removed. */
  readonly endsWithProcess?: true
  /** Parts that the place already has, from 0, as it identifies them. */
  readonly present: ReadonlyMap<number, string>
  /** Resolves to what identifies the part to the place. */
  part(index: number, bytes: Buffer, md5: Buffer, call: Call): Promise<string>
  /** `md5`: that of the whole content in hex, for places that can keep it or check it. */
  finish(parts: readonly string[], md5: string | undefined, call: Call): Promise<Written | 'refused'>
  abort(call: Call): Promise<void>
}

export type Removal =
  | { readonly key: string; readonly kind: 'removed' }
  /** It has another version by now and was left alone. */
  | { readonly key: string; readonly kind: 'changed' }
  | { readonly key: string; readonly kind: 'failed'; readonly reason: string }
