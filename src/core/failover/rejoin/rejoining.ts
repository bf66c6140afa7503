import type { Cloud } from '../../../config/clouds.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { Step, StepScope } from '../../runs/step.ts'
import type { Binding } from '../binding.ts'
import type { SourceControl } from '../forced/source-control.ts'
import type { Topology } from '../topology.ts'

export const REJOIN_KIND = 'rejoin'

/** What a plan to rebuild a server as a replica says; plain JSON without secrets. */
export interface RejoinSubject {
  readonly database: string
  /** The server that is rebuilt. */
  readonly cloud: Cloud
  readonly instance: string
  /** The primary that it will follow. */
  readonly primary: Cloud
  readonly epoch: number
  /** Its subscription, and the slot on the primary. */
  readonly subscription: string
  readonly slot: string
  readonly publications: readonly string[]
  /** What is compared, emptied and copied. */
  readonly tables: readonly string[]
  /** It does not answer, and its control plane says that it is stopped: it has to be started. */
  readonly start: boolean
  /** The promotion by force whose loss is counted with it. */
  readonly lossOf?: string
  /** Debts that are paid by it. */
  readonly debts: readonly string[]
  /** Folder of the files with rows that only this server has. */
  readonly folder: string
  readonly topology: Topology
  readonly binding: Binding
}

/** Files for rows, kept for people: they hold what the application wrote. */
export interface RowFiles {
  /** Opens a new file (0600) and returns its path with it. @throws McloudError STORE_FAILED */
  open(folder: string, name: string): Promise<RowFile>
}

export interface RowFile {
  readonly path: string
  write(line: string): Promise<void>
  /** Returns when the disk has it all. */
  close(): Promise<void>
}

/** What the steps work with. */
export interface Rejoining {
  readonly subject: RejoinSubject
  readonly primary: PromotableServer
  readonly control: SourceControl
  readonly files: RowFiles
  /** The server that is rebuilt; opened on first use, and again after it was started. @throws McloudError DATABASE_UNREACHABLE */
  returned(scope: Pick<StepScope, 'call'>): Promise<PromotableServer>
  recheck(scope: StepScope): Promise<void>
}

export type RejoinStep = Step<Rejoining>

export const REJOIN_LIMITS = {
  startMs: 9 * 60_000,
  /** Between two attempts to reach a server that starts: it takes writes until it is fenced. */
  knockMs: 2,
  graceMs: 0,
  lockTimeoutMs: 5_000,
} as const
