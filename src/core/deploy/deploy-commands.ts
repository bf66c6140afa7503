import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Result } from '../result.ts'
import type { Plan } from '../runs/plan.ts'
import { questionOf } from './approval.ts'
import { acceptBundle, BUNDLE_LIFE_MS, type Bundle } from './bundle.ts'
import { DEPLOY_TIMEOUT_MS, type DeployPorts } from './deploy-ports.ts'
import {
  type DeployRunInput,
  type DeploySubject,
  findDeployRun,
  refuseBusy,
  resumeDeployRun,
  startDeployRun,
} from './deploy-run.ts'
import { approvalFor, workOf } from './deploy-work.ts'
import { type Deployment, openDeployment } from './deployment.ts'
import { makePlans, type Planned, type PlanSummary, plansToApply, summaryOf } from './make-plans.ts'
import { plansOfBundle } from './open-bundle.ts'
import { refusal } from './policies.ts'
import { type DeployReport, errorOf, kindOf, reportText, type UnitResult } from './report.ts'
import type { Selection } from './select-units.ts'
import { recordUnit } from './unit-records.ts'

export interface DeployRequest extends Selection {
  readonly parallel: number | undefined
}

/** What the commands of deployments show. */
export type Deployed =
  | { readonly kind: 'plan'; readonly plan: PlanSummary }
  | { readonly kind: 'report'; readonly report: DeployReport; readonly changed: boolean }

/** Plans, and keeps the plans in a sealed bundle where a file is named. */
export async function planCommand(
  request: DeployRequest & { readonly out: string | undefined },
  ports: DeployPorts,
): Promise<Result<Deployed>> {
  return withDeployment(request, ports, false, async (deployment, call) => {
    const parallel = request.parallel ?? deployment.deploy.parallel
    const planned = await makePlans(ports, { deployment, parallel, call })
    const summary = summaryOf(deployment, planned)
    if (request.out === undefined) return shown(summary)
    refuseBroken(planned)
    await (await ports.bundleFiles()).save(request.out, await bundleOf(deployment, planned, ports))
    return shown({ ...summary, bundle: request.out })
  })
}

/** Plans, asks and applies; with `destroy` everything is taken down in the opposite order. */
export async function deployCommand(
  request: DeployRequest,
  ports: DeployPorts,
  destroy = false,
): Promise<Result<Deployed>> {
  return withDeployment(request, ports, destroy, async (deployment, call) => {
    // What would stand in the way at the end is better known before minutes of planning.
    if (!ports.global.dryRun) await refuseBusy(await runInput(deployment, ports, call))
    const approving = approvalFor(deployment, ports)
    const parallel = request.parallel ?? deployment.deploy.parallel
    const planned = await makePlans(ports, { deployment, parallel, call, onFree: approving.onFree })
    const summary = summaryOf(deployment, planned)
    if (ports.global.dryRun) return shown(summary)
    if (!hasWork(planned)) return finished(deployment, planned, ports, call)
    if (planned.judgement.refusals.length > 0) throw refusal(planned.judgement.refusals)
    await ask(deployment, planned, ports)
    const input = { ...(await runInput(deployment, ports, call)) }
    const subject = subjectOf(deployment, planned, parallel)
    const work = workOf(deployment, planned, ports, call, { exactly: false, approving })
    return reported(
      deployment,
      ports,
      call,
      await startDeployRun(input, subject, planned.judgement.warnings, work),
    )
  })
}

/** Applies the plans of a bundle, then what they deferred. */
export async function applyCommand(
  request: { readonly bundle: string; readonly parallel: number | undefined },
  ports: DeployPorts,
): Promise<Result<Deployed>> {
  const bundle = await (await ports.bundleFiles()).load(request.bundle)
  const selection: Selection = {
    environment: bundle.environment,
    clouds: [],
    units: bundle.selected,
    affected: undefined,
  }
  return withDeployment(selection, ports, bundle.destroy, async (deployment, call) => {
    const { tool, platform } = deployment
    acceptBundle(bundle, { platform: platform.name, nowMs: ports.clock.now(), tool })
    const approving = approvalFor(deployment, ports)
    const parallel = request.parallel ?? deployment.deploy.parallel
    const planned = await plansOfBundle(bundle, deployment, ports, {
      parallel,
      call,
      onFree: approving.onFree,
    })
    if (ports.global.dryRun) return shown(summaryOf(deployment, planned))
    if (!hasWork(planned)) return finished(deployment, planned, ports, call)
    if (planned.judgement.refusals.length > 0) throw refusal(planned.judgement.refusals)
    await ask(deployment, planned, ports)
    const input = await runInput(deployment, ports, call)
    const work = workOf(deployment, planned, ports, call, { exactly: true, approving })
    const subject = subjectOf(deployment, planned, parallel)
    return reported(
      deployment,
      ports,
      call,
      await startDeployRun(input, subject, planned.judgement.warnings, work),
    )
  })
}

