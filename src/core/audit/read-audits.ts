import type { Objectives, Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { readLoss } from '../failover/loss-record.ts'
import type { Clock } from '../ports.ts'
import type { Result } from '../result.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import { listDebts } from '../runs/debts.ts'
import { findRun, listRuns, type RunReader } from '../runs/list-runs.ts'
import type { Run } from '../runs/plan.ts'
import { readJournal } from '../runs/read-journal.ts'
import type { RunHost } from '../runs/run-owner.ts'
import { type Audit, auditOf } from './audit.ts'
import { auditMarkdown, historyMarkdown } from './markdown.ts'
import { readTopology } from './topology-after.ts'

/** What reading the past needs. */
export interface AuditPorts {
  readonly clock: Clock
  platform(): Promise<Platform>
  store(): Promise<CoordinationStore>
  runHost(): Promise<RunHost>
}

export interface History {
  readonly store: string
  readonly audits: readonly Audit[]
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[]
  readonly markdown?: string
}

/** Kinds of plans that move a primary or its traffic. */
const KINDS: ReadonlySet<string> = new Set(['promote', 'promote-forced', 'failback', 'rejoin', 'scenario'])

/** The failovers among the newest runs, the newest first. @throws McloudError STORE_FAILED */
export async function failoverHistory(
  request: { readonly limit: number; readonly markdown: boolean },
  ports: AuditPorts,
): Promise<Result<History>> {
  const { reader, objectives } = await open(ports)
  const { runs, unreadable } = await listRuns(reader, request.limit)
  const failovers = runs.filter(({ plan }) => KINDS.has(plan.kind))
  const audits = await Promise.all(failovers.map((run) => read(reader, run, objectives)))
  return {
    kind: unreadable.length > 0 ? 'partial' : 'done',
    data: {
      store: reader.store.describe,
      audits,
      unreadable,
      ...(request.markdown ? { markdown: historyMarkdown(audits) } : {}),
    },
  }
}

/** One failover: the named one, or the newest. @throws McloudError RUN_NOT_FOUND, USAGE, STORE_FAILED */
export async function showFailover(
  request: { readonly run: string | undefined; readonly markdown: boolean },
  ports: AuditPorts,
): Promise<Result<{ readonly audit: Audit; readonly markdown?: string }>> {
  const { reader, objectives } = await open(ports)
  const run =
    request.run === undefined
      ? await newestFailover(reader)
      : await findRun(reader, [reader.platform], request.run)
  if (!KINDS.has(run.plan.kind))
    throw new McloudError({
      code: 'USAGE',
      message: `Run ${run.id} is a ${run.plan.kind}, not a failover.`,
      hint: `Look at it with: mcloud runs show ${run.id}`,
    })
  const audit = await read(reader, run, objectives)
  return {
    kind: 'done',
    data: { audit, ...(request.markdown ? { markdown: auditMarkdown(audit) } : {}) },
  }
}

/** @throws McloudError RUN_NOT_FOUND */
async function newestFailover(reader: RunReader): Promise<Run> {
  const { runs } = await listRuns(reader, 100)
  const found = runs.find(({ plan }) => KINDS.has(plan.kind))
  if (found !== undefined) return found
  throw new McloudError({ code: 'RUN_NOT_FOUND', message: 'There was no failover of this platform yet.' })
}

async function open(ports: AuditPorts): Promise<{ reader: RunReader; objectives: Objectives }> {
  const [platform, store, host] = await Promise.all([ports.platform(), ports.store(), ports.runHost()])
  const { objectives, name } = platform
  return { reader: { store, platform: name, clock: ports.clock, host }, objectives }
}

async function read(reader: RunReader, run: Run, objectives: Objectives): Promise<Audit> {
  const [{ entries }, after, loss, openDebts] = await Promise.all([
    readJournal(reader.store, reader.platform, run.id),
    readTopology(reader, run.id),
    readLoss(reader.store, reader.platform, run.id),
    run.debts.length === 0 ? [] : listDebts(reader.store, reader.platform),
  ])
  return auditOf({ run, entries, after, loss, objectives, openDebts })
}
