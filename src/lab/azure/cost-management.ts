import { chargesOf, type LabCharge } from '../billing/charges.ts'
import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import type { AzureState } from './state.ts'
import { armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

interface Dataset {
  readonly granularity?: string
  readonly aggregation?: Readonly<Record<string, { readonly name?: string; readonly function?: string }>>
  readonly grouping?: readonly { readonly type?: string; readonly name?: string }[]
  readonly filter?: unknown
}

const DAY_MS = 86_400_000
/** Longer daily answers end here without a word, as Azure's do. */
const MOST_DAYS = 31
const UNITS = 10_000_000_000

/** Cost Management: a query of actual or amortised cost over the lab's generated bill. @throws AzureFault */
export function handleCostQuery(state: AzureState, host: LabHost, request: LabRequest): LabResponse {
  if (request.method !== 'POST') throw notModelled(request)
  const body = jsonBody(request)
  if (body.type !== 'ActualCost' && body.type !== 'AmortizedCost' && body.type !== 'Usage') {
    throw badRequest(`Invalid query definition: type '${String(body.type)}'.`)
  }
  if (body.timeframe !== 'Custom')
    throw badRequest(`This lab does not model timeframe '${String(body.timeframe)}'.`)
  const dataset = (body.dataset ?? {}) as Dataset
  const services = servicesIn(dataset.filter)
  const daily = dataset.granularity === 'Daily'
  if (!daily && dataset.granularity !== 'Monthly') throw badRequest('Invalid query definition: granularity.')
  const grouping = dataset.grouping ?? []
  if (grouping.length > 2) {
    throw badRequest('Invalid query definition: Dataset is invalid; at most 2 groupings are allowed.')
  }
  for (const { type, name } of grouping) {
    if (type !== 'TagKey' && !(type === 'Dimension' && name !== undefined && name in DIMENSIONS)) {
      throw badRequest(`This lab does not model grouping by ${String(type)} ${String(name)}.`)
    }
  }
  const [aggregation, ...others] = Object.values(dataset.aggregation ?? {})
  if (
    others.length > 0 ||
    aggregation?.function !== 'Sum' ||
    !/^(PreTax)?Cost$/.test(aggregation.name ?? '')
  ) {
    throw badRequest('This lab models one aggregation: the sum of Cost or PreTaxCost.')
  }
  const period = (body.timePeriod ?? {}) as { from?: string; to?: string }
  const from = Date.parse(period.from ?? '')
  const to = Date.parse(period.to ?? '')
  if (!(from <= to)) throw badRequest('Invalid query definition: timePeriod.')
  const end = daily ? Math.min(to, from + MOST_DAYS * DAY_MS - 1) : to
  const rows = sums(
    chargesOf('azure', state.region, host.now()).filter(({ day, service }) => {
      const at = Date.parse(`${day}T00:00:00Z`)
      return at >= from && at <= end && (services === undefined || services.includes(service))
    }),
    (charge) => [
      ...grouping.flatMap(({ type, name = '' }) =>
        type === 'TagKey' ? [name.toLowerCase(), tagOf(charge, name)] : [DIMENSIONS[name]?.(charge) ?? ''],
      ),
      daily ? charge.day.replaceAll('-', '') : `${charge.day.slice(0, 7)}-01T00:00:00`,
    ],
    body.type === 'AmortizedCost' ? 'amortised' : 'invoiced',
  )
  const name = randomUuid(host)
  return armAnswer(host, 200, {
    id: `subscriptions/${state.subscription}/providers/Microsoft.CostManagement/query/${name}`,
    name,
    type: 'Microsoft.CostManagement/query',
    properties: {
      nextLink: null,
      columns: [
        { name: aggregation.name, type: 'Number' },
        ...grouping.flatMap(({ type, name: dimension }) =>
          type === 'TagKey'
            ? [
                { name: 'TagKey', type: 'String' },
                { name: 'TagValue', type: 'String' },
              ]
            : [{ name: dimension, type: 'String' }],
        ),
        daily ? { name: 'UsageDate', type: 'Number' } : { name: 'BillingMonth', type: 'Datetime' },
        { name: 'Currency', type: 'String' },
      ],
      rows: rows.map(([amount, keys]) => {
        const date = keys.at(-1) ?? ''
        return [Number(amount) / UNITS, ...keys.slice(0, -1), daily ? Number(date) : date, 'USD']
      }),
    },
  })
}

const CHARGE_TYPES = {
  usage: 'Usage',
  purchase: 'Purchase',
  tax: 'Tax',
  credit: 'Credit',
  refund: 'Refund',
} as const

const DIMENSIONS: Readonly<Record<string, (charge: LabCharge) => string>> = {
  ServiceName: ({ service }) => service,
  ResourceLocation: ({ region }) => region ?? 'unassigned',
  ChargeType: ({ kind }) => CHARGE_TYPES[kind],
  SubscriptionName: () => 'mcloud lab',
  ResourceId: ({ resource }) => resource ?? '',
}

/** The services of the one filter that is modelled. */
function servicesIn(filter: unknown): readonly string[] | undefined {
  if (filter === undefined) return undefined
  const { dimensions, ...others } = filter as {
    dimensions?: { name?: string; operator?: string; values?: readonly string[] }
  }
  if (dimensions?.name !== 'ServiceName' || dimensions.operator !== 'In' || Object.keys(others).length > 0)
    throw badRequest('This lab models a filter of the dimension ServiceName alone.')
  return dimensions.values ?? []
}

function tagOf(charge: LabCharge, name: string): string {
  const tags: Readonly<Record<string, string | null>> = { environment: charge.environment, unit: charge.unit }
  return tags[name.toLowerCase()] ?? ''
}

function sums(
  charges: readonly LabCharge[],
  keysOf: (charge: LabCharge) => string[],
  view: 'amortised' | 'invoiced',
): [bigint, string[]][] {
  const found = new Map<string, bigint>()
  for (const charge of charges) {
    const key = JSON.stringify(keysOf(charge))
    found.set(key, (found.get(key) ?? 0n) + charge[view])
  }
  return [...found].map(([key, amount]) => [amount, JSON.parse(key) as string[]])
}
