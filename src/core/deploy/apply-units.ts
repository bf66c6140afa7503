import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { Approver } from './approval.ts'
import { changesSince } from './bundle.ts'
import type { PlanJudges } from './deploy-ports.ts'
import { type Deployment, unitOf } from './deployment.ts'
import { type UnitGraph, waveOf } from './graph.ts'
import { type GateInput, passGates } from './health-gates.ts'
import { judgeAll } from './judge.ts'
import { unchangedOf } from './make-plans.ts'
import { asError, type MadePlan, type Planner, type UnitPlan, unitText } from './plan-units.ts'
import { refusal } from './policies.ts'
import { errorOf, resultText, type UnitResult } from './report.ts'
import { type Settled, type Slots, schedule } from './schedule.ts'
import { sensitiveValues, withoutTexts } from './sensitive-texts.ts'
import { bindingOf } from './unit-values.ts'

export interface ApplyInput {
  readonly deployment: Deployment
  readonly planner: Planner
  readonly slots: Slots
  readonly approver: Approver
  readonly judges: PlanJudges
  readonly gates: GateInput
  readonly clock: Clock
  readonly progress: Progress
  readonly call: Call
  /** Plans that are approved, and what planning the others came to. */
  readonly plans: ReadonlyMap<string, UnitPlan>
  /** A plan whose inputs have changed is refused instead of made anew: exactly what was approved is applied. */
  readonly exactly: boolean
  /** Written before and after each apply, so that a crash leaves a trace. */
  readonly record: (unit: string, what: unknown) => Promise<void>
  /** Called before a plan is applied. */
  readonly applying: (plan: MadePlan) => void
}

/** Names of what the schedule waits for between two waves; no unit can be called so. */
const WAVE_END = 'end of wave '

const INTERRUPTION = 'the interruption'

/** Applies approved plans, plans and gates what was deferred, and passes health gates. Never rejects for a unit. */
export async function applyUnits(input: ApplyInput): Promise<readonly UnitResult[]> {
  const approved = [...input.plans.values()].filter((plan): plan is MadePlan => plan.state === 'planned')
  const results = await schedule<UnitResult>({
    graph: withWaves(input.deployment),
    work: (name) => (name.startsWith(WAVE_END) ? passWave(input, name) : applyUnit(input, name, approved)),
    skip: (name, because) => {
      const result: UnitResult = { ...base(input, name), state: 'skipped', because, elapsedMs: 0 }
      if (!name.startsWith(WAVE_END)) endLine(input, result)
      return result
    },
  })
  const units = [...results.values()]
  return units.filter(({ unit, state }) => !unit.startsWith(WAVE_END) || state === 'failed')
}

async function applyUnit(
  input: ApplyInput,
  name: string,
  approved: MadePlan[],
): Promise<Settled<UnitResult>> {
  const { clock, plans } = input
  const startedMs = clock.now()
  const first = plans.get(name)
  let applied = 0
  const end = async (
    result: Pick<UnitResult, 'state'> & Partial<UnitResult>,
  ): Promise<Settled<UnitResult>> => {
    const whole = { ...base(input, name), applied, elapsedMs: clock.now() - startedMs, ...result }
    await input.record(name, whole).catch((error: unknown) => notWritten(input, name, error))
    endLine(input, whole)
    input.approver.idle()
    return { ok: whole.state === 'applied' || whole.state === 'unchanged', result: whole }
  }
  const failed = (error: McloudError, more: Partial<UnitResult> = {}) =>
    end({ state: error.code === 'INTERRUPTED' ? 'interrupted' : 'failed', error: errorOf(error), ...more })

  const stopped = () => end({ state: 'skipped', because: INTERRUPTION })
  if (first?.state === 'skipped') return end({ state: 'skipped', because: first.because })
  if (input.call.signal.aborted) return stopped()
  let counts: UnitResult['counts']
  let secrets: readonly string[] = []
  try {
    const plan = await readyPlan(input, name, first)
    if (plan.state === 'failed') return await failed(plan.error)
    if (plan.state === 'deferred' || plan.state === 'skipped') return await failed(stillUnknown(name, plan))
    counts = plan.changes.counts
    secrets = [...plan.workspace.secrets, ...sensitiveValues(plan.file.json)]
    if (plan.state === 'unchanged') {
      await gateUnit(input, name)
      return await end({ state: 'unchanged', counts })
    }
    if (plan !== first) {
      const error = await approve(input, plan, approved)
      if (error !== undefined) return await end({ state: 'refused', counts, error: errorOf(error) })
    }
    const release = await input.slots.take(100 + (input.deployment.graph.height.get(name) ?? 0))
    try {
      if (input.call.signal.aborted) return await stopped()
      await input.record(name, { state: 'started', planHash: plan.file.hash })
      startLine(input, name)
      input.applying(plan)
      const outputs = await input.deployment.terraform.apply(
        plan.workspace,
        plan.file,
        ({ kind, address }) => {
          if (kind === 'done') applied++
          const total = plan.changes.items.length
          input.progress.emit({
            kind: 'step-progress',
            id: `apply:${name}`,
            text: `${applied}/${total} ${kind === 'started' ? address : ''}`.trim(),
          })
        },
        input.call,
      )
      input.planner.applied(name, outputs)
    } finally {
      release()
    }
    await gateUnit(input, name)
    return await end({ state: 'applied', counts })
  } catch (thrown) {
    const error = asError(withoutTexts(thrown, secrets), name)
    return await failed(error, counts === undefined ? {} : { counts })
  }
}

