import type { Contents, FrozenContents, SequenceValue } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import { guarded } from './fence-row.ts'
import { beatIfOpen, lastBeat, readHeartbeats } from './heartbeat.ts'
import { probeWrite } from './probe.ts'
import { quotedTables } from './publisher.ts'
import { judgeRows, scanRows } from './rows.ts'
import { readSequenceFacts } from './sequence-facts.ts'
import { raiseSequences, readSequences, sequencesBehind } from './sequences.ts'
import type { Session } from './session.ts'
import { identifier, qualified } from './sql.ts'

/** What is in a server: sequences, rows, and whether it takes a write. */
export function makeContents(session: Session): Contents {
  const { main, place } = session
  return {
    sequences: (call) => readSequences(main, call),
    sequencesBehind: (values, call) => sequencesBehind(main, values, call),
    raiseSequences: (values: readonly SequenceValue[], ticket, call) =>
      guarded(main, ticket, place, call, () => raiseSequences(main, values, call)),
    probeWrite: (access, sequences, ticket, call) => probeWrite(session, access, sequences, ticket, call),
    lastBeat: (call) => lastBeat(session, call),
    beat: (call) => beatIfOpen(session, call),
    heartbeats: async (call) => ((await session.shape(call)).hasSchema ? readHeartbeats(session, call) : []),
    sequenceFacts: (call) => readSequenceFacts(main, call),
    freeze: (call) => freeze(session, call),
    empty: (tables, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const names = await quotedTables(session, tables, call)
        await main.execute(`TRUNCATE ${names.join(', ')}`, call)
      }),
    judgeRows: (table, rows, call) => judgeRows(main, table, rows, call),
  }
}

/** A repeatable-read snapshot on the second connection, taken when this returns. */
async function freeze(session: Session, call: Call): Promise<FrozenContents> {
  const connection = await session.second(call)
  await connection.execute(
    'ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_current_snapshot()',
    call,
  )
  return {
    summarise: async (table, callOfTable) => {
      const found = await connection.query<{ schema: string; name: string; columns: string[] }>(
        `SELECT n.nspname AS schema, c.relname AS name,
           array_agg(a.attname::text ORDER BY a.attname) AS columns
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE n.nspname || '.' || c.relname = $1 AND c.relkind IN ('r', 'p') GROUP BY 1, 2`,
        [table],
        callOfTable,
      )
      const target = found[0]
      if (target === undefined)
        throw new McloudError({
          code: 'DATABASE_REFUSED',
          message: `${session.place} has no table ${table}.`,
        })
      const row = `ROW(${target.columns.map((column) => `t.${identifier(column)}`).join(', ')})`
      const [sum] = await connection.query<{ rows: string; checksum: string }>(
        `SELECT count(*) AS rows, coalesce(sum(hashtextextended(${row}::text, 0)::numeric), 0)::text AS checksum
         FROM ${qualified(target)} t`,
        [],
        callOfTable,
      )
      return { rows: Number(sum?.rows), checksum: sum?.checksum as string }
    },
    rows: (table, callOfTable) => scanRows(connection, table, callOfTable),
    release: () => connection.execute('ROLLBACK', call).catch(() => {}),
  }
}
