import type { Rung } from './compare.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ListedObject } from './object-store.ts'

/** One-way goes from `a` to `b`. */
export type Side = 'a' | 'b'

/** Why an object is copied. */
export type CopyReason =
  | 'missing'
  /** The sizes or hashes of both sides differ. */
  | 'size'
  | 'md5'
  | 'crc32c'
  | 'content'
  /** Written since the last verified copy. */
  | 'version'
  /** Equal sizes, and nothing that proves equal contents. */
  | 'unproved'
  /** The other side of a conflict lost, or was deleted. */
  | 'conflict'

/** What is to be done about one key. */
export type Decision =
  | {
      readonly kind: 'copy'
      readonly to: Side
      readonly key: string
      readonly object: ListedObject
      /** What is there now. */
      readonly replaces?: ListedObject
      readonly because: CopyReason
    }
  /** Equal sizes: a side that can hash its content cheaply tells whether anything is to be done. */
  | {
      readonly kind: 'prove'
      readonly key: string
      readonly a: ListedObject
      readonly b: ListedObject
      /** Two-way: who wins where they are not alike. One-way it is copied. */
      readonly conflict?: { readonly winner?: Side }
    }
  | { readonly kind: 'delete'; readonly on: Side; readonly key: string; readonly object: ListedObject }
  | {
      readonly kind: 'conflict'
      readonly key: string
      readonly a: ListedObject
      readonly b: ListedObject
      /** Absent: the policy leaves both alone. */
      readonly winner?: Side
    }
  /** Nothing to do but to remember. */
  | { readonly kind: 'note'; readonly entry: LedgerEntry }
  | { readonly kind: 'forget'; readonly key: string }

/** What a listing of both sides came to. */
export interface PlanCounts {
  /** Objects that take part. */
  a: number
  b: number
  /** Keys that are alike, by what proved it. */
  same: Partial<Record<Rung, number>>
  /** Only on the other side, and left there. */
  extra: number
  /** Left out by size or age. */
  skipped: number
}

export function emptyCounts(): PlanCounts {
  return { a: 0, b: 0, same: {}, extra: 0, skipped: 0 }
}