/** The approved plan where it still holds, or a new one for what was deferred. */
async function readyPlan(input: ApplyInput, name: string, first: UnitPlan | undefined): Promise<UnitPlan> {
  const { planner, deployment, exactly } = input
  if (first === undefined || first.state === 'deferred') return planner.plan(name)
  if (first.state !== 'planned' || deployment.destroy) return first
  const now = planner.workspaceNow(name)
  const stale =
    now === undefined
      ? ['outputs of other units that it takes']
      : changesSince(first.binding, bindingOf(now, unitOf(deployment, name)))
  if (stale.length === 0) return first
  if (!exactly) return planner.plan(name)
  const error = new McloudError({
    code: 'PLAN_STALE',
    message: `${name}: since the plan was made there have changed: ${stale.join('; ')}.`,
  })
  return { state: 'failed', unit: name, error }
}

/** What was not shown at first is judged and asked for again. */
async function approve(
  { deployment, judges, call, approver, plans }: ApplyInput,
  plan: MadePlan,
  approved: MadePlan[],
): Promise<McloudError | undefined> {
  // At once, so that plans which are judged at the same time count with each other.
  const counted = [...approved, plan]
  approved.push(plan)
  let error: McloudError | undefined
  try {
    const judgement = await judgeAll(deployment, judges, counted, call, unchangedOf(plans))
    error =
      judgement.refusals.length > 0 ? refusal(judgement.refusals) : await approver.request(plan, judgement)
    return error
  } catch (thrown) {
    error = asError(thrown, plan.unit)
    throw thrown
  } finally {
    if (error !== undefined) approved.splice(approved.indexOf(plan), 1)
  }
}

/** The unit has ended as it has, whether the store of the runs could take it down or not. */
function notWritten({ progress }: ApplyInput, unit: string, error: unknown): void {
  const text = `${unit}: what came of it is not in the journal of the run: ${(error as Error).message}`
  progress.emit({ kind: 'warning', text })
}

async function gateUnit({ deployment, gates }: ApplyInput, name: string): Promise<void> {
  if (!deployment.destroy) await passGates(unitOf(deployment, name).health, name, gates)
}

async function passWave(input: ApplyInput, name: string): Promise<Settled<UnitResult>> {
  try {
    await passGates(input.deployment.deploy.health, name, input.gates)
    return { ok: true, result: { ...base(input, name), state: 'unchanged', elapsedMs: 0 } }
  } catch (thrown) {
    const error = asError(thrown, name)
    const state = error.code === 'INTERRUPTED' ? 'interrupted' : 'failed'
    return { ok: false, result: { ...base(input, name), state, elapsedMs: 0, error: errorOf(error) } }
  }
}

/** The graph with a point after each wave where all of it must be well. */
function withWaves({ deploy, units, graph, destroy }: Deployment): UnitGraph {
  const used = [...new Set([...units.values()].map((unit) => waveOf(deploy, unit)))].sort((a, b) => a - b)
  if (destroy || (used.length < 2 && deploy.health.length === 0)) return graph
  const needs = new Map<string, ReadonlySet<string>>(graph.needs)
  const order: string[] = []
  let before: string | undefined
  for (const wave of used) {
    const members = graph.order.filter((name) => waveOf(deploy, units.get(name) as never) === wave)
    if (before !== undefined)
      for (const name of members) needs.set(name, new Set([...(needs.get(name) ?? []), before]))
    before = waveEnd(deploy, wave)
    needs.set(before, new Set(members))
    order.push(...members, before)
  }
  return { ...graph, order, needs }
}

function waveEnd(deploy: Deployment['deploy'], wave: number): string {
  return `${WAVE_END}${deploy.waves[wave - 1] ?? '0'}`
}

/** Under which name the checks after the wave of a unit stand among the results. */
export function waveEndOf({ deploy }: Deployment, name: string): string {
  return waveEnd(deploy, waveOf(deploy, deploy.units[name] as never))
}

function stillUnknown(name: string, plan: Extract<UnitPlan, { state: 'deferred' | 'skipped' }>): McloudError {
  const what = plan.state === 'deferred' ? plan.needs.join(', ') : plan.because
  return new McloudError({
    code: 'NOT_FOUND',
    message: `${name}: ${what} has no value although the unit it comes from was applied.`,
    hint: 'Give that output a value; an output that is null is none.',
  })
}

function base({ deployment }: ApplyInput, name: string): Pick<UnitResult, 'unit' | 'cloud' | 'applied'> {
  const cloud = deployment.units.get(name)?.cloud
  return { unit: name, applied: 0, ...(cloud === undefined ? {} : { cloud }) }
}

function startLine({ progress, deployment }: ApplyInput, name: string): void {
  const { order } = deployment.graph
  const text = applyText(deployment, name)
  const index = order.indexOf(name)
  progress.emit({ kind: 'step-started', id: `apply:${name}`, text, index, total: order.length })
}

const ENDS = {
  applied: 'done',
  unchanged: 'unchanged',
  failed: 'failed',
  interrupted: 'unknown',
  skipped: 'skipped',
  refused: 'skipped',
} as const

function endLine({ progress, deployment }: ApplyInput, result: UnitResult): void {
  const { unit, state, elapsedMs } = result
  progress.emit({
    kind: 'step-ended',
    id: `apply:${unit}`,
    text: applyText(deployment, unit),
    result: ENDS[state],
    elapsedMs,
    message: `${state}${resultText(result) === '' ? '' : `: ${resultText(result)}`}`,
  })
}

function applyText(deployment: Deployment, name: string): string {
  return `${deployment.destroy ? 'destroy' : 'apply'} ${unitText(unitOf(deployment, name))}`
}
