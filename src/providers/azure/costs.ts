import { McloudError } from '../../errors/mcloud-error.ts'
import type { CostQuery, Costs, SpendDimension, SpendLine } from '../provider.ts'
import type { AzureContext } from './context.ts'

/** https://learn.microsoft.com/rest/api/cost-management/query/usage */
interface QueryResult {
  readonly properties?: {
    readonly columns?: readonly { readonly name: string; readonly type: string }[]
    readonly rows?: readonly (readonly (string | number | null)[])[]
    readonly nextLink?: string | null
  }
}

/** What a question may group by. */
const MOST_GROUPS = 2
/** Longer daily ranges are cut off without a word. */
const MOST_DAYS = 31
const DAY_MS = 86_400_000
/** Thirteen months: https://learn.microsoft.com/azure/cost-management-billing/costs/understand-cost-mgt-data */
const TOLD_DAYS = 395

/** What was spent, by Cost Management, which charges nothing and limits how often it may be asked. */
export function makeCostManagementCosts(
  { subscription, rest }: AzureContext,
  { scope = `/subscriptions/${subscription}` }: { readonly scope?: string },
): Costs {
  return {
    mostGroups: MOST_GROUPS,
    resourceDays: TOLD_DAYS,
    priceOf: ({ from, to }) => ({
      usd: '0',
      requests: rangesOf(from, to).length,
      basis: 'Cost Management charges nothing for queries',
      url: 'https://learn.microsoft.com/azure/cost-management-billing/automate/automation-faq',
    }),
    async spend(query, call) {
      const tags = query.by.filter((dimension) => dimension.startsWith('tag:'))
      if (query.by.length > MOST_GROUPS || tags.length > 1) throw tooManyGroups(query)
      const lines: SpendLine[] = []
      // One after the other: the quota is small, and a second question at once would be refused.
      for (const [from, to] of rangesOf(query.from, query.to)) {
        let path = `${scope}/providers/Microsoft.CostManagement/query`
        while (path !== '') {
          const answer = await rest<QueryResult>({
            name: 'Query_Usage',
            service: 'costmanagement',
            path,
            question: questionOf(query, from, to),
            call,
          })
          lines.push(...linesOf(answer, query.by))
          path = answer.properties?.nextLink ?? ''
        }
      }
      return lines
    },
  }
}

/** First and last day of each part of a period that may be asked at once. */
function rangesOf(from: string, to: string): (readonly [string, string])[] {
  const ranges: [string, string][] = []
  const end = Date.parse(`${to}T00:00:00Z`)
  for (let start = Date.parse(`${from}T00:00:00Z`); start < end; start += MOST_DAYS * DAY_MS) {
    ranges.push([dayOf(start), dayOf(Math.min(end, start + MOST_DAYS * DAY_MS) - DAY_MS)])
  }
  return ranges
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

const DIMENSIONS: Readonly<Record<Exclude<SpendDimension, `tag:${string}`>, string>> = {
  service: 'ServiceName',
  account: 'SubscriptionName',
  region: 'ResourceLocation',
  charge: 'ChargeType',
  resource: 'ResourceId',
}

function questionOf({ view, by, service }: CostQuery, from: string, to: string) {
  return {
    type: view === 'amortised' ? 'AmortizedCost' : 'ActualCost',
    timeframe: 'Custom',
    timePeriod: { from: `${from}T00:00:00Z`, to: `${to}T23:59:59Z` },
    dataset: {
      granularity: 'Daily',
      aggregation: { totalCost: { name: 'Cost', function: 'Sum' } },
      ...(by.length === 0 ? {} : { grouping: by.map(groupingOf) }),
      ...(service === undefined
        ? {}
        : { filter: { dimensions: { name: DIMENSIONS.service, operator: 'In', values: [service] } } }),
    },
  }
}

function groupingOf(dimension: SpendDimension) {
  return dimension.startsWith('tag:')
    ? { type: 'TagKey', name: dimension.slice('tag:'.length) }
    : { type: 'Dimension', name: DIMENSIONS[dimension as keyof typeof DIMENSIONS] }
}

function linesOf({ properties }: QueryResult, by: readonly SpendDimension[]): SpendLine[] {
  const { columns = [], rows = [] } = properties ?? {}
  const at = (name: string) => columns.findIndex((column) => column.name === name)
  const [cost, date, currency] = [at('Cost'), at('UsageDate'), at('Currency')]
  const absent = [
    ...Object.entries({ Cost: cost, UsageDate: date, Currency: currency }),
    ...by.map((one) => [columnOf(one), at(columnOf(one))] as const),
  ]
    .filter(([, index]) => index < 0)
    .map(([name]) => name)
  // An amount that is not there is not nothing.
  if (rows.length > 0 && absent.length > 0) throw odd(`its answer has no column ${absent.join(', ')}`)
  return rows.map((row) => {
    const values = by.map((dimension) => [dimension, valueOfCell(dimension, row[at(columnOf(dimension))])])
    const day = String(row[date] ?? '').replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3')
    if (typeof row[cost] !== 'number') throw odd(`its answer has ${JSON.stringify(row[cost])} as Cost`)
    return {
      day,
      currency: String(row[currency] ?? ''),
      // The API tells doubles: their shortest text is what it meant.
      amount: String(row[cost]),
      values: Object.fromEntries(values),
    }
  })
}

function columnOf(dimension: SpendDimension): string {
  return dimension.startsWith('tag:') ? 'TagValue' : DIMENSIONS[dimension as keyof typeof DIMENSIONS]
}

function valueOfCell(dimension: SpendDimension, cell: string | number | null | undefined): string | null {
  const text = cell === undefined || cell === null ? '' : String(cell)
  if (text === '' || text.toLowerCase() === 'unassigned') return null
  return dimension === 'charge' ? chargeOf(text) : text
}

/** https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields (ChargeType) */
function chargeOf(chargeType: string): string {
  switch (chargeType.toLowerCase()) {
    case 'purchase':
    case 'refund':
    case 'tax':
    case 'credit':
      return chargeType.toLowerCase()
    case 'roundingadjustment':
      return 'adjustment'
    default:
      return 'usage'
  }
}

function odd(message: string): McloudError {
  return new McloudError({
    code: 'CLOUD_FAILED',
    provider: 'azure',
    call: 'Query_Usage',
    message: `azure: Cost Management cannot be understood: ${message}`,
  })
}

function tooManyGroups({ by }: CostQuery): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    provider: 'azure',
    call: 'Query_Usage',
    message: `azure: Cost Management groups by ${MOST_GROUPS} dimensions at the most, one of them a tag, not by ${by.join(', ')}`,
    hint: 'Group by less, or name an exported FOCUS file with --focus.',
  })
}
