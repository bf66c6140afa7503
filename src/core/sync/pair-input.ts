import type { Call } from '../../providers/provider.ts'
import type { Clock } from '../ports.ts'
import type { ConflictPolicy } from './conflict-policies.ts'
import type { Decision } from './decision.ts'
import type { DeleteLimit } from './delete-gate.ts'
import type { Filters } from './filters.ts'
import type { CopyOptions } from './kept-attributes.ts'
import type { ObjectStore } from './object-store.ts'
import type { Pace } from './pace.ts'
import type { PairState } from './pair-state.ts'
import type { TrafficCount } from './store-traffic.ts'
import type { SyncReport } from './sync-report.ts'
import type { TransferLimits } from './transfer-gate.ts'

/** How a pair is to be kept alike. */
export interface PairRules {
  readonly direction: 'one-way' | 'two-way'
  readonly deletes: boolean
  readonly deleteLimit: DeleteLimit
  readonly conflicts: ConflictPolicy
  readonly compare: 'proof' | 'size'
  readonly filters: Filters
  readonly copy: CopyOptions
}

export interface PairInput {
  readonly a: ObjectStore
  readonly b: ObjectStore
  readonly rules: PairRules
  readonly state: PairState
  readonly clock: Clock
  readonly traffic: TrafficCount
  readonly pace: Pace
  readonly dryRun: boolean
  readonly limits?: TransferLimits
  readonly call: Call
  /** Told of every batch that was decided, before it is carried out. */
  readonly onDecisions?: (batch: readonly Decision[]) => void | Promise<void>
  /** Decisions of a saved plan, carried out exactly: what has moved on since is left alone. */
  readonly decided?: AsyncIterable<readonly Decision[]>
  /** Asked before deletes that have passed the gate; throws to stop them. */
  readonly approveDeletes?: (deletes: number, held: number) => Promise<void>
  /** Told of figures as they change. */
  readonly onProgress?: (report: SyncReport) => void
}
