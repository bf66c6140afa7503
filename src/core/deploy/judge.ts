import { costSettings } from '../../config/cost-settings.ts'
import type { Problem } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { priceUnits, regionsOf } from '../cost/estimate/price-units.ts'
import { pricesOf } from '../cost/prices/shipped-prices.ts'
import type { PlanJudges } from './deploy-ports.ts'
import type { Deployment } from './deployment.ts'
import type { MadePlan } from './plan-units.ts'
import { type Judgement, judgePlans } from './policies.ts'

const NOTHING: Judgement = { refusals: [], warnings: [] }

/**
 * Judges plans of a deployment: built-in policies, cost, and the operator's own. Earlier ones count with the new, and
 * `unchanged` ones only by what they cost.
 */
export async function judgeAll(
  deployment: Deployment,
  judges: PlanJudges,
  plans: readonly MadePlan[],
  call: Call,
  unchanged: readonly MadePlan[] = [],
): Promise<Judgement> {
  const { policies } = deployment.deploy
  const judged = plans.map(({ unit, changes, file }) => ({ unit, changes, json: file.json }))
  const builtIn = judgePlans(policies, judged)
  const [cost, denied] = await Promise.all([
    costProblems(deployment, judges, [...plans, ...unchanged]),
    deniedProblems(deployment, judges, plans, call),
  ])
  return {
    refusals: [...builtIn.refusals, ...cost.refusals, ...denied],
    warnings: [...builtIn.warnings, ...cost.warnings],
    ...(cost.undecided === true && { undecided: true }),
  }
}

/**
 * Holds the cost of all plans together against `deploy.policies.maxMonthlyIncrease` and `cost.gate`. What cannot be
 * priced is said rather than taken for free, and where only unverified or expired prices pass a limit, somebody has
 * to decide by name.
 */
async function costProblems(
  { deploy, platform }: Deployment,
  judges: PlanJudges,
  plans: readonly MadePlan[],
): Promise<Judgement> {
  const { gate, usage = {} } = costSettings(platform)
  const limits = [
    ['deploy.policies.maxMonthlyIncrease', 'maxIncrease', deploy.policies.maxMonthlyIncrease],
    ['cost.gate.maxIncrease', 'maxIncrease', gate?.maxIncrease],
    ['cost.gate.maxMonthly', 'maxMonthly', gate?.maxMonthly],
  ] as const
  if (limits.every(([, , allowed]) => allowed === undefined)) return NOTHING
  const estimate = await priceUnits(
    plans.map(({ unit, file }) => ({ unit, json: file.json })),
    {
      usage,
      regions: regionsOf(platform),
      prices: async () => pricesOf(await judges.priceFile?.()),
    },
  )
  const { judge, isExpired } = await import('../cost/estimate/gate.ts')
  const expired = judges.clock !== undefined && isExpired(estimate, judges.clock.now())
  const { counts } = estimate
  const unpriced = counts.unsupported + counts.usageBased
  const refusals: Problem[] = []
  const undecided: string[] = []
  for (const [at, kind, allowed] of limits) {
    if (allowed === undefined) continue
    const { verdict, checks } = judge(estimate, { [kind]: String(allowed) })
    const amount = Number(checks[0]?.estimatedUsd ?? 0).toFixed(2)
    const message =
      kind === 'maxIncrease'
        ? `the plan would add ${amount} US dollars a month`
        : `what is planned would cost ${amount} US dollars a month`
    if (verdict === 'within') continue
    if (verdict === 'exceeded' && !expired) refusals.push({ at, message, expected: `at most ${allowed}` })
    else {
      const why = expired ? 'by prices that have expired' : 'by prices that nobody has verified'
      undecided.push(
        `COST UNDECIDED: ${message}, ${why}, and ${at} allows ${allowed}; renew the prices (mcloud cost prices update) or confirm by name`,
      )
    }
  }
  const warnings =
    unpriced === 0
      ? []
      : [`${unpriced} resources have a cost that is not in the estimate: unknown types, or paid by use.`]
  return { refusals, warnings: [...undecided, ...warnings], ...(undecided.length > 0 && { undecided: true }) }
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
