import type { Cloud } from '../../../config/clouds.ts'
import type { Platform } from '../../../config/platform.ts'
import type { PriceBook } from '../prices/price-book.ts'
import type { Estimate } from './estimate.ts'
import type { EstimateInput } from './estimate-plan.ts'

/** The plan of a unit, as `terraform show -json` has it. */
export interface UnitPlanJson {
  readonly unit: string
  readonly json: unknown
}

/**
 * Prices the plans of several units together; by the shipped prices, unless others are given.
 * @throws McloudError PLAN_INVALID, PRICES_INVALID
 */
export async function priceUnits(
  plans: readonly UnitPlanJson[],
  input: Pick<EstimateInput, 'usage' | 'regions'> & { readonly prices?: () => Promise<PriceBook> },
): Promise<Estimate> {
  const [{ estimatePlan }, { joinEstimates }, { shippedPrices }] = await Promise.all([
    import('./estimate-plan.ts'),
    import('./total-estimate.ts'),
    import('../prices/shipped-prices.ts'),
  ])
  const prices = await (input.prices ?? shippedPrices)()
  const estimates = plans.map(({ unit, json }) => ({
    unit,
    estimate: estimatePlan({
      plan: json,
      prices,
      ...(input.usage === undefined ? {} : { usage: input.usage }),
      ...(input.regions === undefined ? {} : { regions: input.regions }),
    }),
  }))
  return joinEstimates(estimates, prices.date)
}

/** The region of each cloud, where a plan tells none. */
export function regionsOf({ clouds }: Pick<Platform, 'clouds'>): Readonly<Partial<Record<Cloud, string>>> {
  return Object.fromEntries(Object.entries(clouds).map(([cloud, { region }]) => [cloud, region]))
}
