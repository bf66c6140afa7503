import type { Column } from './focus-columns.ts'

/** A bill in a vendor's own words, put into those of FOCUS. */
export interface Dialect {
  readonly name: string
  readonly columns: readonly Column[]
  /** The statement that reads its rows as rows of FOCUS. */
  select(from: string): string
  readonly warning?: string
}

/** A column of FOCUS and the expression that makes it. */
type Meaning = readonly (readonly [column: string, expression: string])[]

const DECIMAL = 'DECIMAL(38, 20)'

/** The dialect that a file's columns are of; undefined: FOCUS, or nothing that is known. */
export function dialectOf(columns: readonly Column[]): Dialect | undefined {
  const find = finder(columns)
  if (find('EffectiveCost') !== undefined || find('BilledCost') !== undefined) return undefined
  if (find('line_item_unblended_cost', 'lineItem/UnblendedCost') !== undefined)
    return costAndUsage(columns, find)
  if (find('usage_start_time') !== undefined && find('cost_type') !== undefined)
    return googleExport(columns, find)
  if (find('CostInBillingCurrency', 'PreTaxCost') !== undefined) return azureExport(find)
  return undefined
}

type Find = (...names: readonly string[]) => string | undefined

/** Finds the first of some columns, as an identifier; letters of either case are the same. */
function finder(columns: readonly Column[]): Find {
  const known = new Map(columns.map(({ name }) => [name.toLowerCase(), name]))
  return (...names) => {
    const name = names.map((one) => known.get(one.toLowerCase())).find((one) => one !== undefined)
    return name === undefined ? undefined : identifier(name)
  }
}

/**
 * The Cost and Usage Report of AWS, in its old form (`lineItem/...`) and as a data export (CUR 2.0).
 * https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html
 */
function costAndUsage(columns: readonly Column[], find: Find): Dialect {
  const item = (snake: string, old: string) => find(`line_item_${snake}`, `lineItem/${old}`)
  const type = item('line_item_type', 'LineItemType') ?? "'Usage'"
  const unblended = plain(item('unblended_cost', 'UnblendedCost') ?? "''")
  const product = columns.some(({ name, type: of }) => name === 'product' && of.startsWith('MAP'))
  const region = find('product_region_code', 'product/regionCode', 'product/region')
  const meaning: Meaning = [
    ['BilledCost', unblended],
    ['EffectiveCost', amortised(type, unblended, find)],
    ['BillingCurrency', item('currency_code', 'CurrencyCode') ?? 'NULL'],
    ['ChargePeriodStart', plain(item('usage_start_date', 'UsageStartDate') ?? 'NULL')],
    [
      'ChargeCategory',
      `CASE WHEN ${type} = 'Tax' THEN 'Tax' WHEN ${type} = 'Credit' OR ${type} LIKE '%Discount' THEN 'Credit' WHEN ${type} LIKE '%Fee' THEN 'Purchase' ELSE 'Usage' END`,
    ],
    ['ChargeClass', `CASE WHEN ${type} = 'Refund' THEN 'Correction' END`],
    ['ProviderName', "'AWS'"],
    [
      'ServiceName',
      `coalesce(nullif(${product ? "product['product_name']" : (find('product_product_name', 'product/ProductName') ?? 'NULL')}, ''), ${item('product_code', 'ProductCode') ?? 'NULL'})`,
    ],
    ['RegionId', region ?? 'NULL'],
    ['SubAccountId', item('usage_account_id', 'UsageAccountId') ?? 'NULL'],
    ['ResourceId', item('resource_id', 'ResourceId') ?? 'NULL'],
    ['Tags', awsTags(columns)],
  ]
  return { name: 'AWS Cost and Usage Report', ...projected(meaning) }
}

/**
 * What a line costs with commitments spread over their term.
 * https://docs.aws.amazon.com/cur/latest/userguide/amortized-reservation.html and
 * https://docs.aws.amazon.com/cur/latest/userguide/cur-sp.html
 */
