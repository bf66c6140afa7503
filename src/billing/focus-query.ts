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
    file.format === 'csv'
      ? `read_csv(${text(file.path)}, ${dialect(file)}, header = true, all_varchar = true, strict_mode = false, null_padding = true, ignore_errors = true, sample_size = 20)`
      : table(file, [])
  }`
}

/**
 * Adds a file up: a row for each cloud, day, currency, kind of charge and value of `by`. First by the columns as
 * they stand, then by what they mean, so that nothing but the sums is worked out for every row.
 */
export function sumsQuery(
  file: FileFormat,
  columns: readonly Column[],
  request: { readonly view: View; readonly by: readonly FocusDimension[]; readonly period?: Period },
  from = table(file, columns),
): string {
  const known = (names: readonly string[]) =>
    names.filter((name) => columns.some((column) => column.name === name))
  const either = (names: readonly string[]) => {
    const found = known(names).map((name) => `nullif(trim(CAST(${identifier(name)} AS VARCHAR)), '')`)
    return found.length === 0 ? 'NULL' : `coalesce(${found.join(', ')})`
  }
  const correction = known(['ChargeClass'])
  const keys = [
    ['provider', either(PROVIDER_COLUMNS)],
    ['day', 'day'],
    ['currency', `upper(${either(['BillingCurrency'])})`],
    ['category_of_charge', `lower(${either(['ChargeCategory'])})`],
    [
      'correction',
      correction.length === 0 ? 'false' : `coalesce(lower(${either(correction)}), '') = 'correction'`,
    ],
    ...request.by.map((by, index) => [
      `by${index}`,
      by.startsWith('tag:')
        ? tagValue(columns, by.slice('tag:'.length))
        : either(COLUMNS_OF[by as PlainDimension]),
    ]),
  ] as const
  const used = new Set([
    ...known([...PROVIDER_COLUMNS, 'BillingCurrency', 'ChargeCategory', 'ChargeClass']),
    ...request.by.flatMap((by) => known(by.startsWith('tag:') ? ['Tags'] : COLUMNS_OF[by as PlainDimension])),
  ])
  const amount = `CAST(${identifier(AMOUNT_COLUMN[request.view])} AS VARCHAR)`
  const rows = `SELECT ${[...used].map(identifier).join(', ')}, ${dayText(columns)} AS day, ${amount} AS written, TRY_CAST(${amount} AS ${DECIMAL}) AS amount FROM ${from}`
  const raw = `SELECT * EXCLUDE (written, amount), ${SUMS} FROM (${rows})${periodFilter(request.period)} GROUP BY ALL`
  const names = keys.map(([name]) => name)
  return `SELECT ${names.join(', ')}, ${TOTALS} FROM (SELECT * EXCLUDE (${[...used, 'day'].map(identifier).join(', ')}), ${keys.map(([name, value]) => `${value} AS ${name}`).join(', ')} FROM (${raw})) GROUP BY ${names.join(', ')}`
}

const SUMS = [
  'sum(amount) FILTER (amount < 0) AS below',
  'sum(amount) FILTER (amount >= 0) AS above',
  'count(*) AS row_count',
  'count(*) FILTER (amount IS NULL) AS no_number',
  'any_value(written) FILTER (amount IS NULL) AS no_number_example',
  // Only long numbers, and those with an exponent, can have more places than sums keep.
  `count(*) FILTER (length(written) > ${PLACES + 1} AND length(split_part(written, '.', 2)) > ${PLACES} OR (contains(written, 'e') OR contains(written, 'E')) AND CAST(amount AS DOUBLE) <> TRY_CAST(written AS DOUBLE)) AS too_long`,
].join(', ')

const TOTALS = [
  'CAST(coalesce(sum(below), 0) AS VARCHAR) AS negative',
  'CAST(coalesce(sum(above), 0) AS VARCHAR) AS positive',
  'CAST(sum(row_count) AS BIGINT) AS lines',
  'CAST(sum(no_number) AS BIGINT) AS unread',
  'any_value(no_number_example) AS unread_example',
  'CAST(sum(too_long) AS BIGINT) AS shortened',
].join(', ')

type PlainDimension = Exclude<FocusDimension, `tag:${string}`>

/** Where the value of a dimension stands; the first that has one counts. */
const COLUMNS_OF: Readonly<Record<PlainDimension, readonly string[]>> = {
  service: ['ServiceName'],
  category: ['ServiceCategory'],
  account: ['SubAccountName', 'SubAccountId', 'BillingAccountId'],
  region: ['RegionId', 'Region'],
  resource: ['ResourceName', 'ResourceId'],
}

/** What the rows of a file are read by. */
export function table(file: FileFormat, columns: readonly Column[]): string {
  if (file.format === 'parquet') return `read_parquet(${text(file.path)})`
  if (file.format === 'json') {
    return `read_json(${text(file.path)}, format = 'newline_delimited', compression = '${file.compression === 'none' ? 'uncompressed' : file.compression}', maximum_object_size = 4000000)`
  }
  const types = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(', ')
  // Without detection, so that a damaged line is an error with its number.
  return `read_csv(${text(file.path)}, ${dialect(file)}, header = true, auto_detect = false, strict_mode = true, columns = {${types}}, buffer_size = 4000000)`
}

function dialect({ compression }: FileFormat): string {
  return `delim = ',', quote = '"', escape = '"', compression = '${compression}'`
}

/** The end of a time that is of UTC, or says nothing else. */
const OF_UTC = '^.{10}([T ][0-9:.]+( ?(Z|UTC))?)?$'
/** The end of a time with an offset of its own. */
const OF_ELSEWHERE = ':[0-9.]+ ?[+-][0-9]{2}(:?[0-9]{2})?$'

/**
 * The day in UTC, in which bills are kept; a time with an offset of its own may be of another day there. What is no
 * time that is known stays as it is written, and is refused as no day.
 */
function dayText(columns: readonly Column[]): string {
  const start = columns.find(({ name }) => name === 'ChargePeriodStart')
  const cast = `CAST("ChargePeriodStart" AS VARCHAR)`
  // A timestamp of Parquet is shown in UTC, as the session is.
  if (start?.type.startsWith('TIMESTAMP') === true) return `left(${cast}, 10)`
  const written = `trim(${cast})`
  const moved = `CAST(TRY_CAST(left(${written}, 10) || 'T' || replace(substr(${written}, 12), ' ', '') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS VARCHAR)`
  return `CASE WHEN regexp_matches(${written}, '${OF_UTC}') THEN left(${written}, 10) WHEN regexp_matches(${written}, '${OF_ELSEWHERE}') THEN coalesce(left(${moved}, 10), ${written}) ELSE ${written} END`
}

function periodFilter(period: Period | undefined): string {
  // What is no day must not be taken for one outside the period: it is refused.
  return period === undefined
    ? ''
    : ` WHERE day >= ${text(period.from)} AND day < ${text(period.to)} OR day IS NULL OR day NOT LIKE '____-__-__'`
}

/** Tags are a map in Parquet, and JSON in text; Azure also writes the object without its braces. */
function tagValue(columns: readonly Column[], key: string): string {
  const tags = columns.find(({ name }) => name === 'Tags')
  if (tags === undefined) return 'NULL'
  if (tags.type.startsWith('MAP')) return `nullif(CAST("Tags"[${text(key)}] AS VARCHAR), '')`
  // An object of JSON lines.
  if (/^(STRUCT|JSON)/.test(tags.type))
    return `nullif(json_extract_string(to_json("Tags"), ${text(`$."${key}"`)}), '')`
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
