import type {
  GetCostAndUsageCommandInput,
  GroupDefinition,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer'
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  GetCostAndUsageWithResourcesCommand,
} from '@aws-sdk/client-cost-explorer'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Failure } from '../calls/failure.ts'
import { send } from '../calls/send.ts'
import type { Allowance, Call, CostQuery, SpendDimension, SpendLine } from '../provider.ts'
import { sdkCall } from './call-sdk.ts'
import { MOST_GROUPS, REQUEST_USD, RESOURCE_DAYS } from './cost-price.ts'
import type { AwsSession } from './session.ts'
import { sortAwsError } from './sort-error.ts'

/** Pages that one question may take: each is paid for. */
const MOST_PAGES = 20

const METRICS = { amortised: 'AmortizedCost', invoiced: 'UnblendedCost' } as const

/** What was spent, by Cost Explorer, which has its one endpoint for the whole world in us-east-1. */
export async function makeCostExplorerCosts(session: AwsSession) {
  const client = new CostExplorerClient(await session.clientConfig('ce', 'us-east-1'))
  return {
    async spend(query: CostQuery, call: Call, allowance?: Allowance): Promise<readonly SpendLine[]> {
      if (query.by.length > MOST_GROUPS) throw tooManyGroups(query)
      const byResource = query.by.includes('resource')
      if (byResource && query.service === undefined) throw resourcesOfAll()
      const metric = METRICS[query.view]
      const input: GetCostAndUsageCommandInput = {
        TimePeriod: { Start: query.from, End: query.to },
        Granularity: 'DAILY',
        Metrics: [metric],
        ...(query.by.length === 0 ? {} : { GroupBy: query.by.map(groupOf) }),
        ...(query.service === undefined
          ? {}
          : { Filter: { Dimensions: { Key: 'SERVICE', Values: [query.service] } } }),
      }
      const name = byResource ? 'ce:GetCostAndUsageWithResources' : 'ce:GetCostAndUsage'
      const askFor = (page: typeof input, options: Parameters<typeof client.send>[1]) =>
        byResource
          ? client.send(new GetCostAndUsageWithResourcesCommand({ ...page, Filter: page.Filter }), options)
          : client.send(new GetCostAndUsageCommand(page), options)
      const lines: SpendLine[] = []
      let token: string | undefined
      for (let page = 1; page <= MOST_PAGES; page++) {
        if (allowance?.take(REQUEST_USD) === false)
          throw tooManyPages(`more than ${page - 1} pages`, 'See --max-api-spend, or ask')
        const answer = await send({
          ...sdkCall(name, call, (options) =>
            askFor({ ...input, ...(token === undefined ? {} : { NextPageToken: token }) }, options),
          ),
          sort: (error) => sortCostExplorerError(error, name),
          kind: 'read',
        })
        for (const result of answer.ResultsByTime ?? []) lines.push(...linesOf(result, query.by, metric))
        token = answer.NextPageToken
        if (token === undefined || token === '') return lines
      }
      throw tooManyPages(`more than ${MOST_PAGES} pages`, 'Ask')
    },
  }
}

/** In Cost Explorer alone the limit that was exceeded is that of the rate. */
function sortCostExplorerError(error: unknown, name: string): Failure {
  const failure = sortAwsError(error, name)
  return (error as { name?: string }).name === 'LimitExceededException'
    ? { ...failure, kind: 'throttled' }
    : failure
}

const DIMENSIONS: Readonly<Record<Exclude<SpendDimension, `tag:${string}`>, string>> = {
  service: 'SERVICE',
  account: 'LINKED_ACCOUNT',
  region: 'REGION',
  charge: 'RECORD_TYPE',
  resource: 'RESOURCE_ID',
}

function groupOf(dimension: SpendDimension): GroupDefinition {
  return dimension.startsWith('tag:')
    ? { Type: 'TAG', Key: dimension.slice('tag:'.length) }
    : { Type: 'DIMENSION', Key: DIMENSIONS[dimension as keyof typeof DIMENSIONS] }
}

function linesOf(result: ResultByTime, by: readonly SpendDimension[], metric: string): SpendLine[] {
  const day = result.TimePeriod?.Start ?? ''
  const groups = by.length === 0 ? [{ Keys: [], Metrics: result.Total }] : (result.Groups ?? [])
  return groups.flatMap(({ Keys: keys = [], Metrics: metrics }) => {
    const amount = metrics?.[metric]
    if (amount?.Amount === undefined || amount.Unit === undefined) return []
    const values = Object.fromEntries(
      by.map((dimension, index) => [dimension, valueOfKey(dimension, keys[index])]),
    )
    return [{ day, currency: amount.Unit, amount: amount.Amount, values }]
  })
}

/** A tag's group is called `key$value`, and `key$` where the tag is missing. */
function valueOfKey(dimension: SpendDimension, key: string | undefined): string | null {
  if (key === undefined) return null
  if (dimension.startsWith('tag:')) return key.slice(dimension.length - 'tag:'.length + 1) || null
  if (dimension === 'region') return /^no\s?region$/i.test(key) || key === '' ? null : key
  if (dimension === 'resource') return key === '' || key === 'NoResourceId' ? null : key
  return dimension === 'charge' ? chargeOf(key) : key
}

/** https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html (charge type) */
function chargeOf(recordType: string): string {
  if (/refund/i.test(recordType)) return 'refund'
  if (/credit|discount$/i.test(recordType)) return 'credit'
  if (/tax/i.test(recordType)) return 'tax'
  if (/fee|recurring|upfront|subscription/i.test(recordType)) return 'purchase'
  return /adjust|round/i.test(recordType) ? 'adjustment' : 'usage'
}

function tooManyPages(pages: string, next: string): McloudError {
  return new McloudError({
    code: 'SPEND_LIMIT',
    provider: 'aws',
    call: 'GetCostAndUsage',
    message: `aws: the answer has ${pages}, each of which is paid for`,
    hint: `${next} for a shorter period, or group by less.`,
  })
}

function resourcesOfAll(): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    provider: 'aws',
    call: 'GetCostAndUsageWithResources',
    message: `aws: Cost Explorer tells resources of one service, and of the last ${RESOURCE_DAYS} days`,
    hint: 'Name a bill with --focus: an export tells each resource.',
  })
}

function tooManyGroups({ by }: CostQuery): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    provider: 'aws',
    call: 'GetCostAndUsage',
    message: `aws: Cost Explorer groups by ${MOST_GROUPS} dimensions at the most, not by ${by.join(', ')}`,
    hint: 'Group by less, or name an exported FOCUS file with --focus.',
  })
}
