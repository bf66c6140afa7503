import type { Call } from '../../providers/provider.ts'
import type { UnitChanges } from './changes.ts'
import type { DeployPorts, PlanJudges } from './deploy-ports.ts'
import type { Deployment } from './deployment.ts'
import { unitOf } from './deployment.ts'
import { judgeAll } from './judge.ts'
import { type MadePlan, makePlanner, type Planner, type UnitPlan } from './plan-units.ts'
import type { Judgement } from './policies.ts'
import { makeSlots, type Slots, schedule } from './schedule.ts'
import { stillNeeded } from './still-needed.ts'

/** All units of a deployment planned as far as is known now, and judged. */
export interface Planned {
  readonly plans: ReadonlyMap<string, UnitPlan>
  readonly judgement: Judgement
  readonly planner: Planner
  readonly slots: Slots
  readonly judges: PlanJudges
}

export interface PlanInput {
  readonly deployment: Deployment
  readonly parallel: number
  readonly call: Call
  /** Called when a place for a unit at work has become free. */
  readonly onFree?: () => void
}

/** Plans every unit that can be planned now; a failure stops only what needs it. */
export async function makePlans(
  ports: Pick<DeployPorts, 'clock' | 'progress' | 'planJudges'>,
  { deployment, parallel, call, onFree }: PlanInput,
): Promise<Planned> {
  const { clock, progress } = ports
  const slots = makeSlots(parallel, onFree)
  const planner = makePlanner({ deployment, slots, clock, progress, call })
  await planner.readOutside()
  const plans = await schedule<UnitPlan>({
    graph: deployment.graph,
    work: async (unit) => {
      const result = await planner.plan(unit)
      return { ok: result.state !== 'failed', result }
    },
    skip: (unit, because) => ({ state: 'skipped', unit, because }),
  })
  const judges = await ports.planJudges()
  const [judgement, needed] = await Promise.all([
    judgeAll(deployment, judges, plansToApply(plans), call, unchangedOf(plans)),
    stillNeeded(deployment, plans, slots, call),
  ])
  const refusals = [...needed, ...judgement.refusals]
  return { plans, judgement: { ...judgement, refusals }, planner, slots, judges }
}

/** Plans that change something, in the order of the graph. */
export function plansToApply(plans: ReadonlyMap<string, UnitPlan>): MadePlan[] {
  return [...plans.values()].filter((plan): plan is MadePlan => plan.state === 'planned')
}

/** What planning came to, for people and programs: no values that are sensitive. */
export interface PlanSummary {
  readonly environment?: string
  readonly destroy: boolean
  readonly tool: string
  readonly units: readonly PlannedUnit[]
  readonly refusals: Judgement['refusals']
  readonly warnings: readonly string[]
  /** Where it was saved. */
  readonly bundle?: string
}

export interface PlannedUnit {
  readonly unit: string
  readonly cloud?: string
  readonly state: UnitPlan['state']
  readonly changes?: UnitChanges
  /** Outputs or units that must be there first. */
  readonly needs?: readonly string[]
  readonly because?: string
  readonly error?: string
  /** What to do about the error. */
  readonly hint?: string
}

export function summaryOf(deployment: Deployment, { plans, judgement }: Planned): PlanSummary {
  return {
    ...(deployment.environment === undefined ? {} : { environment: deployment.environment }),
    destroy: deployment.destroy,
    tool: `${deployment.tool.product} ${deployment.tool.version}`,
    units: [...plans.values()].map((plan) => plannedUnit(deployment, plan)),
    refusals: judgement.refusals,
    warnings: judgement.warnings,
  }
}

function plannedUnit(deployment: Deployment, plan: UnitPlan): PlannedUnit {
  const { cloud } = unitOf(deployment, plan.unit)
  const base = { unit: plan.unit, ...(cloud === undefined ? {} : { cloud }), state: plan.state }
  switch (plan.state) {
    case 'planned':
    case 'unchanged':
      return { ...base, changes: plan.changes }
    case 'deferred':
      return { ...base, needs: plan.needs }
    case 'skipped':
      return { ...base, because: plan.because }
    case 'failed':
      return { ...base, error: plan.error.message, hint: plan.error.hint }
  }
}

/** Plans that change nothing, in a deployment where others do. */
export function unchangedOf(plans: ReadonlyMap<string, UnitPlan>): MadePlan[] {
  return [...plans.values()].flatMap((plan) => (plan.state === 'unchanged' ? [plan] : []))
}
