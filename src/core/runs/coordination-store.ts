import type { Cloud } from '../../config/clouds.ts'

/**
 * Where journal, run lock and epochs live: small JSON documents under sorted keys, each written with a
 * condition. Every kind (local file, S3, Cloud Storage, Azure Blob, Kubernetes) passes one contract suite.
 * Keys are `/`-separated words of `[a-z0-9._-]`.
 */
export interface CoordinationStore {
  /** For messages, e.g. `file /var/lib/mcloud` or `s3://bucket/prefix`. */
  readonly describe: string
  /** The cloud the store lives in; absent where it lives outside all of them. */
  readonly cloud?: Cloud
  /** @throws McloudError STORE_FAILED, with `details.damaged` true when the document is there and cannot be read. */
  read(key: string): Promise<StoredDocument | undefined>
  /** Writes a key that must not exist yet (If-None-Match: *). Durable when it returns. */
  create(key: string, value: unknown): Promise<'created' | 'exists'>
  /** Replaces exactly the version that was read (If-Match). Durable when it returns. */
  replace(key: string, value: unknown, version: string): Promise<'replaced' | 'conflict'>
  /** All keys under a prefix in byte order. */
  list(prefix: string): Promise<readonly string[]>
}

export interface StoredDocument {
  readonly value: unknown
  /** Opaque; changes with every write. */
  readonly version: string
}
