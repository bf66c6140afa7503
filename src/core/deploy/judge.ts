import type { Problem } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PlanJudges } from './deploy-ports.ts'
import type { Deployment } from './deployment.ts'
import type { MadePlan } from './plan-units.ts'
import { type Judgement, judgePlans } from './policies.ts'

/** Judges plans of a deployment: built-in policies, cost, and the operator's own. Earlier ones count with the new. */
export async function judgeAll(
  deployment: Deployment,
  judges: PlanJudges,
  plans: readonly MadePlan[],
  call: Call,
): Promise<Judgement> {
  const { policies } = deployment.deploy
  const judged = plans.map(({ unit, changes, file }) => ({ unit, changes, json: file.json }))
  const builtIn = judgePlans(policies, judged)
  const [cost, denied] = await Promise.all([
    costProblems(deployment, plans),
    deniedProblems(deployment, judges, plans, call),
  ])
  return {
    refusals: [...builtIn.refusals, ...cost.refusals, ...denied],
    warnings: [...builtIn.warnings, ...cost.warnings],
  }
}

/** Priced by the shipped prices; what those cannot price is said rather than taken for free. */
async function costProblems({ deploy }: Deployment, plans: readonly MadePlan[]): Promise<Judgement> {
  const limit = deploy.policies.maxMonthlyIncrease
  if (limit === undefined) return { refusals: [], warnings: [] }
  const { estimatePlanCost } = await import('../cost/estimate/estimate-plan-cost.ts')
  const costs = await Promise.all(plans.map(({ file }) => estimatePlanCost(file.json)))
  const increaseUsd = costs.reduce((sum, cost) => sum + Number(cost.increaseUsd), 0)
  const unpriced = costs.reduce((sum, { counts }) => sum + counts.unsupported + counts.usageBased, 0)
  const warnings =
    unpriced === 0
      ? []
      : [`${unpriced} resources have a cost that is not in the estimate: unknown types, or paid by use.`]
  if (increaseUsd <= limit) return { refusals: [], warnings }
  const problem = {
    at: 'deploy.policies.maxMonthlyIncrease',
    message: `the plan would add ${increaseUsd.toFixed(2)} US dollars a month`,
    expected: `at most ${limit}`,
  }
  return { refusals: [problem], warnings }
}

async function deniedProblems(
  { deploy }: Deployment,
  { denials }: PlanJudges,
  plans: readonly MadePlan[],
  call: Call,
): Promise<Problem[]> {
  const { opa } = deploy.policies
  if (opa === undefined || denials === undefined) return []
  const found = await Promise.all(
    plans.map(async ({ unit, file }) =>
      (await denials(opa, file.json, call)).map((message) => ({ at: unit, message })),
    ),
  )
  return found.flat()
}
