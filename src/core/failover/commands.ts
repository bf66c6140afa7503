import type { Cloud } from '../../config/clouds.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Result } from '../result.ts'
import type { Plan, Run } from '../runs/plan.ts'
import { chooseDatabase, type FailoverPorts, inputFor } from './failover-ports.ts'
import { type Accepted, FORCED_KIND, type ForcedSubject } from './forced/forced-promotion.ts'
import {
  checkForcedPromotion,
  goOnForced,
  planForcedPromotion,
  promoteForced,
} from './forced/promote-forced.ts'
import { PROMOTE_KIND } from './plan-promote.ts'
import { check, type FailoverCheck, type FailoverInput, findRun, goOn, plan, promote } from './promote.ts'
import type { MoveSubject, PromoteSubject } from './promotion.ts'
import { forcedText, promotionText, runText } from './promotion-text.ts'
import { goOnRejoin } from './rejoin/rejoin.ts'
import { REJOIN_TIMEOUT_MS, type Rejoined, rejoined } from './rejoin/rejoin-command.ts'
import { REJOIN_KIND } from './rejoin/rejoining.ts'
import type { PromotionReport } from './report.ts'

export interface FailoverRequest extends ForcedOptions {
  readonly to: Cloud
  readonly database: string | undefined
}

/** How an operator says that the primary is lost, and what he takes upon himself. */
export interface ForcedOptions {
  readonly forced?: boolean
  /** Milliseconds. */
  readonly acceptLoss?: number | undefined
  readonly acceptUnfencedSource?: string | undefined
  readonly acceptUnknownLoss?: string | undefined
  readonly acceptStoreInCloud?: string | undefined
}

/** What `failover promote` shows: a report of what was done, or the plan of what would be. */
export type Promoted =
  | { readonly kind: 'report'; readonly report: PromotionReport }
  | { readonly kind: 'plan'; readonly plan: Plan<MoveSubject> }
  | { readonly kind: 'nothing'; readonly database: string; readonly at: Cloud }

/** The pre-flight checks of one promotion. */
export async function checkCommand(
  request: FailoverRequest,
  ports: FailoverPorts,
): Promise<Result<FailoverCheck>> {
  const database = chooseDatabase(await ports.platform(), request)
  const input = await inputFor(ports, database)
  const data = request.forced
    ? await checkForcedPromotion(input, request.to, acceptedBy(request))
    : await check(input, request.to)
  const failed = data.checks.some(({ result }) => result === 'fail')
  return { kind: failed ? 'failed' : data.alreadyThere ? 'unchanged' : 'done', data: withoutFacts(data) }
}

/** Makes a plan, and keeps it in a file where one is named. */
export async function planCommand(
  request: FailoverRequest & { readonly out: string | undefined },
  ports: FailoverPorts,
): Promise<Result<Promoted>> {
  const database = chooseDatabase(await ports.platform(), request)
  const input = await inputFor(ports, database)
  const made = await makePlan(input, request.to, request)
  if (made === undefined) return nothing(database.name, request.to)
  if (request.out !== undefined) await (await ports.planFiles()).save(request.out, made)
  return { kind: 'changes', data: { kind: 'plan', plan: made } }
}

/** Carries a saved plan out, or one made now; asks before anything is changed. */
export async function promoteCommand(
  request: Omit<FailoverRequest, 'to'> & {
    readonly to: Cloud | undefined
    readonly plan: string | undefined
  },
  ports: FailoverPorts,
): Promise<Result<Promoted>> {
  const platform = await ports.platform()
  const saved = request.plan === undefined ? undefined : await loadSaved(request.plan, platform.name, ports)
  const to = saved?.subject.to ?? request.to
  refuseOthers(saved, request)
  const database = chooseDatabase(platform, { database: saved?.subject.database ?? request.database, to })
  if (to === undefined)
    throw new McloudError({ code: 'USAGE', message: 'Name the cloud with --to, or a plan with --plan.' })
  const approved = saved ?? (await makePlan(await inputFor(ports, database), to, request))
  if (approved === undefined) return nothing(database.name, to)
  if (ports.global.dryRun) return { kind: 'changes', data: { kind: 'plan', plan: approved } }
  const isForced = approved.kind === FORCED_KIND
  const text = isForced
    ? forcedText(approved as Plan<ForcedSubject>)
    : promotionText(approved as Plan<PromoteSubject>)
  await ports.confirm({ risk: 'severe', platform: platform.name, text })
  const input = await inputFor(ports, database)
  return finished(
    isForced
      ? await promoteForced(input, approved as Plan<ForcedSubject>)
      : await promote(input, approved as Plan<PromoteSubject>),
  )
}

