import type { Cloud } from '../../config/clouds.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import type { Debt, Plan, Run, RunStep } from '../runs/plan.ts'
import { readJournal } from '../runs/read-journal.ts'
import type { Comparison } from './compare-contents.ts'
import { FORCED_KIND, type ForcedSubject, type SourceFence } from './forced/forced-promotion.ts'
import { type KnownLoss, readLoss } from './loss-record.ts'
import type { MoveSubject, PromoteSubject } from './promotion.ts'
import type { Topology } from './topology.ts'

/** What a promotion did, as measured and as proved. */
export interface PromotionReport {
  readonly runId: string
  readonly planHash: string
  readonly state: Run['state']
  readonly database: string
  readonly from: Cloud
  readonly to: Cloud
  readonly before: Topology
  readonly after: Topology
  readonly steps: readonly RunStep[]
  /** Absent for a run that did not come so far. */
  readonly pause?: WritePause
  readonly evidence?: Evidence
  /** Only of a promotion by force. */
  readonly forced?: ForcedFindings
  readonly debts: readonly Debt[]
}

export interface WritePause {
  /** From the beginning of the fence until a write was committed on the new primary. */
  readonly databaseMs: number
  /** From the beginning of the fence until every DNS provider and name server had the change. */
  readonly trafficMs?: number
}

/** What a promotion by force can tell, and what it cannot. */
export interface ForcedFindings {
  /** From the start of the run until a write was committed on the new primary. */
  readonly firstWriteMs?: number
  readonly fence?: SourceFence
  /** What was known before; everything committed up to that heartbeat has arrived. */
  readonly lastHeartbeat?: { readonly at: string; readonly ageMs: number; readonly lsn: string }
  readonly remoteLsn?: string
  /** Why DNS is not everywhere yet, one line each. */
  readonly traffic: readonly string[]
  /** Absent until the old primary has been looked into: `failover rejoin`. */
  readonly trueLoss?: KnownLoss
}

export interface Evidence {
  /** Undefined where nothing tells. */
  readonly lostRows: number | undefined
  /** Exactly what was proved, and how. */
  readonly proof: readonly string[]
}

/** Puts a finished run into the words and figures of a report. */
export async function reportPromotion(
  input: { readonly store: CoordinationStore; readonly platform: string },
  run: Run,
  after: Topology,
): Promise<PromotionReport> {
  const { subject, hash, kind } = run.plan as Plan<MoveSubject>
  const facts = new Map<string, unknown>()
  for (const entry of (await readJournal(input.store, input.platform, run.id)).entries)
    if (entry.kind === 'fact') facts.set(entry.key, entry.value)
  return {
    runId: run.id,
    planHash: hash,
    state: run.state,
    database: subject.database,
    from: subject.from,
    to: subject.to,
    before: subject.topology,
    after,
    steps: run.steps,
    ...(kind === FORCED_KIND
      ? { forced: forcedFindings(run, facts, await readLoss(input.store, input.platform, run.id)) }
      : plannedFindings(run, facts)),
    debts: run.debts,
  }
}

function plannedFindings(
  run: Run,
  facts: ReadonlyMap<string, unknown>,
): Pick<PromotionReport, 'pause' | 'evidence'> {
  if (run.state !== 'done') return {}
  const pause = pauseOf(run)
  const evidence = evidenceOf((run.plan as Plan<PromoteSubject>).subject, facts)
  return { ...(pause === undefined ? {} : { pause }), evidence }
}

function forcedFindings(
  run: Run,
  facts: ReadonlyMap<string, unknown>,
  trueLoss: KnownLoss | undefined,
): ForcedFindings {
  const { subject } = run.plan as Plan<ForcedSubject>
  const fence = facts.get('source-fence') as SourceFence | undefined
  const beat = facts.get('last-heartbeat') as ForcedFindings['lastHeartbeat'] | null | undefined
  const position = (facts.get('positions') as Record<string, string | null> | undefined)?.[subject.to]
  const probed = run.steps.find(({ id }) => id === 'probe-write')
  const firstWriteMs =
    Date.parse(probed?.startedAt ?? '') + (probed?.elapsedMs ?? Number.NaN) - Date.parse(run.startedAt)
  return {
    ...(Number.isNaN(firstWriteMs) ? {} : { firstWriteMs }),
    ...(fence === undefined ? {} : { fence }),
    ...(beat == null ? {} : { lastHeartbeat: beat }),
    ...(position == null ? {} : { remoteLsn: position }),
    traffic: (facts.get('repointed') as { reasons?: readonly string[] } | undefined)?.reasons ?? [],
    ...(trueLoss === undefined ? {} : { trueLoss }),
  }
}

function pauseOf(run: Run): WritePause | undefined {
  const step = (id: string) => run.steps.find((one) => one.id === id)
  const began = Date.parse(step('fence-source')?.startedAt ?? '')
  const end = (one: RunStep | undefined) => Date.parse(one?.startedAt ?? '') + (one?.elapsedMs ?? Number.NaN)
  const databaseMs = end(step('probe-write')) - began
  const trafficMs = end(step('repoint-traffic')) - began
  if (Number.isNaN(databaseMs)) return undefined
  return { databaseMs, ...(Number.isNaN(trafficMs) ? {} : { trafficMs }) }
}

/** What the facts of a finished run prove. */
export function evidenceOf(subject: PromoteSubject, facts: ReadonlyMap<string, unknown>): Evidence {
  const drain = facts.get('drain') as { lsn: string } | undefined
  const comparison = facts.get('comparison') as Comparison | undefined
  const different = comparison?.different ?? []
  const rows = comparison?.equal.reduce((sum, table) => sum + table.rows, 0) ?? 0
  return {
    lostRows: drain === undefined ? undefined : lostRows(different),
    proof: [
      ...(drain === undefined
        ? []
        : [
            `After the fence a marker written in ${subject.from} was read in ${subject.to}, and ${subject.forward.slot} confirmed ${drain.lsn}: everything committed before has been applied.`,
          ]),
      ...((comparison?.equal.length ?? 0) > 0
        ? [
            `${comparison?.equal.length} of ${subject.tables.length} tables (${rows} rows) had equal row counts and checksums over all columns at the switch.`,
          ]
        : []),
      ...different.map(
        (table) =>
          `${table.table} differed at the switch: ${table.sourceRows} rows in ${subject.from}, ${table.targetRows} in ${subject.to}.`,
      ),
      ...(comparison?.skipped ?? []).map(
        (table) => `${table.table} was not compared (${table.reason}): the marker alone speaks for it.`,
      ),
    ],
  }
}

/** Rows may also differ while their number does not: then no number would be true. */
function lostRows(different: Comparison['different']): number | undefined {
  const lost = different.reduce((sum, table) => sum + Math.max(0, table.sourceRows - table.targetRows), 0)
  return different.length > 0 && lost === 0 ? undefined : lost
}
