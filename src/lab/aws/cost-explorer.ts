import { amountText, chargesOf, type LabCharge } from '../billing/charges.ts'
import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import type { AwsState } from './state.ts'
import { AwsFault } from './wire.ts'

const PREFIX = 'AWSInsightsIndexService.'
const METRICS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'UnblendedCost']
const DAY_MS = 86_400_000
/** Days back that resources are told of. */
const RESOURCE_DAYS = 14
/** Groups of one page. */
const PAGE_GROUPS = 1500

interface Question {
  readonly start: string
  readonly end: string
  readonly granularity: 'DAILY' | 'MONTHLY'
  readonly metrics: readonly string[]
  readonly groups: readonly { readonly type: string; readonly key: string }[]
  /** Absent: all. */
  readonly services?: readonly string[]
}

/**
 * Cost Explorer: GetCostAndUsage by day or month, up to two groups, and the same by resource of one service and the
 * last days, over the lab's generated bill. @throws AwsFault
 */
export function handleCostExplorer(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  const target = request.headers['x-amz-target'] ?? ''
  const byResource = target === `${PREFIX}GetCostAndUsageWithResources`
  if (!byResource && target !== `${PREFIX}GetCostAndUsage`) {
    throw new AwsFault(
      400,
      'UnknownOperationException',
      `This lab does not model ${target.replace(PREFIX, '')}.`,
    )
  }
  const body = jsonBody(request)
  const question = readQuestion(body, host.now(), byResource)
  const charges = chargesOf('aws', state.region, host.now()).filter(
    ({ day, service }) =>
      day >= question.start &&
      day < question.end &&
      (question.services === undefined || question.services.includes(service)),
  )
  const results = periodsOf(question).map(({ start, end }) =>
    resultOf(
      question,
      start,
      end,
      charges.filter(({ day }) => day >= start && day < end),
      state.account,
    ),
  )
  const [from, until, next] = pageOf(results, body.NextPageToken)
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUuid(host) },
    body: JSON.stringify({
      ...(question.groups.length === 0
        ? {}
        : { GroupDefinitions: question.groups.map(({ type, key }) => ({ Type: type, Key: key })) }),
      ResultsByTime: results.slice(from, until),
      DimensionValueAttributes: [],
      ...(next === undefined ? {} : { NextPageToken: next }),
    }),
  }
}

/** The error document of the JSON protocol. */
export function jsonRefusal(host: LabHost, fault: AwsFault): LabResponse {
  return {
    status: fault.status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUuid(host) },
    body: JSON.stringify({ __type: fault.code, message: fault.message }),
  }
}

function readQuestion(body: Record<string, unknown>, nowMs: number, byResource: boolean): Question {
  const period = (body.TimePeriod ?? {}) as { Start?: string; End?: string }
  const start = dayIn(period.Start, 'Start')
  const end = dayIn(period.End, 'End')
  if (start >= end) throw invalid('Start date (and hour) should be before end date (and hour)')
  const oldest = new Date(nowMs)
  oldest.setUTCMonth(oldest.getUTCMonth() - 14, 1)
  if (start < oldest.toISOString().slice(0, 10)) {
    throw invalid("You haven't enabled historical data beyond 14 months")
  }
  const granularity = body.Granularity
  if (granularity !== 'DAILY' && granularity !== 'MONTHLY') {
    throw invalid(`This lab does not model the granularity ${String(granularity)}.`)
  }
  const metrics = Array.isArray(body.Metrics) ? body.Metrics.map(String) : []
  const unknown = metrics.filter((metric) => !METRICS.includes(metric))
  if (metrics.length === 0 || unknown.length > 0) {
    throw invalid(`Metrics can only be: ${METRICS.join(', ')}; given: ${unknown.join(', ') || 'none'}`)
  }
  const services = servicesIn(body.Filter)
  if (byResource) {
    if (services === undefined) throw invalid('Filter must name a SERVICE.')
    if (start < new Date(nowMs - RESOURCE_DAYS * DAY_MS).toISOString().slice(0, 10)) {
      throw invalid(`Start date should be within the last ${RESOURCE_DAYS} days`)
    }
  }
  const groups = ((body.GroupBy as { Type?: string; Key?: string }[] | undefined) ?? []).map(
    ({ Type, Key }) => ({
      type: String(Type),
      key: String(Key),
    }),
  )
  if (groups.length > 2) throw invalid('GroupBy can only have up to 2 elements')
  for (const { type, key } of groups) {
    const known =
      type === 'TAG' || (type === 'DIMENSION' && key in DIMENSIONS && (byResource || key !== 'RESOURCE_ID'))
    if (!known) throw invalid(`This lab does not model grouping by ${type} ${key}.`)
  }
  return { start, end, granularity, metrics, groups, ...(services === undefined ? {} : { services }) }
}

