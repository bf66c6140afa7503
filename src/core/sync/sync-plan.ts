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
}

/** Saved plans, which may be larger than memory. */
export interface SyncPlanFiles {
  /** Writes a plan beside its place and puts it there whole on `seal`. */
  create(path: string, head: SyncPlanHead): Promise<SyncPlanWriter>
  /** @throws McloudError PLAN_INVALID for a file that is none, was changed or was cut off */
  open(path: string): Promise<{
    readonly head: SyncPlanHead
    decisions(): AsyncIterable<readonly Decision[]>
  }>
}

export interface SyncPlanWriter {
  write(decisions: readonly Decision[]): Promise<void>
  seal(): Promise<void>
  discard(): Promise<void>
}
