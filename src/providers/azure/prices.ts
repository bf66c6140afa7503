import Big from 'big.js'
import { chooseOffer, mapAtOnce, type Offer, refusedQuestion } from '../calls/price-quotes.ts'
import { send } from '../calls/send.ts'
import type { Call, PriceQuote, Prices } from '../provider.ts'
import type { AzureContext } from './context.ts'
import { sortAzureFailure } from './failure.ts'
import { type AzurePriceQuery, azurePriceQuery } from './price-queries.ts'

const HOST = 'https://prices.azure.com'
const API_VERSION = '2023-01-01-preview'
const AT_ONCE = 6
/** Pages of one question: more of them mean that it was not the right one. */
const MOST_PAGES = 20

/** https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
interface RetailPage {
  readonly Items?: readonly RetailItem[]
  readonly NextPageLink?: string | null
}

interface RetailItem {
  readonly currencyCode?: string
  readonly retailPrice?: number
  readonly tierMinimumUnits?: number
  readonly unitOfMeasure?: string
  readonly type?: string
  readonly meterId?: string
  readonly skuId?: string
  readonly effectiveEndDate?: string
  readonly isPrimaryMeterRegion?: boolean
}

/** Public prices by the Azure Retail Prices API, which wants no credentials and charges nothing. */
export function makeRetailPrices({ http, endpoints }: Pick<AzureContext, 'http' | 'endpoints'>): Prices {
  const base = endpoints.of('prices') ?? HOST

  const ask = (url: URL, call: Call): Promise<RetailPage> =>
    send<RetailPage>({
      cloud: 'azure',
      name: 'RetailPrices_List',
      kind: 'read',
      call,
      sort: sortAzureFailure,
      send: async (signal) => {
        endpoints.guard(url)
        return ((await http({ method: 'GET', url: url.href, signal })).json ?? {}) as RetailPage
      },
    })

  const itemsOf = async (query: AzurePriceQuery, region: string, call: Call): Promise<RetailItem[]> => {
    const found: RetailItem[] = []
    let next: string | undefined = addressOf(base, query, region)
    for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
      const answer: RetailPage = await ask(new URL(next), call)
      found.push(...(answer.Items ?? []))
      next = answer.NextPageLink ?? undefined
    }
    return found
  }

  return {
    async quote(wants, call) {
      const asked = new Map<string, Promise<RetailItem[]>>()
      return mapAtOnce(wants, AT_ONCE, async ({ key, region }): Promise<PriceQuote> => {
        const query = azurePriceQuery(key)
        if (query === undefined) return { kind: 'not-asked' }
        const url = addressOf(base, query, region)
        const answer = asked.get(url) ?? itemsOf(query, region, call)
        asked.set(url, answer)
        const items = await answer.catch(refusedQuestion)
        if (!Array.isArray(items)) return items
        const meant = items.filter((item) => matches(item, query))
        return chooseOffer(offersOf(meant, url), query)
      })
    },
  }
}

function addressOf(base: string, { filter, global }: AzurePriceQuery, region: string): string {
  const fields = {
    ...filter,
    ...(global === true ? {} : { armRegionName: region }),
    priceType: 'Consumption',
  }
  const url = new URL(`${base}/api/retail/prices`)
  url.searchParams.set('api-version', API_VERSION)
  url.searchParams.set('currencyCode', 'USD')
  url.searchParams.set(
    '$filter',
    Object.entries(fields)
      .map(([name, value]) => `${name} eq '${value.replaceAll("'", "''")}'`)
      .join(' and '),
  )
  return url.href
}

function matches(item: RetailItem, { match = {} }: AzurePriceQuery): boolean {
  const fields = item as Readonly<Record<string, unknown>>
  return (
    item.currencyCode === 'USD' &&
    item.type === 'Consumption' &&
    item.isPrimaryMeterRegion !== false &&
    item.effectiveEndDate === undefined &&
    Object.entries(match).every(([name, pattern]) => pattern.test(String(fields[name] ?? '')))
  )
}

/** Of each meter the first step that is not free. */
function offersOf(items: readonly RetailItem[], url: string): Offer[] {
  const meters = new Map<string, RetailItem[]>()
  for (const item of items) {
    const key = `${item.skuId} ${item.meterId}`
    const known = meters.get(key)
    if (known === undefined) meters.set(key, [item])
    else known.push(item)
  }
  return [...meters.values()].flatMap((steps) => {
    const sorted = steps
      .filter(({ retailPrice }) => typeof retailPrice === 'number' && retailPrice >= 0)
      .toSorted((one, other) => (one.tierMinimumUnits ?? 0) - (other.tierMinimumUnits ?? 0))
    const step = sorted.find(({ retailPrice = 0 }) => retailPrice > 0) ?? sorted[0]
    if (step === undefined) return []
    const sku = [step.skuId, step.meterId].filter((id) => id !== undefined).join('/')
    // The API tells doubles: their shortest text is what it meant.
    return [{ sku, url, unit: step.unitOfMeasure ?? '', usd: new Big(String(step.retailPrice)) }]
  })
}