function amortised(type: string, unblended: string, find: Find): string {
  const reserved = (snake: string, old: string) => find(`reservation_${snake}`, `reservation/${old}`)
  const saved = (snake: string, old: string) => find(`savings_plan_${snake}`, `savingsPlan/${old}`)
  const sumOf = (parts: readonly (string | undefined)[], sign: string) =>
    parts.every((part) => part !== undefined)
      ? plain(parts.map((part) => `coalesce(TRY_CAST(${part} AS ${DECIMAL}), 0)`).join(` ${sign} `))
      : undefined
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["= 'DiscountedUsage'", sumOf([reserved('effective_cost', 'EffectiveCost')], '+')],
    [
      "= 'RIFee'",
      sumOf(
        [
          reserved(
            'unused_amortized_upfront_fee_for_billing_period',
            'UnusedAmortizedUpfrontFeeForBillingPeriod',
          ),
          reserved('unused_recurring_fee', 'UnusedRecurringFee'),
        ],
        '+',
      ),
    ],
    [
      "= 'SavingsPlanCoveredUsage'",
      sumOf([saved('savings_plan_effective_cost', 'SavingsPlanEffectiveCost')], '+'),
    ],
    [
      "= 'SavingsPlanRecurringFee'",
      sumOf(
        [
          saved('total_commitment_to_date', 'TotalCommitmentToDate'),
          saved('used_commitment', 'UsedCommitment'),
        ],
        '-',
      ),
    ],
    ["IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee')", "'0'"],
  ]
  const known = cases.filter(([, value]) => value !== undefined)
  const arn = reserved('reservation_a_r_n', 'ReservationARN')
  const prepaid = arn === undefined ? '' : `WHEN ${type} = 'Fee' AND nullif(${arn}, '') IS NOT NULL THEN '0' `
  return `CASE ${prepaid}${known.map(([when, value]) => `WHEN ${type} ${when} THEN ${value}`).join(' ')} ELSE ${unblended} END`
}

/** Tags stand in a map, in JSON, or in a column of their own for each key. */
function awsTags(columns: readonly Column[]): string {
  const whole = columns.find(({ name }) => name === 'resource_tags')
  const bare = (json: string) => `replace(replace(CAST(${json} AS VARCHAR), '"user_', '"'), '"user:', '"')`
  if (whole !== undefined)
    return whole.type.startsWith('MAP') ? bare('to_json(resource_tags)') : bare('resource_tags')
  const own = columns.flatMap(({ name }) => {
    const key = /^(?:resourceTags\/user:|resource_tags_user_)(.+)$/.exec(name)?.[1]
    return key === undefined ? [] : [`${literal(key)}, nullif(CAST(${identifier(name)} AS VARCHAR), '')`]
  })
  return own.length === 0 ? 'NULL' : `CAST(json_object(${own.join(', ')}) AS VARCHAR)`
}

/**
 * Rows of Google's billing export as BigQuery writes them to Parquet or JSON: a credit is a row of its own. The file is
 * read once for both, because each reading holds buffers of 32 MiB a thread.
 * https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
 */
function googleExport(columns: readonly Column[], find: Find): Dialect {
  const resource = find('resource')
  const charge = (amount: string, category: string) =>
    `struct_pack(amount := ${plain(amount)}, category := ${category})`
  const charges = `list_concat([${charge(
    'cost',
    "CASE WHEN cost_type = 'regular' THEN 'Usage' WHEN cost_type = 'tax' THEN 'Tax' ELSE 'Adjustment' END",
  )}], list_transform(coalesce(${entries(columns, 'credits', ['amount'])}, []), lambda credit: ${charge('credit.amount', "'Credit'")}))`
  const meaning: Meaning = [
    ['BilledCost', 'charge.amount'],
    ['EffectiveCost', 'charge.amount'],
    ['BillingCurrency', 'currency'],
    ['ChargePeriodStart', plain('usage_start_time')],
    ['ChargeCategory', 'charge.category'],
    ['ProviderName', "'Google Cloud'"],
    ['ServiceName', 'service.description'],
    ['RegionId', 'location.region'],
    ['SubAccountId', 'project.id'],
    ['ResourceId', resource === undefined ? 'NULL' : `${resource}.name`],
    ['Tags', plain(`to_json(map_from_entries(${entries(columns, 'labels', ['key', 'value'])}))`)],
  ]
  return {
    name: 'Google Cloud billing export',
    columns: columnsOf(meaning),
    select: (from) => `SELECT ${listed(meaning)} FROM (SELECT *, unnest(${charges}) AS charge FROM ${from})`,
    warning: 'the export knows no amortisation: both views are the same',
  }
}

