import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PromotableServers } from '../databases/promotable-server.ts'
import type { Clock, Progress, ProviderSet } from '../ports.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import { makeRunEngine, type RunReport } from '../runs/engine.ts'
import type { Boundary } from '../runs/journal.ts'
import { showRun, unfinishedRun } from '../runs/list-runs.ts'
import type { Plan, Run } from '../runs/plan.ts'
import type { RunHost } from '../runs/run-owner.ts'
import { acceptPlan } from '../runs/seal-plan.ts'
import { bindingOf, changesSince } from './binding.ts'
import {
  type CheckReport,
  checkFailover,
  checkObservation,
  observeSettled,
  refuseFailed,
} from './check-failover.ts'
import { trafficCheck } from './checks/traffic-check.ts'
import { observeEnd, observeFailure } from './end-of-run.ts'
import { type Observation, observe } from './observation.ts'
import { type OpenServers, openServers } from './open-servers.ts'
import { PROMOTE_KIND, planPromote } from './plan-promote.ts'
import type { PromoteSubject, Promotion } from './promotion.ts'
import type { Repointer } from './repointer.ts'
import { type PromotionReport, reportPromotion } from './report.ts'
import { releaseContents } from './steps/pause-steps.ts'
import { PROMOTE_STEPS } from './steps/promote-steps.ts'
import { describeTopology, type Topology } from './topology.ts'

/** What every use case of failover is given. */
export interface FailoverInput {
  readonly platform: string
  readonly database: Database
  readonly servers: PromotableServers
  readonly repointer: Repointer
  /** The control planes, by which a server that does not answer is shut off. */
  readonly providers: ProviderSet
  readonly store: CoordinationStore
  readonly host: RunHost
  readonly clock: Clock
  readonly progress: Progress
  readonly call: Call
  /** See the run engine; tests make a process die there. */
  readonly boundary?: Boundary
}

export interface FailoverCheck extends CheckReport {
  readonly topology: Topology
}

/** The pre-flight checks alone. */
export async function check(input: FailoverInput, to: Cloud): Promise<FailoverCheck> {
  return withServers(input, async (servers) => {
    const { observation, report } = await lookAndCheck(input, servers, to)
    return { ...report, topology: describeTopology(observation) }
  })
}

/**
 * Checks and plans; undefined where the database is there already.
 * @throws McloudError PREFLIGHT_FAILED, MULTI_WRITER_REFUSED with every failed check
 */
export async function plan(input: FailoverInput, to: Cloud): Promise<Plan<PromoteSubject> | undefined> {
  return withServers(input, async (servers) => {
    const { observation, report } = await lookAndCheck(input, servers, to)
    refuseFailed(report)
    if (report.alreadyThere) return undefined
    const traffic = input.repointer.plan(input.database.name, to)
    return planPromote({ platform: input.platform, observation, report, traffic, nowMs: input.clock.now() })
  })
}

/**
 * Carries a plan out. A failure before the commit point is undone by itself; an unknown outcome, and a failure after
 * it, leave the run open for `resume`.
 * @throws McloudError PLAN_INVALID, PLAN_STALE, PREFLIGHT_FAILED, RUN_LOCKED, RUN_STEP_FAILED, OUTCOME_UNKNOWN
 */
export async function promote(
  input: FailoverInput,
  approved: Plan<PromoteSubject>,
): Promise<PromotionReport> {
  acceptPlan(approved, { kind: PROMOTE_KIND, platform: input.platform, nowMs: input.clock.now() })
  return withServers(input, async (servers) => {
    await recheck(input, approved.subject, servers)
    return execute(input, approved.subject, servers, (engine, work) =>
      engine.start({
        ...work,
        plan: approved,
        kind: PROMOTE_KIND,
        subject: approved.subject.database,
        expectedEpoch: approved.subject.epoch,
        undoOnFailure: true,
        commands: (runId) => ({
          resume: `mcloud failover resume --run ${runId}`,
          abort: `mcloud failover abort --run ${runId}`,
        }),
      }),
    )
  })
}

/** Ends an unfinished promotion, forward or back. @throws McloudError as `promote`, RUN_NOT_FOUND, RUN_COMMITTED */
export async function goOn(
  input: FailoverInput,
  run: Run,
  direction: 'resume' | 'abort',
): Promise<PromotionReport> {
  const { subject } = run.plan as Plan<PromoteSubject>
  return withServers(input, (servers) =>
    execute(input, subject, servers, (engine, work) =>
      engine[direction]({ ...work, runId: run.id, undoOnFailure: true }),
    ),
  )
}

