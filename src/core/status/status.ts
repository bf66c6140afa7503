import type { Cloud } from '../../config/clouds.ts'
import type { MeasuredBudgets } from '../cost/report/measured-budgets.ts'
import type { ResultKind } from '../result.ts'
import type { Debt } from '../runs/plan.ts'
import type { PairStatus } from '../sync/pair-status.ts'

/** `unknown`: nobody answered, which is not the same as broken. */
export type Health = 'healthy' | 'degraded' | 'unknown'

/** The picture of a platform, judged; what `mcloud status --json` prints. */
export interface Status {
  readonly platform: string
  readonly at: string
  readonly elapsedMs: number
  /** The single question that took longest. */
  readonly slowest?: { readonly what: string; readonly elapsedMs: number }
  readonly health: Health
  /** What endangers data or stops the application; the loudest first. */
  readonly alarms: readonly string[]
  /** Everything that is not well, worst first, each with what to do where that is known. */
  readonly findings: readonly Finding[]
  readonly clouds: readonly CloudStatus[]
  readonly databases: readonly DatabaseStatus[]
  readonly workloads: readonly WorkloadStatus[]
  readonly records: readonly RecordStatus[]
  readonly store: { readonly health: Health; readonly describe?: string; readonly reason?: string }
  /** The run that is not over. */
  readonly run?: RunStatus
  readonly debts: readonly Debt[]
  /** The Terraform units of the platform, as far as anything is known of them. */
  readonly units: readonly UnitStatus[]
  /** The pairs of buckets, as the runs of this machine left them. */
  readonly syncs: readonly SyncStatus[]
  /** What is spent of the budgets, as last measured; absent where nobody has measured lately. */
  readonly costs?: MeasuredBudgets
}

/** A pair of buckets: when it was last alike, how far it is behind, and what its last run could not do. */
export interface SyncStatus extends PairStatus {
  readonly health: Health
}

export interface UnitStatus {
  readonly unit: string
  readonly cloud?: Cloud
  readonly environment?: string
  readonly health: Health
  /** What came of the last apply, when, and by which run. */
  readonly applied?: { readonly at: string; readonly runId: string; readonly result: string }
  /** What the last look at it found. */
  readonly drift?: { readonly at: string; readonly drifted: number; readonly pending: number }
}

export interface Finding {
  readonly severity: 'alarm' | 'degraded' | 'unknown'
  readonly text: string
  /** A command line. */
  readonly next?: string
}

/** Why something is not well. */
export interface Reason {
  readonly health: 'degraded' | 'unknown'
  readonly text: string
}

export interface CloudStatus {
  readonly cloud: Cloud
  readonly region: string
  readonly health: Health
  readonly account?: string
  readonly principal?: string
  readonly reason?: string
  readonly elapsedMs: number
}

export interface DatabaseStatus {
  readonly name: string
  readonly health: Health
  /** The only server that accepts application writes. */
  readonly primary?: Cloud
  /** All that do: more than one is the worst that can be. */
  readonly writers: readonly Cloud[]
  /** No writer was seen, and a server that did not answer may be it. */
  readonly writerUnseen: boolean
  readonly lagThresholdMs: number
  readonly members: readonly MemberStatus[]
}

export interface MemberStatus {
  readonly cloud: Cloud
  readonly instance: string
  readonly health: Health
  readonly role: 'primary' | 'replica' | 'unknown'
  readonly acceptsWrites: boolean | 'unknown'
  readonly fenced: boolean | 'unknown'
  readonly evidence?: string
  /** What the control plane says: the vendor's own word. */
  readonly state: string
  readonly version?: string
  /** Epoch of the fence row. */
  readonly epoch?: number
  readonly lagMs?: number
  readonly lagBytes?: number
  readonly reasons: readonly Reason[]
}

export interface WorkloadStatus {
  readonly workload: string
  readonly cloud: Cloud
  readonly url: string
  readonly health: Health
  readonly httpStatus?: number
  readonly reason?: string
  readonly elapsedMs: number
}

export interface RecordStatus {
  readonly name: string
  readonly type: string
  readonly policy: string
  readonly follows?: string
  readonly health: Health
  /** What the platform file asks for, in words. */
  readonly wanted: string
  readonly providers: readonly ProviderRecordStatus[]
}

export interface ProviderRecordStatus {
  readonly provider: Cloud
  readonly health: Health
  /** What it holds, in words. */
  readonly held: string
  readonly drift: boolean
  readonly reasons: readonly Reason[]
  readonly nameServers: readonly NameServerStatus[]
  /** The health-checked targets, as the provider's own checkers see them. */
  readonly targets: readonly TargetStatus[]
}

export interface TargetStatus {
  readonly cloud: Cloud
  readonly value: string
  /** `unwatched`: no checker of this provider looks at it. */
  readonly health: Health | 'unwatched'
  /** In the vendor's words. */
  readonly seen?: string
  readonly check?: string
}

export interface NameServerStatus {
  readonly server: string
  readonly health: Health
  readonly answers: readonly string[]
  readonly reason?: string
}

export interface RunStatus {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly owner: string
  readonly owned: boolean
  readonly committed: boolean
  readonly subject: string
  readonly text: string
  readonly resumeWith?: string
  readonly abortWith?: string
}

/** The worse of what is known, where unknown outweighs all: the picture is not whole. */
export function worst(healths: readonly Health[]): Health {
  if (healths.includes('unknown')) return 'unknown'
  return healths.includes('degraded') ? 'degraded' : 'healthy'
}

/** How a command that shows it ends: exit 0, 6 or 7. */
export function kindOf(health: Health): ResultKind {
  return health === 'healthy' ? 'done' : health === 'degraded' ? 'partial' : 'unknown'
}
