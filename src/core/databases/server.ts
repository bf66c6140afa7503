import type { Cloud } from '../../config/clouds.ts'
import type { Database, DatabaseMember } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'

/** The port through which core speaks to PostgreSQL; `src/postgres` stands behind it. */
export interface DatabaseServers {
  /** @throws McloudError DATABASE_UNREACHABLE, AUTH_DENIED */
  open(database: Database, member: DatabaseMember, call: Call): Promise<DatabaseServer>
}

export interface DatabaseServer {
  readonly cloud: Cloud
  /** Everything that `status` shows of one server, in one round trip where possible. */
  inspect(call: Call): Promise<ServerState>
  close(): Promise<void>
}

export interface ServerState {
  readonly cloud: Cloud
  /** e.g. `18.4`. */
  readonly version: string
  /** Judged from what the server would do, not from what a file says. */
  readonly acceptsApplicationWrites: boolean
  /** Why not, or which role still can. */
  readonly fenceEvidence: string
  readonly fence?: FenceRow
  readonly publications: readonly string[]
  readonly subscriptions: readonly SubscriptionState[]
  readonly slots: readonly SlotState[]
}

/** The row by which a server refuses a stale run. */
export interface FenceRow {
  readonly epoch: number
  readonly state: 'open' | 'fenced'
  readonly runId: string
  readonly changedAt: string
}

export interface SubscriptionState {
  readonly name: string
  readonly enabled: boolean
  readonly workerAlive: boolean
  readonly slot: string | undefined
  readonly publications: readonly string[]
  /** Host and port of the publisher; no user, no password. */
  readonly publisher: string
  readonly tablesReady: number
  readonly tablesTotal: number
  readonly applyErrors: number
}

export interface SlotState {
  readonly name: string
  readonly active: boolean
  readonly walStatus: string
  /** WAL bytes that the consumer has not confirmed. */
  readonly lagBytes: number
  /** Replay lag of the connected consumer in milliseconds; absent where none is connected. */
  readonly lagMs?: number
}
