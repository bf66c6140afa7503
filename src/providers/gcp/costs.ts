import { McloudError } from '../../errors/mcloud-error.ts'
import { pause } from '../calls/pause.ts'
import type { Call, CostQuery, Costs, SpendDimension, SpendLine } from '../provider.ts'
import type { GcpContext } from './context.ts'

/** Where the billing export lies. */
interface ExportPlace {
  /** `project.dataset.table`. */
  readonly table?: string
  readonly location?: string
}

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query#QueryResponse */
interface QueryAnswer {
  readonly jobComplete?: boolean
  readonly jobReference?: { readonly jobId?: string; readonly location?: string }
  readonly schema?: { readonly fields?: readonly { readonly name: string }[] }
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[]
  readonly pageToken?: string
}

/** BigQuery refuses a query that would read more, before anything is charged. */
const MOST_BYTES = 10 * 2 ** 30
/** 10 GiB of 1 TiB at 6.25 USD. */
const MOST_USD = '0.06103515625'
const PAGE_ROWS = 10_000
/** An export keeps what it has; more than a year is not asked for. */
const TOLD_DAYS = 395
const ANSWER_WITHIN_MS = 10_000

/** What was spent, from the standard usage export in BigQuery: Google has no API for it. */
export function makeBigQueryCosts({ project, rest }: GcpContext, place: ExportPlace): Costs {
  // Resources stand in the detailed export alone, under the name that Google gives its table.
  const resourceDays = /gcp_billing_export_resource_v1/.test(place.table ?? '') ? TOLD_DAYS : undefined
  return {
    ...(resourceDays === undefined ? {} : { resourceDays }),
    priceOf: () => ({
      usd: MOST_USD,
      requests: 1,
      basis:
        'at most: BigQuery charges 6.25 USD a TiB read beyond the first of a month, and is told to refuse above 10 GiB',
      url: 'https://cloud.google.com/bigquery/pricing',
    }),
    async spend(query, call) {
      const table = place.table
      if (table === undefined) throw noTable()
      if (query.by.includes('resource') && resourceDays === undefined) throw noResources()
      let answer = await rest<QueryAnswer>({
        name: 'bigquery.jobs.query',
        service: 'bigquery',
        path: `/bigquery/v2/projects/${project}/queries`,
        method: 'POST',
        body: {
          ...statement(query, table),
          useLegacySql: false,
          location: place.location ?? 'US',
          maximumBytesBilled: String(MOST_BYTES),
          maxResults: PAGE_ROWS,
          timeoutMs: ANSWER_WITHIN_MS,
        },
        call,
      })
      const lines: SpendLine[] = []
      for (;;) {
        if (answer.jobComplete === true) lines.push(...linesOf(answer, query.by))
        else await pause(500, call)
        const token = answer.jobComplete === true ? answer.pageToken : ''
        if (token === undefined) return lines
        answer = await nextPage(answer, token, call)
      }
    },
  }

  function nextPage({ jobReference }: QueryAnswer, token: string, call: Call): Promise<QueryAnswer> {
    const location = jobReference?.location ?? place.location ?? 'US'
    return rest<QueryAnswer>({
      name: 'bigquery.jobs.getQueryResults',
      service: 'bigquery',
      path: `/bigquery/v2/projects/${project}/queries/${jobReference?.jobId ?? ''}`,
      query: { location, maxResults: String(PAGE_ROWS), ...(token === '' ? {} : { pageToken: token }) },
      call,
    })
  }
}

/**
 * The statement and its parameters. Costs are FLOAT64 in the export: their shortest text is what was billed, and
 * is added up exactly. Credits lie in a list beside the cost that they reduce.
 * https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
 */