/** Goes on with a deployment that was cut off: plans its units anew, asks, and applies what is left. */
export async function resumeCommand(
  request: { readonly run: string | undefined; readonly parallel: number | undefined },
  ports: DeployPorts,
): Promise<Result<Deployed>> {
  const platform = await ports.platform()
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const run = await findDeployRun(await runInput({ platform }, ports, call), request.run)
  const { subject } = run.plan as Plan<DeploySubject>
  const { environment, units, destroy } = subject
  const selection = { environment, clouds: [], units, affected: undefined }
  if (run.state === 'done' || run.state === 'aborted')
    throw new McloudError({
      code: 'RUN_NOT_FOUND',
      message: `Run ${run.id} is ${run.state}: there is nothing to go on with.`,
      hint: 'Begin a new one with `mcloud deploy`.',
    })
  return withDeployment(selection, ports, destroy, async (deployment) => {
    if (!ports.global.dryRun) await refuseBusy(await runInput(deployment, ports, call))
    const approving = approvalFor(deployment, ports)
    const parallel = request.parallel ?? subject.parallel
    const planned = await makePlans(ports, { deployment, parallel, call, onFree: approving.onFree })
    if (ports.global.dryRun) return shown(summaryOf(deployment, planned))
    if (planned.judgement.refusals.length > 0) throw refusal(planned.judgement.refusals)
    if (plansToApply(planned.plans).length > 0) await ask(deployment, planned, ports)
    const input = await runInput(deployment, ports, call)
    const work = workOf(deployment, planned, ports, call, { exactly: false, approving })
    return reported(deployment, ports, call, await resumeDeployRun(input, run, work))
  })
}

/** A deployment and when its command began, in milliseconds since the epoch. */
interface TimedDeployment extends Deployment {
  readonly startedMs: number
}

async function withDeployment(
  selection: Selection,
  ports: DeployPorts,
  destroy: boolean,
  work: (deployment: TimedDeployment, call: Call) => Promise<Result<Deployed>>,
): Promise<Result<Deployed>> {
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const startedMs = ports.clock.now()
  const opened = await openDeployment(ports, selection, call, destroy)
  const deployment = { ...opened, startedMs }
  try {
    return await work(deployment, call)
  } finally {
    await deployment.terraform.close()
  }
}

async function ask(deployment: Deployment, { plans, judgement }: Planned, ports: DeployPorts): Promise<void> {
  const toApply = plansToApply(plans)
  const question = questionOf(deployment, toApply, judgement)
  const deferred = [...plans.values()].flatMap((plan) =>
    plan.state === 'deferred' ? [`${plan.unit}: deferred: needs ${plan.needs.join(', ')}`] : [],
  )
  const text = [question.text, ...deferred].join('\n')
  await ports.confirm({ risk: question.risk, text, platform: deployment.platform.name })
}

async function runInput(
  { platform }: Pick<Deployment, 'platform'>,
  ports: DeployPorts,
  call: Call,
): Promise<DeployRunInput> {
  const [store, host] = await Promise.all([ports.store(), ports.runHost()])
  return { platform: platform.name, store, host, clock: ports.clock, progress: ports.progress, call }
}

function subjectOf(deployment: Deployment, { plans }: Planned, parallel: number): DeploySubject {
  return {
    ...(deployment.environment === undefined ? {} : { environment: deployment.environment }),
    destroy: deployment.destroy,
    units: [...plans.keys()],
    plans: Object.fromEntries(plansToApply(plans).map(({ unit, file }) => [unit, file.hash])),
    parallel,
  }
}

async function bundleOf(deployment: Deployment, planned: Planned, ports: DeployPorts): Promise<Bundle> {
  const { terraform, platform, environment, destroy, tool } = deployment
  const nowMs = ports.clock.now()
  const units = await Promise.all(
    plansToApply(planned.plans).map(async ({ unit, changes, binding, file }) => ({
      unit,
      changes,
      binding,
      planFile: Buffer.from(await terraform.readPlan(file)).toString('base64'),
    })),
  )
  const all = [...planned.plans.values()]
  return {
    schemaVersion: 1,
    platform: platform.name,
    ...(environment === undefined ? {} : { environment }),
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + BUNDLE_LIFE_MS).toISOString(),
    destroy,
    tool: { product: tool.product, version: tool.version },
    selected: [...planned.plans.keys()],
    units,
    unchanged: all.filter(({ state }) => state === 'unchanged').map(({ unit }) => unit),
    deferred: all.flatMap((plan) =>
      plan.state === 'deferred' ? [{ unit: plan.unit, needs: plan.needs }] : [],
    ),
    warnings: planned.judgement.warnings,
  }
}

