import type { PrintedRow, RowVerdict } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'
import { identifier, qualified } from './sql.ts'

const BATCH = 500

interface Shape {
  readonly from: string
  /** Columns of the key with their types; all columns where there is no primary key. */
  readonly key: readonly { readonly name: string; readonly type: string }[]
  /** An expression over `t` that tells two versions of a row apart. */
  readonly checksum: string
}

/** How rows of one table are told apart. @throws McloudError DATABASE_REFUSED where there is no such table */
async function shapeOf(connection: Connection, table: string, call: Call): Promise<Shape> {
  const [found] = await connection.query<{
    schema: string
    name: string
    columns: { name: string; type: string; isKey: boolean }[]
  }>(
    `SELECT n.nspname AS schema, c.relname AS name,
       json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
         'isKey', coalesce(a.attnum = ANY(i.indkey::int2[]), false)) ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE n.nspname || '.' || c.relname = $1 AND c.relkind IN ('r', 'p') GROUP BY 1, 2`,
    [table],
    call,
  )
  if (found === undefined)
    throw new McloudError({ code: 'DATABASE_REFUSED', message: `There is no table ${table}.` })
  const keyed = found.columns.filter(({ isKey }) => isKey)
  const row = `ROW(${found.columns.map(({ name }) => `t.${identifier(name)}`).join(', ')})`
  return {
    from: qualified(found),
    key: keyed.length > 0 ? keyed : found.columns,
    checksum: `hashtextextended(${row}::text, 0)::text`,
  }
}

/** All rows of a table, some at a time, by a cursor in the transaction that the connection is in. */
export async function* scanRows(
  connection: Connection,
  table: string,
  call: Call,
): AsyncIterable<readonly PrintedRow[]> {
  const { from, key, checksum } = await shapeOf(connection, table, call)
  const texts = key.map(({ name }) => `t.${identifier(name)}::text`).join(', ')
  await connection.execute(
    `DECLARE mcloud_scan NO SCROLL CURSOR FOR
     SELECT json_build_array(${texts})::text AS key, ${checksum} AS checksum, row_to_json(t)::text AS json FROM ${from} t`,
    call,
  )
  for (;;) {
    const rows = await connection.query<PrintedRow>(`FETCH ${BATCH} FROM mcloud_scan`, [], call)
    if (rows.length === 0) break
    yield rows
  }
  await connection.execute('CLOSE mcloud_scan', call)
}

/** Which of these rows are missing here, or different. */
export async function judgeRows(
  connection: Connection,
  table: string,
  rows: readonly PrintedRow[],
  call: Call,
): Promise<readonly RowVerdict[]> {
  if (rows.length === 0) return []
  const { from, key, checksum } = await shapeOf(connection, table, call)
  // the types let the index of the key be used; keys of tables without one may hold nulls
  const same = key
    .map(({ name, type }, place) => {
      const value = `(k.value->>${place})::${type}`
      return `(t.${identifier(name)} = ${value} OR (t.${identifier(name)} IS NULL AND ${value} IS NULL))`
    })
    .join(' AND ')
  const indexed = key
    .map(({ name, type }, place) => `t.${identifier(name)} = (k.value->>${place})::${type}`)
    .join(' AND ')
  const hasKey = await connection.query(
    `SELECT FROM pg_index WHERE indrelid = $1::regclass AND indisprimary`,
    [from],
    call,
  )
  const found = await connection.query<{ place: string; checksum: string }>(
    `SELECT DISTINCT ON (k.ordinality) k.ordinality AS place, ${checksum} AS checksum
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY k JOIN ${from} t ON ${hasKey.length > 0 ? indexed : same}`,
    [`[${rows.map((row) => row.key).join(',')}]`],
    call,
  )
  const here = new Map(found.map(({ place, checksum: sum }) => [Number(place), sum]))
  return rows.map((row, index): RowVerdict => {
    const sum = here.get(index + 1)
    return sum === undefined ? 'missing' : sum === row.checksum ? 'same' : 'different'
  })
}
