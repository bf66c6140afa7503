import type { Call } from '../../providers/provider.ts'
import type { CopyOptions } from './kept-attributes.ts'
import type { ListedObject, ObjectStore, WriteCondition, Written } from './object-store.ts'
import type { OpenUploads } from './open-uploads.ts'
import type { Pace } from './pace.ts'
import type { PartBuffers } from './part-buffers.ts'
import type { TransferGate } from './transfer-gate.ts'

/** What a copy works with. */
export interface CopyTools {
  readonly gate: TransferGate
  readonly pace: Pace
  readonly uploads: OpenUploads
  readonly buffers: PartBuffers
  readonly call: Call
  /** Asked for each attempt at moving bytes; counts and limits are the caller's. */
  readonly onBytes: (bytes: number) => void
  readonly onResent: () => void
  readonly options: CopyOptions
  /** Copy no other version than the one that was decided about. */
  readonly exact: boolean
}

export interface CopyRequest {
  readonly from: ObjectStore
  readonly to: ObjectStore
  readonly object: ListedObject
  /** Key at the destination, where it is another. */
  readonly toKey?: string
  readonly condition?: WriteCondition
  /** Tag of the parts that an earlier attempt read: the same twice is no damage but parts of several sizes. */
  readonly seenTag?: string
}

export type Copied =
  | {
      readonly kind: 'copied'
      /** The version that was read: the source may have changed since the listing. */
      readonly object: ListedObject
      readonly written: Written
      readonly md5?: string
      readonly resumedParts: number
      readonly parts: number
    }
  /** The source object is no longer there. */
  | { readonly kind: 'gone' }
  /** The destination was not as the condition demanded. */
  | { readonly kind: 'refused' }

/** What a single attempt may come to besides. */
export type Attempted =
  | Copied
  /** The source is not what the listing said. */
  | { readonly kind: 'changed' }
  /** `tag`: of the parts as they were read, where that is what disagreed. */
  | { readonly kind: 'corrupt'; readonly tag?: string }
