import type { LedgerEntry } from './ledger.ts'
import type { ListedObject } from './object-store.ts'

/** What decided that two objects are alike or not. */
export type Rung =
  | 'size'
  | 'md5'
  | 'crc32c'
  | 'parts-tag'
  /** Both have the versions of the last verified copy. */
  | 'ledger'
  /** Their bytes were read. */
  | 'content'
  /** Sizes agree, and the engine that moved it says that it compared the contents. */
  | 'engine'
  /** The operator accepts equal sizes (`--compare size`). */
  | 'size-only'

export type Comparison =
  | { readonly kind: 'same'; readonly rung: Rung }
  | { readonly kind: 'different'; readonly rung: Rung }
  /** Sizes agree, and the listings tell nothing that both sides have. */
  | { readonly kind: 'unproved' }

export interface ComparisonRules {
  /** `size`: equal sizes are enough where no hash is common. */
  readonly compare: 'proof' | 'size'
}

/** Climbs the ladder: size, the ledger, a common hash. */
export function compareObjects(
  a: ListedObject,
  b: ListedObject,
  known: LedgerEntry | undefined,
  rules: ComparisonRules,
): Comparison {
  if (a.size !== b.size) return { kind: 'different', rung: 'size' }
  if (known !== undefined && known.a === a.version && known.b === b.version)
    return { kind: 'same', rung: 'ledger' }
  for (const rung of ['md5', 'crc32c'] as const) {
    if (a[rung] === undefined || b[rung] === undefined) continue
    return { kind: a[rung] === b[rung] ? 'same' : 'different', rung: rung }
  }
  // Parts of other sizes have another tag, so only equal ones prove something.
  if (a.partsTag !== undefined && a.partsTag === b.partsTag) return { kind: 'same', rung: 'parts-tag' }
  return rules.compare === 'size' ? { kind: 'same', rung: 'size-only' } : { kind: 'unproved' }
}