/** The named run, or the only one that is not over. @throws McloudError RUN_NOT_FOUND, USAGE for another kind of run */
export async function findRun(
  input: Pick<FailoverInput, 'store' | 'platform' | 'clock' | 'host'>,
  runId?: string,
  kinds: readonly string[] = [PROMOTE_KIND],
): Promise<Run> {
  const reader = { store: input.store, platform: input.platform, clock: input.clock, host: input.host }
  const run = runId === undefined ? await unfinishedRun(reader) : await showRun(reader, runId)
  if (run === undefined)
    throw new McloudError({ code: 'RUN_NOT_FOUND', message: 'There is no run that is not over.' })
  if (!kinds.includes(run.plan.kind))
    throw new McloudError({ code: 'USAGE', message: `Run ${run.id} is a ${run.plan.kind}, not a promotion.` })
  return run
}

type Work = {
  readonly steps: typeof PROMOTE_STEPS
  readonly context: Promotion
  readonly call: Call
}

async function execute(
  input: FailoverInput,
  subject: PromoteSubject,
  servers: OpenServers,
  begin: (engine: ReturnType<typeof makeRunEngine>, work: Work) => Promise<RunReport>,
): Promise<PromotionReport> {
  const { store, platform, clock, progress, host, boundary, call } = input
  const context = promotionOf(input, subject, servers)
  const engine = makeRunEngine({
    store,
    platform,
    clock,
    progress,
    host,
    ...(boundary === undefined ? {} : { boundary }),
  })
  try {
    const { run, failure } = await begin(engine, { steps: PROMOTE_STEPS, context, call })
    if (failure !== undefined) {
      await observeFailure(input, servers, run)
      throw failure
    }
    return await reportPromotion(input, run, await observeEnd(input, servers, run))
  } finally {
    await releaseContents(context)
  }
}

/** What the steps of a planned promotion work with. */
export function promotionOf(input: FailoverInput, subject: PromoteSubject, servers: OpenServers): Promotion {
  return {
    subject,
    database: input.database,
    servers,
    repointer: input.repointer,
    held: {},
    recheck: (scope) =>
      recheck({ ...input, call: scope.call }, subject, servers, {
        runId: scope.runId,
        hasPublished: scope.recall('target-before') !== undefined,
      }),
  }
}

/** @throws McloudError PLAN_STALE, PREFLIGHT_FAILED, MULTI_WRITER_REFUSED */
export async function recheck(
  input: FailoverInput,
  subject: PromoteSubject,
  servers: OpenServers,
  own?: { readonly runId: string; readonly hasPublished: boolean },
): Promise<void> {
  const seen = await lookSettled(input, servers, subject.to)
  const { unfinished, ...coordination } = seen.coordination
  const observation =
    unfinished === undefined || unfinished.id !== own?.runId ? seen : { ...seen, coordination }
  const publishedIn = own?.hasPublished ? subject.to : undefined
  const changes = changesSince(subject.binding, bindingOf(observation), publishedIn)
  const report = checkObservation(observation, subject.to)
  refuseFailed(report)
  if (changes.length === 0) return
  throw new McloudError({
    code: 'PLAN_STALE',
    message: `Since the plan was made there have changed: ${changes.join('; ')}.${own === undefined ? ' Nothing was changed by mcloud.' : ''}`,
    problems: changes.map((change) => ({ at: 'plan', message: change })),
  })
}

async function look(input: FailoverInput, servers: OpenServers): Promise<Observation> {
  return observe(input, input.database, servers, input.call)
}

async function lookAndCheck(
  input: FailoverInput,
  servers: OpenServers,
  to: Cloud,
): Promise<{ observation: Observation; report: CheckReport }> {
  const observation = await lookSettled(input, servers, to)
  const report = await checkFailover(observation, to, servers, input.clock, input.call)
  if (report.pair === undefined) return { observation, report }
  const checks = [...report.checks, trafficCheck(input.repointer, input.database.name, to)]
  return { observation, report: { ...report, checks } }
}

async function lookSettled(input: FailoverInput, servers: OpenServers, to: Cloud): Promise<Observation> {
  return observeSettled(() => look(input, servers), to, input)
}

/** Opens the servers of the database for the time of the work. */
export async function withServers<R>(
  input: FailoverInput,
  work: (servers: OpenServers) => Promise<R>,
): Promise<R> {
  const servers = await openServers(input)
  try {
    return await work(servers)
  } finally {
    await servers.close()
  }
}
