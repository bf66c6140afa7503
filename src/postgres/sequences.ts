import type { SequenceValue } from '../core/databases/promotable-server.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'
import { type QualifiedName, qualified } from './sql.ts'
import { USER_CLASS } from './user-objects.ts'

const SEQUENCES = `
  SELECT c.oid, n.nspname AS schema, c.relname AS name, q.seqincrement, q.seqcycle
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
  WHERE ${USER_CLASS}`

interface SequenceFact extends QualifiedName {
  readonly oid: number
  readonly seqincrement: string
  readonly seqcycle: boolean
}

/**
 * Every sequence as it stands, owned, identity or free. The value on disk is the end of the block that sessions have
 * cached, so it needs no allowance for them.
 */
export async function readSequences(connection: Connection, call: Call): Promise<SequenceValue[]> {
  const found = await readAll(connection, call)
  return found.map(({ schema, name, lastValue, isCalled }) => ({ schema, name, lastValue, isCalled }))
}

async function readAll(connection: Connection, call: Call): Promise<(SequenceFact & SequenceValue)[]> {
  const facts = await connection.query<SequenceFact>(`${SEQUENCES} ORDER BY 2, 3`, [], call)
  if (facts.length === 0) return []
  const values = await connection.query<{ place: number; last: string; called: boolean }>(
    facts
      .map(
        (fact, place) =>
          `SELECT ${place} AS place, last_value::text AS last, is_called AS called FROM ${qualified(fact)}`,
      )
      .join(' UNION ALL '),
    [],
    call,
  )
  return values
    .sort((a, b) => a.place - b.place)
    .map(({ place, last, called }) => ({
      ...(facts[place] as SequenceFact),
      lastValue: last,
      isCalled: called,
    }))
}

/** Takes over each value that is ahead of what stands here; a cycling sequence takes it over as it is. */
export async function raiseSequences(
  connection: Connection,
  values: readonly SequenceValue[],
  call: Call,
): Promise<void> {
  const rows = await compareSequences(connection, values, call)
  const moved = rows.filter(({ behind, oid }) => behind && oid !== 0)
  if (moved.length === 0) return
  await connection.query(
    `SELECT setval(m.oid::regclass, m.last, m.called)
     FROM jsonb_to_recordset($1::jsonb) AS m(oid oid, last bigint, called boolean)`,
    [JSON.stringify(moved.map(({ oid, last, called }) => ({ oid, last, called })))],
    call,
  )
}

/** Names of the sequences that would hand out a value that was handed out before, or that are missing here. */
export async function sequencesBehind(
  connection: Connection,
  values: readonly SequenceValue[],
  call: Call,
): Promise<string[]> {
  const rows = await compareSequences(connection, values, call)
  return rows.filter(({ behind }) => behind).map(({ name }) => name)
}

interface Compared {
  readonly name: string
  readonly oid: number
  readonly last: string
  readonly called: boolean
  readonly behind: boolean
}

async function compareSequences(
  connection: Connection,
  values: readonly SequenceValue[],
  call: Call,
): Promise<Compared[]> {
  const here = await readAll(connection, call)
  return values.map((value) => {
    const held = here.find(({ schema, name }) => schema === value.schema && name === value.name)
    const base = { name: `${value.schema}.${value.name}`, last: value.lastValue, called: value.isCalled }
    if (held === undefined) return { ...base, oid: 0, behind: true }
    return { ...base, oid: held.oid, behind: isBehind(held, value, BigInt(held.seqincrement), held.seqcycle) }
  })
}

/** Whether `held` would hand out a value that `wanted` has handed out. */
export function isBehind(
  held: Pick<SequenceValue, 'lastValue' | 'isCalled'>,
  wanted: Pick<SequenceValue, 'lastValue' | 'isCalled'>,
  increment: bigint,
  cycles: boolean,
): boolean {
  if (cycles) return held.lastValue !== wanted.lastValue || held.isCalled !== wanted.isCalled
  const [a, b] = [BigInt(held.lastValue), BigInt(wanted.lastValue)]
  if (a === b) return wanted.isCalled && !held.isCalled
  return increment > 0n ? a < b : a > b
}
