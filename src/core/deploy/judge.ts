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
    costProblems(deployment, judges, plans, call),
    deniedProblems(deployment, judges, plans, call),
  ])
  return {
    refusals: [...builtIn.refusals, ...cost.refusals, ...denied],
    warnings: [...builtIn.warnings, ...cost.warnings],
  }
}

async function costProblems(
  { deploy }: Deployment,
  { monthlyIncreaseUsd }: PlanJudges,
  plans: readonly MadePlan[],
  call: Call,
): Promise<Judgement> {
  const limit = deploy.policies.maxMonthlyIncrease
  if (limit === undefined) return { refusals: [], warnings: [] }
  const increase = await monthlyIncreaseUsd?.(
    plans.map(({ unit, file }) => ({ unit, plan: file.json })),
    call,
  )
  const at = 'deploy.policies.maxMonthlyIncrease'
  // A limit that nobody can hold against the plan must not look as if it were kept.
  if (increase === undefined)
    return {
      refusals: [
        { at, message: 'nothing here can estimate the cost of the plan', expected: 'no such limit' },
      ],
      warnings: [],
    }
  const message = `the plan would add ${increase.toFixed(2)} US dollars a month`
  if (increase > limit) return { refusals: [{ at, message, expected: `at most ${limit}` }], warnings: [] }
  return { refusals: [], warnings: [] }
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
