import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathOf } from '../wire/request-url.ts'
import { type LabMeter, METERS } from './retail-meters.ts'
import { badRequest, notModelled } from './wire.ts'

const PATH = '/api/retail/prices'
const PAGE = 100
const FIELDS = [
  'armRegionName',
  'armSkuName',
  'meterId',
  'meterName',
  'priceType',
  'productName',
  'serviceName',
  'skuName',
] as const

export function isRetailPath(path: string): boolean {
  return path === PATH
}

/** Retail Prices API, which wants no credentials: filters of `FIELD eq 'value'` joined by `and`, with pages. @throws AzureFault */
export function handleRetailPrices(host: LabHost, request: LabRequest, query: URLSearchParams): LabResponse {
  if (request.method !== 'GET' || !isRetailPath(pathOf(request))) throw notModelled(request)
  if ((query.get('currencyCode') ?? 'USD') !== 'USD') throw badRequest('This lab prices in USD.')
  const conditions = readFilter(query.get('$filter') ?? '')
  const found = METERS.map(itemOf).filter((item) =>
    conditions.every(([field, value]) => {
      const name = field === 'priceType' ? 'type' : field
      return (item as Readonly<Record<string, unknown>>)[name] === value
    }),
  )
  const skip = Number(query.get('$skip') ?? 0)
  if (!Number.isInteger(skip) || skip < 0) throw badRequest('Invalid $skip.')
  const items = found.slice(skip, skip + PAGE)
  const next = new URLSearchParams(query)
  next.set('$skip', String(skip + PAGE))
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-ms-request-id': host.randomId(32) },
    body: JSON.stringify({
      BillingCurrency: 'USD',
      CustomerEntityId: 'Default',
      CustomerEntityType: 'Retail',
      Items: items,
      NextPageLink: skip + PAGE < found.length ? `${host.baseUrl()}${PATH}?${next}` : null,
      Count: items.length,
    }),
  }
}

/** Values are compared by case, as from version 2023-01-01-preview on. */
function readFilter(text: string): [field: string, value: string][] {
  if (text === '') return []
  return text.split(/ and (?=\w+ eq ')/).map((part) => {
    const [, field = '', value = ''] = /^\s*(\w+) eq '((?:[^']|'')*)'\s*$/.exec(part) ?? []
    if (!(FIELDS as readonly string[]).includes(field)) {
      throw badRequest(`This lab does not model the filter ${part}.`)
    }
    return [field, value.replaceAll("''", "'")]
  })
}

function itemOf(meter: LabMeter) {
  const { id, service, product, sku, name, unit, usd, from = 0, region = 'eastus', arm = '', type } = meter
  return {
    currencyCode: 'USD',
    tierMinimumUnits: from,
    retailPrice: usd,
    unitPrice: usd,
    armRegionName: region,
    location: region === 'eastus' ? 'US East' : '',
    effectiveStartDate: '2026-11-01T00:00:00Z',
    meterId: `00000000-0000-4000-8000-${id.padStart(12, '0')}`,
    meterName: name,
    productId: `DZH318Z0LAB${id.slice(0, 1)}`,
    skuId: `DZH318Z0LAB${id.slice(0, 1)}/${id}`,
    productName: product,
    skuName: sku,
    serviceName: service,
    serviceFamily: 'Compute',
    unitOfMeasure: unit,
    type: type ?? 'Consumption',
    isPrimaryMeterRegion: true,
    armSkuName: arm,
  }
}