/** Promotes the server that the platform file names as the primary. */
export async function failbackCommand(
  wanted: string | undefined,
  ports: FailoverPorts,
): Promise<Result<Promoted>> {
  const database = chooseDatabase(await ports.platform(), { database: wanted })
  return promoteCommand({ to: database.primary, database: database.name, plan: undefined }, ports)
}

/** Ends the named run, or the only one that is not over, forward or back. */
export async function endCommand(
  direction: 'resume' | 'abort',
  runId: string | undefined,
  ports: FailoverPorts,
): Promise<Result<Promoted | Rejoined | { readonly kind: 'run'; readonly run: Run }>> {
  const platform = await ports.platform()
  const [store, host] = await Promise.all([ports.store(), ports.runHost()])
  const run = await findRun({ platform: platform.name, store, host, clock: ports.clock }, runId, [
    PROMOTE_KIND,
    FORCED_KIND,
    REJOIN_KIND,
  ])
  const database = chooseDatabase(platform, { database: run.subject })
  if (run.state === 'done' || run.state === 'aborted')
    return { kind: 'unchanged', data: { kind: 'run', run } }
  if (direction === 'abort' && run.committed)
    throw new McloudError({
      code: 'RUN_COMMITTED',
      message: `Run ${run.id} has committed epoch ${run.epoch} of ${run.subject}: it can only go forward.`,
      ...(run.resumeWith === undefined ? {} : { hint: `Finish it with: ${run.resumeWith}` }),
    })
  if (ports.global.dryRun) return { kind: 'changes', data: { kind: 'run', run } }
  await ports.confirm({ risk: 'severe', platform: platform.name, text: runText(run, direction) })
  if (run.plan.kind === REJOIN_KIND) {
    const [input, files] = await Promise.all([inputFor(ports, database), ports.rowFiles()])
    return rejoined(
      await goOnRejoin({ ...input, files, call: ports.call(REJOIN_TIMEOUT_MS) }, run, direction),
    )
  }
  const goOnWith = run.plan.kind === FORCED_KIND ? goOnForced : goOn
  return finished(await goOnWith(await inputFor(ports, database), run, direction))
}

async function makePlan(
  input: FailoverInput,
  to: Cloud,
  request: ForcedOptions,
): Promise<Plan<MoveSubject> | undefined> {
  return request.forced ? planForcedPromotion(input, to, acceptedBy(request)) : plan(input, to)
}

function acceptedBy(request: ForcedOptions): Accepted {
  const { acceptUnfencedSource, acceptUnknownLoss, acceptStoreInCloud } = request
  return {
    lossMs: request.acceptLoss ?? 0,
    ...(acceptUnfencedSource === undefined ? {} : { unfencedSource: acceptUnfencedSource }),
    ...(acceptUnknownLoss === undefined ? {} : { unknownLoss: acceptUnknownLoss }),
    ...(acceptStoreInCloud === undefined ? {} : { storeInCloud: acceptStoreInCloud }),
  }
}

async function loadSaved(file: string, platform: string, ports: FailoverPorts): Promise<Plan<MoveSubject>> {
  const files = await ports.planFiles()
  const kind = [PROMOTE_KIND, FORCED_KIND]
  return files.load<MoveSubject>(file, { kind, platform, nowMs: ports.clock.now() })
}

/** @throws McloudError USAGE where the words of the command line contradict the plan */
function refuseOthers(
  saved: Plan<MoveSubject> | undefined,
  request: { readonly to: string | undefined; readonly database: string | undefined },
): void {
  if (saved === undefined) return
  const { to, database } = saved.subject
  const problems = [
    ...(request.to === undefined || request.to === to
      ? []
      : [{ at: '--to', message: `the plan promotes to ${to}, not to ${request.to}` }]),
    ...(request.database === undefined || request.database === database
      ? []
      : [{ at: '--database', message: `the plan is for ${database}, not for ${request.database}` }]),
  ]
  if (problems.length === 0) return
  throw new McloudError({ code: 'USAGE', message: 'The command line contradicts the plan.', problems })
}

function finished(report: PromotionReport): Result<Promoted> {
  const differs = report.state === 'done' && report.evidence !== undefined && report.evidence.lostRows !== 0
  return { kind: report.debts.length > 0 || differs ? 'partial' : 'done', data: { kind: 'report', report } }
}

function nothing(database: string, at: Cloud): Result<Promoted> {
  return { kind: 'unchanged', data: { kind: 'nothing', database, at } }
}

/** What was observed stays inside: `--json` shows what the checks say of it. */
function withoutFacts({ pair: _, ...rest }: FailoverCheck): FailoverCheck {
  return rest
}