/** The services of the one filter that is modelled. */
function servicesIn(filter: unknown): readonly string[] | undefined {
  if (filter === undefined) return undefined
  const { Dimensions: dimensions, ...others } = filter as {
    Dimensions?: { Key?: string; Values?: readonly string[]; MatchOptions?: unknown }
  }
  if (
    dimensions?.Key !== 'SERVICE' ||
    dimensions.MatchOptions !== undefined ||
    Object.keys(others).length > 0
  )
    throw invalid('This lab models a Filter of the dimension SERVICE alone.')
  return dimensions.Values ?? []
}

function dayIn(text: string | undefined, name: string): string {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw invalid(`${name} time ${text ?? ''} is invalid. Valid format is: yyyy-MM-dd.`)
  }
  return text
}

function periodsOf({ start, end, granularity }: Question): { start: string; end: string }[] {
  const periods: { start: string; end: string }[] = []
  for (let at = start; at < end; ) {
    const date = new Date(`${at}T00:00:00Z`)
    const next =
      granularity === 'DAILY'
        ? date.getTime() + DAY_MS
        : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    const until = new Date(next).toISOString().slice(0, 10)
    periods.push({ start: at, end: until < end ? until : end })
    at = until
  }
  return periods
}

const RECORD_TYPES = {
  usage: 'Usage',
  purchase: 'RIFee',
  tax: 'Tax',
  credit: 'Credit',
  refund: 'Refund',
} as const

const DIMENSIONS: Readonly<Record<string, (charge: LabCharge, account: string) => string>> = {
  SERVICE: ({ service }) => service,
  REGION: ({ region }) => region ?? 'NoRegion',
  RECORD_TYPE: ({ kind }) => RECORD_TYPES[kind],
  LINKED_ACCOUNT: (_charge, account) => account,
  RESOURCE_ID: ({ resource }) => resource ?? 'NoResourceId',
}

function keyOf(group: Question['groups'][number], charge: LabCharge, account: string): string {
  if (group.type === 'DIMENSION') return DIMENSIONS[group.key]?.(charge, account) ?? ''
  const tags: Readonly<Record<string, string | null>> = { environment: charge.environment, unit: charge.unit }
  return `${group.key}$${tags[group.key] ?? ''}`
}

function resultOf(
  { groups, metrics }: Question,
  start: string,
  end: string,
  charges: readonly LabCharge[],
  account: string,
) {
  const byKeys = new Map<string, LabCharge[]>()
  for (const charge of charges) {
    const key = JSON.stringify(groups.map((group) => keyOf(group, charge, account)))
    const known = byKeys.get(key)
    if (known === undefined) byKeys.set(key, [charge])
    else known.push(charge)
  }
  const figures = (of: readonly LabCharge[]) =>
    Object.fromEntries(
      metrics.map((metric) => {
        const amounts = of.map((charge) =>
          metric.includes('Amortized') ? charge.amortised : charge.invoiced,
        )
        return [metric, { Amount: amountText(amounts.reduce((total, one) => total + one, 0n)), Unit: 'USD' }]
      }),
    )
  return {
    TimePeriod: { Start: start, End: end },
    Total: groups.length === 0 ? figures(charges) : {},
    Groups:
      groups.length === 0
        ? []
        : [...byKeys].map(([key, of]) => ({ Keys: JSON.parse(key) as string[], Metrics: figures(of) })),
    Estimated: false,
  }
}

/** Whole results, so that no day is torn apart. */
function pageOf(
  results: readonly { Groups: readonly unknown[] }[],
  token: unknown,
): [number, number, string | undefined] {
  const from = token === undefined ? 0 : Number(Buffer.from(String(token), 'base64url').toString())
  if (!Number.isInteger(from) || from < 0 || from > results.length) {
    throw new AwsFault(400, 'InvalidNextTokenException', 'The pagination token is invalid.')
  }
  let until = from
  for (let groups = 0; until < results.length && (until === from || groups < PAGE_GROUPS); until++) {
    groups += results[until]?.Groups.length ?? 0
  }
  return [from, until, until < results.length ? Buffer.from(String(until)).toString('base64url') : undefined]
}

export function jsonBody(request: LabRequest): Record<string, unknown> {
  try {
    return JSON.parse(request.body.toString('utf8')) as Record<string, unknown>
  } catch {
    throw new AwsFault(400, 'SerializationException', 'The request body is no JSON.')
  }
}

function invalid(message: string): AwsFault {
  return new AwsFault(400, 'ValidationException', message)
}