/** A list of records, also where no row of a file of JSON has any, so that the engine knows no fields of it. */
function entries(columns: readonly Column[], name: string, fields: readonly string[]): string {
  const column = columns.find((one) => one.name === name)
  if (column === undefined) return `[]`
  if (/^STRUCT\(.*\)\[\]$/.test(column.type)) return identifier(column.name)
  const form = JSON.stringify([Object.fromEntries(fields.map((field) => [field, 'VARCHAR']))])
  return `from_json(to_json(${identifier(column.name)}), ${literal(form)})`
}

/** Cost details as Azure exports them. https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields */
function azureExport(find: Find): Dialect {
  const cost = plain(find('CostInBillingCurrency', 'PreTaxCost') ?? 'NULL')
  const date = plain(find('Date', 'UsageDateTime', 'UsageDate') ?? 'NULL')
  const type = find('ChargeType') ?? "'Usage'"
  const meaning: Meaning = [
    ['BilledCost', cost],
    ['EffectiveCost', cost],
    ['BillingCurrency', find('BillingCurrency', 'BillingCurrencyCode', 'Currency') ?? 'NULL'],
    [
      'ChargePeriodStart',
      `CASE WHEN ${date} LIKE '__/__/____%' THEN substr(${date}, 7, 4) || '-' || substr(${date}, 1, 2) || '-' || substr(${date}, 4, 2) ELSE ${date} END`,
    ],
    [
      'ChargeCategory',
      `CASE lower(${type}) WHEN 'purchase' THEN 'Purchase' WHEN 'tax' THEN 'Tax' WHEN 'credit' THEN 'Credit' WHEN 'roundingadjustment' THEN 'Adjustment' ELSE 'Usage' END`,
    ],
    ['ChargeClass', `CASE WHEN lower(${type}) = 'refund' THEN 'Correction' END`],
    ['ProviderName', "'Microsoft'"],
    ['ServiceName', find('MeterCategory', 'ConsumedService') ?? 'NULL'],
    ['RegionId', find('ResourceLocation', 'ResourceLocationNormalized') ?? 'NULL'],
    ['SubAccountName', find('SubscriptionName', 'SubscriptionId', 'SubscriptionGuid') ?? 'NULL'],
    ['ResourceId', find('ResourceId', 'InstanceId', 'InstanceName') ?? 'NULL'],
    ['Tags', find('Tags') ?? 'NULL'],
  ]
  return {
    name: 'Azure cost details',
    ...projected(meaning),
    warning: 'both views show the costs that were exported, actual or amortised',
  }
}

function projected(meaning: Meaning): Pick<Dialect, 'columns' | 'select'> {
  return { columns: columnsOf(meaning), select: (from) => `SELECT ${listed(meaning)} FROM ${from}` }
}

function columnsOf(meaning: Meaning): Column[] {
  return meaning.map(([name]) => ({ name, type: 'VARCHAR' }))
}

function listed(meaning: Meaning): string {
  return meaning.map(([name, expression]) => `${expression} AS ${identifier(name)}`).join(', ')
}

function plain(expression: string): string {
  return `CAST(${expression} AS VARCHAR)`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
