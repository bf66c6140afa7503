import type { Call } from '../../../providers/provider.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { ListedObject } from '../object-store.ts'
import type { OpenUploads } from '../open-uploads.ts'
import type { PairRules } from '../pair-input.ts'

export const ENGINES = ['builtin', 'rclone', 'managed'] as const
/** Who moves the bytes: mcloud itself, the user's rclone, or a transfer service of a cloud. */
export type Engine = (typeof ENGINES)[number]

/** What a transfer service is given instead of the operator's own keys, which it never sees. */
export interface TransferAccess {
  /** A role of AWS that trusts the service. */
  readonly role?: string
  /** A secret of the service's own cloud: of Google's Secret Manager, or an ARN of AWS's Secrets Manager. */
  readonly secret?: string
  /** Access id of the HMAC key of Cloud Storage whose secret the secret holds. */
  readonly key?: string
}

/** Moves objects by other hands than mcloud's; what it says of itself is proved by listings afterwards. */
export interface Mover {
  /** With its version where that is known, e.g. `rclone 1.60.1`. */
  readonly name: string
  /** Moves what is missing or different; rejects only where nothing can be said of the outcome of any object. */
  move(request: MoveRequest, call: Call): Promise<Moved>
}

export interface MoveRequest {
  /** What mcloud has decided to copy, as the source's listing tells it, in batches, while it is decided. */
  readonly objects: AsyncIterable<readonly ListedObject[]>
  readonly rules: PairRules
  readonly bandwidthBytes?: number
  /** Uploads in parts that an earlier, killed run has begun. */
  readonly uploads: OpenUploads
  /** Remembers a copy whose content the mover has proved, so that a killed run need not make it again. */
  readonly proved: (entry: LedgerEntry) => void
  readonly onProgress: (figures: MoverFigures) => void
}

export interface MoverFigures {
  readonly objects: number
  readonly bytes: number
}

/** What a mover says that it has done. */
export interface Moved extends MoverFigures {
  /** It claims every key that it was given, and no failure. */
  readonly complete: boolean
  /** Why single keys, or all of them (no key), were not moved. */
  readonly failed: readonly { readonly key?: string; readonly reason: string }[]
  /** Objects that were no longer at the source. */
  readonly gone?: number
  readonly resumedParts?: number
}

/** A mover that lists, compares and deletes by itself, for places that mcloud cannot list. */
export interface WholeMover {
  readonly name: string
  run(request: WholeRequest, call: Call): Promise<WholeMoved>
}

export interface WholeRequest {
  readonly rules: PairRules
  readonly dryRun: boolean
  /** Most deletes; 0 where none are meant. */
  readonly maxDeletes: number
  readonly bandwidthBytes?: number
  readonly onProgress: (figures: MoverFigures) => void
}

export interface WholeMoved extends MoverFigures {
  readonly deletes: number
  /** Objects that were compared with one on the other side, or are to be deleted. */
  readonly checks: number
  readonly errors: number
  readonly failed: readonly { readonly key?: string; readonly reason: string }[]
}
