import type { Estimate } from './estimate.ts'
import type { EstimateInput } from './estimate-plan.ts'

/** What a deployment has to know of the cost of its plan. */
export interface PlanCost {
  /** US dollars a month after the change, exact. */
  readonly monthlyUsd: string
  readonly increaseUsd: string
  readonly counts: Estimate['counts']
}

/**
 * Prices a plan by the shipped prices, unless others are given; for those who gate a deployment by its cost.
 * @throws McloudError PLAN_INVALID
 */
export async function estimatePlanCost(
  planJson: unknown,
  input: Partial<Omit<EstimateInput, 'plan'>> = {},
): Promise<PlanCost> {
  const [{ estimatePlan }, { shippedPrices }] = await Promise.all([
    import('./estimate-plan.ts'),
    import('../prices/shipped-prices.ts'),
  ])
  const prices = input.prices ?? (await shippedPrices())
  const { monthlyUsd, increaseUsd, counts } = estimatePlan({ ...input, plan: planJson, prices })
  return { monthlyUsd, increaseUsd, counts }
}
