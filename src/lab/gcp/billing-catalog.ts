import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathSegments } from '../wire/request-url.ts'
import { CATALOG_SERVICES, SKUS } from './billing-catalog-skus.ts'
import { GoogleFault, googleAnswer, notModelled } from './wire.ts'

const MOST_PER_PAGE = 5000

/** Cloud Billing Catalog API: services.list and services.skus.list with pages. @throws GoogleFault */
export function handleCatalog(host: LabHost, request: LabRequest, query: URLSearchParams): LabResponse {
  if (request.method !== 'GET') throw notModelled(request)
  const [, , service, skus, ...more] = pathSegments(request)
  if (service === undefined) {
    const listed = pageOf(
      CATALOG_SERVICES.map(({ id, displayName }) => ({
        name: `services/${id}`,
        serviceId: id,
        displayName,
        businessEntityName: 'businessEntities/GCP',
      })),
      query,
    )
    return googleAnswer(host, { services: listed.items, nextPageToken: listed.next })
  }
  if (skus !== 'skus' || more.length > 0) throw notModelled(request)
  if (!CATALOG_SERVICES.some(({ id }) => id === service)) {
    throw new GoogleFault(404, 'notFound', `Service services/${service} is not found.`, 'NOT_FOUND')
  }
  const currency = query.get('currencyCode') ?? 'USD'
  if (currency !== 'USD') throw new GoogleFault(400, 'invalid', 'This lab prices in USD.', 'INVALID_ARGUMENT')
  const listed = pageOf(
    SKUS.filter((sku) => sku.service === service).map((sku) => ({
      name: `services/${service}/skus/${sku.id}`,
      skuId: sku.id,
      description: sku.description,
      category: {
        serviceDisplayName: CATALOG_SERVICES.find(({ id }) => id === service)?.displayName,
        resourceFamily: sku.family,
        resourceGroup: sku.group,
        usageType: sku.usage ?? 'OnDemand',
      },
      serviceRegions: sku.regions,
      pricingInfo: [
        {
          effectiveTime: new Date(host.now()).toISOString(),
          summary: '',
          pricingExpression: {
            usageUnit: sku.unit,
            displayQuantity: 1,
            tieredRates: sku.steps.map(([startUsageAmount, units, nanos]) => ({
              startUsageAmount,
              unitPrice: { currencyCode: 'USD', units, nanos },
            })),
          },
          currencyConversionRate: 1,
        },
      ],
      serviceProviderName: 'Google',
    })),
    query,
  )
  return googleAnswer(host, { skus: listed.items, nextPageToken: listed.next })
}

/** The last page has an empty token, as Google's has. */
function pageOf<T>(items: readonly T[], query: URLSearchParams): { items: readonly T[]; next: string } {
  const token = query.get('pageToken') ?? ''
  const from = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString())
  const size = Math.min(Number(query.get('pageSize') ?? MOST_PER_PAGE), MOST_PER_PAGE)
  if (!Number.isInteger(from) || from < 0 || !Number.isInteger(size) || size < 1) {
    throw new GoogleFault(400, 'invalid', 'Invalid page token or page size.', 'INVALID_ARGUMENT')
  }
  const until = from + size
  const next = until < items.length ? Buffer.from(String(until)).toString('base64url') : ''
  return { items: items.slice(from, until), next }
}
