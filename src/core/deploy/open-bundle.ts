import { McloudError } from '../../errors/mcloud-error.ts'
import type { Bundle, BundledPlan } from './bundle.ts'
import { changesSince } from './bundle.ts'
import { changesOf } from './changes.ts'
import type { DeployPorts } from './deploy-ports.ts'
import { type Deployment, unitOf } from './deployment.ts'
import { judgeAll } from './judge.ts'
import type { PlanInput, Planned } from './make-plans.ts'
import { plansToApply, unchangedOf } from './make-plans.ts'
import { type MadePlan, makePlanner, type UnitPlan } from './plan-units.ts'
import { makeSlots } from './schedule.ts'
import type { TerraformRoot } from './terraform.ts'
import { bindingOf, workspaceOf } from './unit-values.ts'

/**
 * The plans of a bundle as if they had just been made, after everything they rest on was compared with what is now.
 * What did not change then is planned again: it may have, and others take its outputs.
 * @throws McloudError PLAN_STALE with every difference
 */
export async function plansOfBundle(
  bundle: Bundle,
  deployment: Deployment,
  ports: Pick<DeployPorts, 'clock' | 'progress' | 'planJudges'>,
  { parallel, call, onFree }: Omit<PlanInput, 'deployment'>,
): Promise<Planned> {
  const { clock, progress } = ports
  const slots = makeSlots(parallel, onFree)
  const planner = makePlanner({ deployment, slots, clock, progress, call })
  const bundled = new Map(bundle.units.map((one) => [one.unit, one]))
  const problems = [...bundled.values()].flatMap((one) => staleness(deployment, one))
  if (problems.length > 0) throw stale(problems)
  await planner.readOutside()
  const plans = new Map<string, UnitPlan>()
  for (const unit of deployment.graph.order) {
    const one = bundled.get(unit)
    const deferred = bundle.deferred.find((other) => other.unit === unit)
    if (one !== undefined) {
      // Its inputs may be outputs that are not known again before another unit of the bundle was applied.
      const workspace = planner.workspaceNow(unit) ?? bareWorkspace(deployment, unit)
      const plan = await restore(deployment, one, workspace, call)
      planner.note(plan)
      plans.set(unit, plan)
    } else if (deferred !== undefined) {
      plans.set(unit, { state: 'deferred', unit, needs: deferred.needs })
    } else {
      const plan = await planner.plan(unit)
      if (plan.state === 'planned')
        throw stale([{ at: unit, message: 'it had no changes when the bundle was made, and has some now' }])
      plans.set(unit, plan)
    }
  }
  const judges = await ports.planJudges()
  const judgement = await judgeAll(deployment, judges, plansToApply(plans), call, unchangedOf(plans))
  return { plans, judgement, planner, slots, judges }
}

function bareWorkspace(deployment: Deployment, unit: string) {
  const root = deployment.roots.get(unit) as TerraformRoot
  return workspaceOf(deployment.platform, unitOf(deployment, unit), root, deployment.environment, {})
}

/** Inputs are compared right before the unit is applied. */
function staleness(deployment: Deployment, { unit, binding }: BundledPlan) {
  const now = bindingOf(bareWorkspace(deployment, unit), unitOf(deployment, unit))
  return changesSince(binding, { ...now, inputsHash: binding.inputsHash }).map((message) => ({
    at: unit,
    message: `${message} have changed`,
  }))
}

async function restore(
  deployment: Deployment,
  { unit, binding, planFile }: BundledPlan,
  workspace: MadePlan['workspace'],
  call: PlanInput['call'],
): Promise<MadePlan> {
  const file = await deployment.terraform.writePlan(workspace, Buffer.from(planFile, 'base64'), call)
  if (file.hash !== binding.planHash)
    throw new McloudError({
      code: 'PLAN_INVALID',
      message: `The plan of ${unit} is not the one that was sealed.`,
    })
  const { stateful } = deployment.deploy.policies
  const changes = changesOf(unitOf(deployment, unit), file.json, stateful, workspace.secrets)
  return { state: 'planned', unit, workspace, file, changes, binding }
}

function stale(problems: readonly { at: string; message: string }[]): McloudError {
  return new McloudError({
    code: 'PLAN_STALE',
    message: `Since the bundle was made there have changed: ${problems.map(({ at, message }) => `${at}: ${message}`).join('; ')}.`,
    problems,
  })
}
