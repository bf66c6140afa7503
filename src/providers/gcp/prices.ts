import Big from 'big.js'
import { chooseOffer, mapAtOnce, type Offer } from '../calls/price-quotes.ts'
import type { Call, PriceQuote, Prices } from '../provider.ts'
import type { GcpContext } from './context.ts'
import { type GcpPriceQuery, gcpPriceQuery } from './price-queries.ts'
import { gcpBaseUrl } from './rest.ts'

/** https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list */
interface SkuPage {
  readonly skus?: readonly Sku[]
  readonly nextPageToken?: string
}

interface Sku {
  readonly name?: string
  readonly skuId?: string
  readonly description?: string
  readonly category?: { readonly resourceGroup?: string; readonly usageType?: string }
  readonly serviceRegions?: readonly string[]
  readonly pricingInfo?: readonly { readonly pricingExpression?: PricingExpression }[]
}

interface PricingExpression {
  readonly usageUnit?: string
  readonly tieredRates?: readonly {
    readonly startUsageAmount?: number
    readonly unitPrice?: { readonly currencyCode?: string; readonly units?: string; readonly nanos?: number }
  }[]
}

const PAGE_SIZE = 5000
const SERVICES_AT_ONCE = 2

interface Wanted {
  readonly query: GcpPriceQuery
  readonly region: string
  readonly offers: Offer[]
}

/** Public prices by the Cloud Billing Catalog API, which charges nothing; of each page only what is wanted is kept. */
export function makeCatalogPrices({ rest, endpoints }: GcpContext): Prices {
  const base = gcpBaseUrl('cloudbilling', endpoints)

  async function serviceNames(call: Call): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>()
    for await (const page of pages<{ services?: readonly { name?: string; displayName?: string }[] }>(
      'cloudbilling.services.list',
      '/v1/services',
      call,
    )) {
      for (const { name, displayName } of page.services ?? []) {
        if (name !== undefined && displayName !== undefined) names.set(displayName, name)
      }
    }
    return names
  }

  async function* pages<T>(
    name: string,
    path: string,
    call: Call,
  ): AsyncGenerator<T & { nextPageToken?: string }> {
    let token = ''
    do {
      const page: T & { nextPageToken?: string } = await rest({
        name,
        service: 'cloudbilling',
        path,
        query: { pageSize: String(PAGE_SIZE), ...(token === '' ? {} : { pageToken: token }) },
        call,
      })
      yield page
      token = page.nextPageToken ?? ''
    } while (token !== '')
  }

  async function collect(service: string, wanted: readonly Wanted[], call: Call): Promise<void> {
    for await (const { skus = [] } of pages<SkuPage>('cloudbilling.skus.list', `/v1/${service}/skus`, call)) {
      for (const sku of skus) {
        for (const one of wanted) if (isMeant(sku, one)) one.offers.push(...offerOf(sku, base))
      }
    }
  }

  return {
    async quote(wants, call) {
      const wanted = wants.map(({ key, region }): Wanted | undefined => {
        const query = gcpPriceQuery(key)
        return query === undefined ? undefined : { query, region, offers: [] }
      })
      const known = wanted.filter((one) => one !== undefined)
      const services = [...new Set(known.map(({ query }) => query.service))]
      const names = services.length === 0 ? new Map<string, string>() : await serviceNames(call)
      await mapAtOnce(services, SERVICES_AT_ONCE, async (service) => {
        const name = names.get(service)
        const mine = known.filter(({ query }) => query.service === service)
        if (name !== undefined) await collect(name, mine, call)
      })
      return wanted.map((one): PriceQuote => {
        if (one === undefined) return { kind: 'not-asked' }
        return chooseOffer(one.offers, one.query)
      })
    },
  }
}

function isMeant(sku: Sku, { query, region }: Wanted): boolean {
  const { category, serviceRegions = [], description = '' } = sku
  return (
    query.description.test(description) &&
    (query.group === undefined || category?.resourceGroup === query.group) &&
    (category?.usageType === undefined || category.usageType === 'OnDemand') &&
    (serviceRegions.length === 0 || serviceRegions.includes(region) || serviceRegions.includes('global'))
  )
}

/** The first step that is not free, of the prices that hold now. */
function offerOf({ name, skuId, pricingInfo = [] }: Sku, base: string): Offer[] {
  const expression = pricingInfo.at(-1)?.pricingExpression
  const steps = (expression?.tieredRates ?? [])
    .flatMap(({ startUsageAmount = 0, unitPrice }) =>
      unitPrice?.currencyCode === 'USD' ? [{ begin: startUsageAmount, usd: amountOf(unitPrice) }] : [],
    )
    .toSorted((one, other) => one.begin - other.begin)
  const step = steps.find(({ usd }) => usd.gt(0)) ?? steps[0]
  if (step === undefined || skuId === undefined) return []
  return [{ sku: skuId, url: `${base}/v1/${name}`, unit: expression?.usageUnit ?? '', usd: step.usd }]
}

function amountOf({ units = '0', nanos = 0 }: { units?: string; nanos?: number }): Big {
  return new Big(units).plus(new Big(nanos).div(1e9))
}
