import type { Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { Measurement } from './engines/estimate-duration.ts'
import type { Engine, Mover, WholeMover } from './engines/mover.ts'
import type { TransferBasis } from './estimate-transfer.ts'
import type { ObjectStore } from './object-store.ts'
import type { PairSpec } from './pair-spec.ts'
import type { PairState } from './pair-state.ts'
import type { Place } from './place.ts'
import type { StoreTraffic } from './store-traffic.ts'
import type { SyncPlanFiles } from './sync-plan.ts'

/** Opens what sync works on. */
export interface SyncStores {
  /** The place by one name whatever it was called by: folders absolute and without links. */
  locate(place: Place): Promise<Place>
  open(place: Place, traffic: StoreTraffic): Promise<ObjectStore>
  /**
   * What a pair remembers on this machine, for one run at a time.
   * @throws McloudError RUN_LOCKED
   */
  state(a: Place, b: Place, direction: string): Promise<PairState>
  /** What the last runs of a pair came to; undefined where there was none. */
  history(spec: PairSpec): Promise<PairHistory | undefined>
  remember(spec: PairSpec, history: PairHistory): Promise<void>
  /** How fast the last runs of this machine were, of all pairs. */
  measurements(): Promise<readonly Measurement[]>
  /** Notes that a run has begun, until it is ended; a killed one stays among the unfinished. */
  begin(spec: PairSpec): Promise<() => Promise<void>>
  unfinished(): Promise<readonly PairSpec[]>
  /** @throws McloudError TOOL_MISSING, UNSUPPORTED, USAGE for a pair that the engine cannot move */
  mover(spec: PairSpec, engine: Exclude<Engine, 'builtin'>): Promise<Mover>
  /** rclone for a pair that it alone can list. @throws McloudError TOOL_MISSING, UNSUPPORTED */
  wholeMover(spec: PairSpec): Promise<WholeMover>
  readonly plans: SyncPlanFiles
}

/** The last word on a pair. */
export interface PairHistory {
  /** When the last run that left nothing to do began, in milliseconds since the epoch. */
  readonly alikeAtMs?: number
  readonly lastRunAtMs: number
  readonly lastResult: 'done' | 'partial' | 'failed'
  readonly lastReason?: string
  /** Objects that the last run could not bring over. */
  readonly backlog: number
  /** Of the last run; absent in what older versions wrote. */
  readonly conflicts?: number
  readonly failures?: number
  readonly copied: number
  readonly deleted: number
  /** The last run that tells how fast the next one will be. */
  readonly measured?: Measurement
}

/** What a run over one pair is given. */
export interface PairPorts extends Pick<SyncPorts, 'clock' | 'progress' | 'call' | 'syncStores' | 'confirm'> {
  readonly global: { readonly dryRun: boolean }
}

/** What the commands of sync are given. */
export interface SyncPorts {
  readonly clock: Clock
  readonly progress: Progress
  readonly global: { readonly dryRun: boolean; readonly json: boolean; readonly config?: string }
  readonly signal: AbortSignal
  readonly terminal: { writeData(line: string): Promise<void> }
  call(defaultTimeoutMs?: number): Call
  platform(): Promise<Platform>
  syncStores(): Promise<SyncStores>
  /** Asked by dry runs that would move something out of a cloud; absent: nothing is priced. */
  transferBasis?(): Promise<TransferBasis>
  confirm(question: {
    readonly risk: 'severe'
    readonly text: string
    readonly platform: string
  }): Promise<void>
}
