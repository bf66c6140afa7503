import type { Decision } from './decision.ts'
import type { PairRules } from './pair-input.ts'
import type { Place } from './place.ts'

/** What a saved plan begins with; its decisions follow, one a line, and a seal over all of it. */
export interface SyncPlanHead {
  readonly kind: 'mcloud-sync-plan'
  readonly schemaVersion: 1
  readonly a: Place
  readonly b: Place
  readonly rules: PairRules
  /** Milliseconds since the epoch. */
  readonly madeAtMs: number
  /** Rules of the command left keys out that belong to the pair. */
  readonly narrowed?: true
}

/** A plan as it was sealed. */
export interface OpenedPlan {
  readonly head: SyncPlanHead
  /** Why its deletes would not have been carried out when it was made. */
  readonly blocked?: string
  decisions(): AsyncIterable<readonly Decision[]>
}

/** Saved plans, which may be larger than memory. */
export interface SyncPlanFiles {
  /** Writes a plan beside its place and puts it there whole on `seal`. */
  create(path: string, head: SyncPlanHead): Promise<SyncPlanWriter>
  /** @throws McloudError PLAN_INVALID for a file that is none, was changed or was cut off */
  open(path: string): Promise<OpenedPlan>
}

export interface SyncPlanWriter {
  write(decisions: readonly Decision[]): Promise<void>
  seal(blocked?: string): Promise<void>
  discard(): Promise<void>
}
