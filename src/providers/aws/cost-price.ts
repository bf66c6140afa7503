import type { CostQuery, CostQueryPrice } from '../provider.ts'

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html */
export const MOST_GROUPS = 2
/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsageWithResources.html */
export const RESOURCE_DAYS = 14

/** US dollars for every request, each further page included. */
export const REQUEST_USD = '0.01'

export function costExplorerPrice(_query: CostQuery): CostQueryPrice {
  return {
    usd: REQUEST_USD,
    requests: 1,
    basis: 'Cost Explorer charges 0.01 USD a request, and again for each further page',
    url: 'https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/',
  }
}
