import type { Objectives } from '../../config/platform.ts'
import type { KnownLoss } from '../failover/loss-record.ts'
import type { PromoteSubject } from '../failover/promotion.ts'
import type { ApiRequest } from '../failover/repointer.ts'
import type { Topology } from '../failover/topology.ts'
import type { JournalEntry } from '../runs/journal-entry.ts'
import type { Debt, Plan, Run, RunStep } from '../runs/plan.ts'
import { type Measured, measure } from './measure.ts'

/** One failover, as its plan, its journal and the observations around it tell it. */
export interface Audit {
  readonly runId: string
  readonly kind: string
  readonly database: string
  /** Absent where nothing was moved. */
  readonly move?: { readonly from: string; readonly to: string }
  /** Of a rejoin: the server that was rebuilt, and the primary that it follows. */
  readonly rebuilt?: { readonly cloud: string; readonly primary: string }
  /** Name of the scenario. */
  readonly scenario?: string
  readonly state: Run['state']
  readonly epoch: number
  readonly committed: boolean
  readonly planHash: string
  readonly plannedAt: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly approvals: readonly Approval[]
  readonly steps: readonly RunStep[]
  readonly requests: readonly (ApiRequest & { readonly step: string })[]
  readonly before?: Topology
  /** Absent where nobody could look when the run had ended. */
  readonly after?: Topology
  readonly measured: Measured
  /** What was really lost, once the old primary had been looked into: by the rejoin itself, or for this run. */
  readonly loss?: KnownLoss
  readonly warnings: readonly string[]
  readonly remarks: readonly string[]
  /** What the run has left behind, and whether it still is to be paid. */
  readonly debts: readonly (Debt & { readonly open: boolean })[]
}

/** Somebody let the run begin, go on, or turn back. */
export interface Approval {
  readonly what: string
  readonly by: string
  /** RFC 3339. */
  readonly at: string
}

/** Under this beginning of their keys the journal holds approvals that were given inside a run. */
export const APPROVAL_FACT = 'approval-'

/** What an audit is made from. */
export interface AuditSources {
  readonly run: Run
  readonly entries: readonly JournalEntry[]
  readonly after: Topology | undefined
  readonly loss: KnownLoss | undefined
  readonly objectives: Objectives
  /** All debts of the platform that are open now. */
  readonly openDebts: readonly Debt[]
}

/** Puts everything that is known of one failover together; pure. */
export function auditOf(sources: AuditSources): Audit {
  const { run, entries, after, loss: recorded, objectives, openDebts } = sources
  const { plan } = run
  const { scenario, topology, cloud, primary } = plan.subject as {
    readonly [key in 'scenario' | 'cloud' | 'primary']?: string
  } & { readonly topology?: Topology }
  const move = moveOf(plan)
  const facts = new Map(entries.flatMap((entry) => (entry.kind === 'fact' ? [[entry.key, entry.value]] : [])))
  const loss = recorded ?? (facts.get('loss') as KnownLoss | undefined)
  const before = move?.topology ?? topology
  return {
    runId: run.id,
    kind: plan.kind,
    database: run.subject,
    ...(move === undefined ? {} : { move: { from: move.from, to: move.to } }),
    ...(cloud === undefined || primary === undefined ? {} : { rebuilt: { cloud, primary } }),
    ...(scenario === undefined ? {} : { scenario }),
    state: run.state,
    epoch: run.epoch,
    committed: run.committed,
    planHash: plan.hash,
    plannedAt: plan.createdAt,
    startedAt: run.startedAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    approvals: entries.flatMap((entry) => approvalOf(entry, plan)),
    steps: run.steps,
    requests: entries.flatMap(requestsOf),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    measured: measure({ run, move, facts, loss: recorded, objectives }),
    ...(loss === undefined ? {} : { loss }),
    warnings: plan.warnings,
    remarks: run.remarks,
    debts: run.debts.map((debt) => ({ ...debt, open: openDebts.some(({ id }) => id === debt.id) })),
  }
}

/** What a plan moves: the plan itself says it, or the promotion inside a scenario. */
function moveOf({ subject }: Plan): PromoteSubject | undefined {
  const { promotion = subject } = subject as { readonly promotion?: unknown }
  const move = promotion as Partial<PromoteSubject> | undefined
  return move?.from === undefined || move.to === undefined ? undefined : (move as PromoteSubject)
}

function approvalOf(entry: JournalEntry, plan: Plan): Approval[] {
  const given = (what: string): Approval[] => [{ what, by: entry.owner, at: entry.at }]
  switch (entry.kind) {
    case 'run-started':
      return given(`began plan ${plan.hash.slice(0, 12)}`)
    case 'run-resumed':
      return given('took the run up again')
    case 'abort-started':
      return given('went back')
    case 'fact':
      return entry.key.startsWith(APPROVAL_FACT) ? given((entry.value as { readonly text: string }).text) : []
    default:
      return []
  }
}

function requestsOf(entry: JournalEntry): Audit['requests'] {
  if (entry.kind !== 'fact' || entry.value === null || typeof entry.value !== 'object') return []
  const { requests } = entry.value as { readonly requests?: readonly ApiRequest[] }
  return (requests ?? []).map((request) => ({ ...request, step: entry.step }))
}