/** A bundle is for approval, so it holds nothing that could not be applied. */
function refuseBroken({ plans, judgement }: Planned): void {
  for (const plan of plans.values()) if (plan.state === 'failed') throw plan.error
  if (judgement.refusals.length > 0) throw refusal(judgement.refusals)
}

function hasWork({ plans }: Planned): boolean {
  return [...plans.values()].some(({ state }) => state === 'planned' || state === 'deferred')
}

function shown(plan: PlanSummary): Result<Deployed> {
  const isFailed = plan.refusals.length > 0 || plan.units.some(({ state }) => state === 'failed')
  const isOpen = plan.units.some(({ state }) => state === 'planned' || state === 'deferred')
  return {
    kind: isFailed ? 'failed' : isOpen ? 'changes' : 'unchanged',
    data: { kind: 'plan', plan },
  }
}

/** Nothing is to be applied: everything is as it should be, or could not even be planned. */
async function finished(
  deployment: TimedDeployment,
  { plans }: Planned,
  ports: DeployPorts,
  call: Call,
): Promise<Result<Deployed>> {
  const results = [...plans.values()].map((plan): UnitResult => {
    const base = { unit: plan.unit, applied: 0, elapsedMs: 0 }
    if (plan.state === 'failed') {
      if (plan.error.code === 'INTERRUPTED') throw isLate(call) ? late(plan.error.message) : plan.error
      return { ...base, state: 'failed', error: errorOf(plan.error) }
    }
    if (plan.state === 'skipped') return { ...base, state: 'skipped', because: plan.because }
    return { ...base, state: 'unchanged' }
  })
  return reportOf(deployment, ports, results, undefined)
}

async function reported(
  deployment: TimedDeployment,
  ports: DeployPorts,
  call: Call,
  { runId, results }: { readonly runId: string; readonly results: readonly UnitResult[] },
): Promise<Result<Deployed>> {
  await recordResults(deployment, ports, runId, results).catch((error: unknown) =>
    ports.progress.emit({
      kind: 'warning',
      text: `\`status\` will not know of this deployment: ${(error as Error).message}`,
    }),
  )
  const isStopped = results.some(
    ({ state, because }) => state === 'interrupted' || because === 'the interruption',
  )
  // What is at risk is told unit by unit, and not that all is in good order.
  const isAtRisk = results.some(({ error }) => error?.code === 'STATE_AT_RISK')
  if (isStopped && !isAtRisk) throw stopped(runId, results, call)
  return reportOf(deployment, ports, results, runId)
}

async function recordResults(
  deployment: Deployment,
  ports: DeployPorts,
  runId: string,
  results: readonly UnitResult[],
): Promise<void> {
  const store = await ports.store()
  const at = new Date(ports.clock.now()).toISOString()
  const { environment, platform } = deployment
  await Promise.all(
    results
      .filter(({ state, applied }) => state === 'applied' || applied > 0)
      .map(({ unit, state, rollback }) =>
        recordUnit(store, platform.name, {
          unit,
          ...(environment === undefined ? {} : { environment }),
          applied: { at, runId, result: resultWord(deployment, state, rollback?.state) },
        }),
      ),
  )
}

function resultWord(
  { destroy }: Deployment,
  state: UnitResult['state'],
  rollback: string | undefined,
): string {
  if (rollback === 'done') return 'rolled back'
  return destroy && state === 'applied' ? 'destroyed' : state
}

function isLate({ signal }: Call): boolean {
  return (signal.reason as Error | undefined)?.name === 'TimeoutError'
}

function late(message: string): McloudError {
  return new McloudError({ code: 'DEADLINE', message: `Not done within --timeout: ${message}` })
}

function stopped(runId: string, results: readonly UnitResult[], call: Call): McloudError {
  return new McloudError({
    code: isLate(call) ? 'DEADLINE' : 'INTERRUPTED',
    message: `${isLate(call) ? 'Not done within --timeout' : 'Interrupted'}: ${reportText(results)}. Every unit ended in good order; no state is locked.`,
    hint: `Go on with: mcloud deploy resume --run ${runId}`,
    details: { runId, units: results },
  })
}

function reportOf(
  { environment, destroy, startedMs }: TimedDeployment,
  { clock }: DeployPorts,
  units: readonly UnitResult[],
  runId: string | undefined,
): Result<Deployed> {
  const report: DeployReport = {
    ...(runId === undefined ? {} : { runId }),
    ...(environment === undefined ? {} : { environment }),
    destroy,
    changed: units.some(({ applied }) => applied > 0),
    elapsedMs: clock.now() - startedMs,
    units,
  }
  return { kind: kindOf(report), data: { kind: 'report', report, changed: report.changed } }
}
