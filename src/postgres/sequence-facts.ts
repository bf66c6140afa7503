import type { SequenceFacts } from '../core/databases/promotable-server.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'
import { readSequences } from './sequences.ts'
import { identifier, qualified } from './sql.ts'
import { USER_CLASS } from './user-objects.ts'

interface RulesRow {
  readonly schema: string
  readonly name: string
  readonly increment: string
  readonly minimum: string
  readonly maximum: string
  readonly cycles: boolean
  readonly cache: string
  /** Columns that it fills: as identity (`i`) or serial (`a`), or by a default that calls it (`n`). */
  readonly columns: readonly { readonly schema: string; readonly table: string; readonly column: string }[]
}

/** https://www.postgresql.org/docs/current/catalog-pg-depend.html */
const RULES = `
  SELECT n.nspname AS schema, c.relname AS name, q.seqincrement::text AS increment, q.seqmin::text AS minimum,
    q.seqmax::text AS maximum, q.seqcycle AS cycles, q.seqcache::text AS cache,
    (SELECT coalesce(json_agg(json_build_object('schema', tn.nspname, 'table', t.relname, 'column', a.attname)), '[]')
     FROM (
       SELECT d.refobjid AS relation, d.refobjsubid AS place FROM pg_depend d
       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
         AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
       UNION
       SELECT e.adrelid, e.adnum FROM pg_depend d JOIN pg_attrdef e ON e.oid = d.objid
       WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid) one
     JOIN pg_class t ON t.oid = one.relation JOIN pg_namespace tn ON tn.oid = t.relnamespace
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = one.place
     WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) AND t.relkind IN ('r', 'p')) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
  WHERE ${USER_CLASS} ORDER BY 1, 2`

/** Every sequence with its rules, and how far the columns have come that it fills. */
export async function readSequenceFacts(connection: Connection, call: Call): Promise<SequenceFacts[]> {
  const rules = await connection.query<RulesRow>(RULES, [], call)
  const values = await readSequences(connection, call)
  const facts: SequenceFacts[] = []
  for (const { columns, ...rule } of rules) {
    const value = values.find(({ schema, name }) => schema === rule.schema && name === rule.name)
    if (value === undefined) continue
    const furthest = await furthestOf(connection, columns, rule.increment.startsWith('-'), call)
    facts.push({ ...rule, ...value, ...(furthest === undefined ? {} : { furthest }) })
  }
  return facts
}

async function furthestOf(
  connection: Connection,
  columns: RulesRow['columns'],
  descends: boolean,
  call: Call,
): Promise<string | undefined> {
  if (columns.length === 0) return undefined
  const furthest = descends ? 'min' : 'max'
  const each = columns.map(
    ({ schema, table, column }) =>
      `SELECT ${furthest}(${identifier(column)})::bigint AS value FROM ${qualified({ schema, name: table })}`,
  )
  const [row] = await connection.query<{ value: string | null }>(
    `SELECT ${furthest}(value)::text AS value FROM (${each.join(' UNION ALL ')}) one`,
    [],
    call,
  )
  return row?.value ?? undefined
}
