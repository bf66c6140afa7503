import type { FocusDimension } from '../core/cost/billing-files.ts'
import type { Period } from '../core/cost/period.ts'
import type { View } from '../core/cost/spend.ts'
import type { FileFormat } from './file-format.ts'
import type { Column } from './focus-columns.ts'
import { AMOUNT_COLUMN, PROVIDER_COLUMNS } from './focus-columns.ts'

/** Places that sums keep: DuckDB's widest decimal has 38 digits, and 18 of them are left for the whole part. */
export const PLACES = 20
const DECIMAL = `DECIMAL(38, ${PLACES})`

/** Lists the columns of a file. */
export function columnsQuery(file: FileFormat): string {
  // Lenient, because only the header counts here: the rows are judged by the sums.
  return `DESCRIBE SELECT * FROM ${
    file.format === 'parquet'
      ? `read_parquet(${text(file.path)})`
      : `read_csv(${text(file.path)}, ${dialect(file)}, header = true, all_varchar = true, strict_mode = false, null_padding = true, ignore_errors = true, sample_size = 20)`
  }`
}

/** Adds a file up: a row for each cloud, day, currency, kind of charge and value of `by`. */
export function sumsQuery(
  file: FileFormat,
  columns: readonly Column[],
  request: { readonly view: View; readonly by: readonly FocusDimension[]; readonly period?: Period },
): string {
  const has = (name: string) => columns.some((column) => column.name === name)
  const asText = (name: string) => `nullif(trim(CAST(${identifier(name)} AS VARCHAR)), '')`
  const either = (...names: readonly string[]) => {
    const found = names.filter(has).map(asText)
    return found.length === 0 ? 'NULL' : found.length === 1 ? found[0] : `coalesce(${found.join(', ')})`
  }
  const dimension = (by: FocusDimension): string => {
    switch (by) {
      case 'service':
        return either('ServiceName') ?? 'NULL'
      case 'category':
        return either('ServiceCategory') ?? 'NULL'
      case 'account':
        return either('SubAccountName', 'SubAccountId', 'BillingAccountId') ?? 'NULL'
      case 'region':
        return either('RegionId', 'Region') ?? 'NULL'
      default:
        return tagValue(columns, by.slice('tag:'.length))
    }
  }
  const keys = [
    ['provider', either(...PROVIDER_COLUMNS)],
    ['day', `left(${dayText(columns)}, 10)`],
    ['currency', either('BillingCurrency')],
    ['category_of_charge', `lower(${either('ChargeCategory')})`],
    [
      'correction',
      has('ChargeClass') ? `coalesce(lower(${asText('ChargeClass')}), '') = 'correction'` : 'false',
    ],
    ...request.by.map((by, index) => [`by${index}`, dimension(by)]),
  ] as const
  const rows = [
    `SELECT ${keys.map(([name, value]) => `${value} AS ${name}`).join(', ')}`,
    `, ${asText(AMOUNT_COLUMN[request.view])} AS written`,
    ` FROM ${table(file, columns)}`,
  ].join('')
  const amounts = `SELECT *, TRY_CAST(written AS ${DECIMAL}) AS amount FROM (${rows})${periodFilter(request.period)}`
  const names = keys.map(([name]) => name)
  return `SELECT ${names.join(', ')},
    CAST(coalesce(sum(amount) FILTER (amount < 0), 0) AS VARCHAR) AS negative,
    CAST(coalesce(sum(amount) FILTER (amount >= 0), 0) AS VARCHAR) AS positive,
    count(*) AS lines,
    count(*) FILTER (amount IS NULL) AS unread,
    any_value(written) FILTER (amount IS NULL) AS unread_example,
    count(*) FILTER (length(split_part(written, '.', 2)) > ${PLACES} OR (contains(lower(written), 'e') AND CAST(amount AS DOUBLE) <> TRY_CAST(written AS DOUBLE))) AS shortened
    FROM (${amounts}) GROUP BY ${names.join(', ')}`
}

function table(file: FileFormat, columns: readonly Column[]): string {
  if (file.format === 'parquet') return `read_parquet(${text(file.path)})`
  const types = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(', ')
  // Without detection, so that a damaged line is an error with its number.
  return `read_csv(${text(file.path)}, ${dialect(file)}, header = true, auto_detect = false, strict_mode = true, columns = {${types}}, buffer_size = 4000000)`
}

function dialect({ compression }: FileFormat): string {
  return `delim = ',', quote = '"', escape = '"', compression = '${compression}'`
}

function dayText(columns: readonly Column[]): string {
  const start = columns.find(({ name }) => name === 'ChargePeriodStart')
  const cast = `CAST("ChargePeriodStart" AS VARCHAR)`
  // A timestamp of Parquet is shown in UTC, as the session is.
  return start?.type.startsWith('TIMESTAMP') === true ? cast : `trim(${cast})`
}

function periodFilter(period: Period | undefined): string {
  return period === undefined ? '' : ` WHERE day >= ${text(period.from)} AND day < ${text(period.to)}`
}

/** Tags are a map in Parquet, and JSON in text; Azure also writes the object without its braces. */
function tagValue(columns: readonly Column[], key: string): string {
  const tags = columns.find(({ name }) => name === 'Tags')
  if (tags === undefined) return 'NULL'
  if (tags.type.startsWith('MAP')) return `nullif("Tags"[${text(key)}], '')`
  const json = `(CASE WHEN "Tags" LIKE '{%' THEN "Tags" ELSE '{' || "Tags" || '}' END)`
  const path = text(`$."${key}"`)
  return `CASE WHEN json_valid(${json}) THEN nullif(json_extract_string(${json}, ${path}), '') END`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