function statement({ by, from, to, service }: CostQuery, table: string) {
  const tags = by.filter((dimension) => dimension.startsWith('tag:'))
  const columns = (charge: string) =>
    by.map((dimension, index) => `${expressionOf(dimension, tags, charge)} AS by${index}`).join(', ')
  const chosen = (amount: string, charge: string) =>
    [
      `SELECT CAST(CAST(usage_start_time AS DATE) AS STRING) AS day, currency`,
      ...(by.length === 0 ? [] : [`, ${columns(charge)}`]),
      `, CAST(CAST(${amount} AS STRING) AS BIGNUMERIC) AS amount`,
    ].join('')
  const when = `usage_start_time >= CAST(@from AS TIMESTAMP) AND usage_start_time < CAST(@to AS TIMESTAMP)${service === undefined ? '' : ' AND service.description = @service'}`
  const names = ['day', 'currency', ...by.map((_, index) => `by${index}`)].join(', ')
  const regular = `CASE WHEN cost_type = 'regular' THEN 'usage' WHEN cost_type = 'tax' THEN 'tax' ELSE 'adjustment' END`
  const text = (name: string, value: string) => ({
    name,
    parameterType: { type: 'STRING' },
    parameterValue: { value },
  })
  return {
    query: `SELECT ${names}, CAST(SUM(amount) AS STRING) AS amount FROM (
${chosen('cost', regular)} FROM \`${table}\` WHERE ${when}
UNION ALL
${chosen('credit.amount', "'credit'")} FROM \`${table}\` CROSS JOIN UNNEST(credits) AS credit WHERE ${when}
) GROUP BY ${names}`,
    parameterMode: 'NAMED',
    queryParameters: [
      text('from', `${from} 00:00:00+00`),
      text('to', `${to} 00:00:00+00`),
      ...(service === undefined ? [] : [text('service', service)]),
      ...tags.map((tag, index) => text(`tag${index}`, tag.slice('tag:'.length))),
    ],
  }
}

function expressionOf(dimension: SpendDimension, tags: readonly string[], charge: string): string {
  switch (dimension) {
    case 'service':
      return 'service.description'
    case 'account':
      return 'project.id'
    case 'region':
      return 'location.region'
    case 'resource':
      return 'resource.name'
    case 'charge':
      return charge
    default:
      return `(SELECT value FROM UNNEST(labels) WHERE key = @tag${tags.indexOf(dimension)})`
  }
}

function linesOf({ schema, rows = [] }: QueryAnswer, by: readonly SpendDimension[]): SpendLine[] {
  const at = new Map((schema?.fields ?? []).map(({ name }, index) => [name, index]))
  return rows.map(({ f: cells }) => {
    const cell = (name: string) => cells[at.get(name) ?? -1]?.v ?? null
    const [day, currency, amount] = [cell('day'), cell('currency'), cell('amount')]
    // An amount that is not there is not nothing.
    if (day === null || currency === null || amount === null) throw odd()
    return {
      day,
      currency,
      amount,
      values: Object.fromEntries(by.map((dimension, index) => [dimension, cell(`by${index}`)])),
    }
  })
}

function odd(): McloudError {
  return new McloudError({
    code: 'CLOUD_FAILED',
    provider: 'gcp',
    call: 'bigquery.jobs.query',
    message: 'gcp: BigQuery answers rows without a day, a currency or an amount',
    hint: 'See whether cost.sources.gcp.table is the table of a billing export.',
  })
}

function noResources(): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    provider: 'gcp',
    message: 'gcp: the standard usage export does not tell resources',
    hint: 'Name the table of the detailed export (gcp_billing_export_resource_v1_XXXXXX), or a bill with --focus.',
  })
}

function noTable(): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    provider: 'gcp',
    message: 'gcp: the platform file does not say where the billing export lies',
    problems: [
      {
        at: 'cost.sources.gcp.table',
        message: 'is missing',
        expected: 'project.dataset.gcp_billing_export_v1_XXXXXX',
      },
    ],
    hint: 'Switch the export on (Billing, Billing export, Standard usage cost) and name its table.',
  })
}
