import { setTimeout as sleep } from 'node:timers/promises'
import type { Publisher, Ticket } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import { checkTicket, guarded, readFence } from './fence-row.ts'
import { PUBLISHED_TABLES } from './schema.ts'
import type { Session } from './session.ts'
import { identifier, qualified } from './sql.ts'

/** What a server does as a publisher: publications, slots, markers. */
export function makePublisher(session: Session): Publisher {
  const { main, place } = session
  const publisher: Publisher = {
    publish: (name, tables, viaRoot, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const list = (await quotedTables(session, tables, call)).join(', ')
        const options = `publish = 'insert, update, delete, truncate', publish_via_partition_root = ${viaRoot}`
        if (await hasPublication(session, name, call))
          await main.execute(
            `ALTER PUBLICATION ${identifier(name)} SET TABLE ${list}; ALTER PUBLICATION ${identifier(name)} SET (${options})`,
            call,
          )
        else
          await main.execute(
            `CREATE PUBLICATION ${identifier(name)} FOR TABLE ${list} WITH (${options})`,
            call,
          )
      }),
    unpublish: (name, ticket, call) =>
      guarded(main, ticket, place, call, () =>
        main.execute(`DROP PUBLICATION IF EXISTS ${identifier(name)}`, call),
      ),
    publishMarkers: (name, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const missing = await unpublished(session, name, call)
        if (missing.length > 0)
          await main.execute(`ALTER PUBLICATION ${identifier(name)} ADD TABLE ${missing.join(', ')}`, call)
      }),
    createSlot: async (name, ticket, call) => {
      // a slot cannot be made in a transaction that has written, so the ticket is checked beside it
      const row = await readFence(main, call)
      if (row) checkTicket(row, ticket, place)
      if ((await publisher.slot(name, call)) !== undefined) return 'unchanged'
      await main.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [name], call)
      return 'done'
    },
    slot: async (name, call) => {
      const [row] = await main.query<{ active: boolean; lsn: string }>(
        `SELECT active, confirmed_flush_lsn::text AS lsn FROM pg_replication_slots
         WHERE slot_name = $1 AND database = current_database()`,
        [name],
        call,
      )
      return row && { name, active: row.active, confirmedLsn: row.lsn }
    },
    advanceSlots: async (names, lsn, call) => {
      await main.query(
        `SELECT pg_replication_slot_advance(slot_name, $2::pg_lsn) FROM pg_replication_slots
         WHERE slot_name = ANY($1::text[]) AND database = current_database() AND confirmed_flush_lsn < $2::pg_lsn`,
        [names, lsn],
        call,
      )
    },
    dropSlot: (name, ticket, call) => dropSlot(session, name, ticket, call),
    flushedLsn: async (call) => {
      const [row] = await main.query<{ lsn: string }>(
        'SELECT pg_current_wal_flush_lsn()::text AS lsn',
        [],
        call,
      )
      return row?.lsn as string
    },
    mark: async (subscriptions, ticket, call) => {
      const lsn = await publisher.flushedLsn(call)
      const nonce = `${ticket.runId}/${ticket.token}/${lsn}/${Date.now()}`
      // replaced, not updated: the subscriber may not have the row that an update would look for
      await guarded(main, ticket, place, call, () =>
        main.query(
          `WITH old AS (DELETE FROM mcloud.marker WHERE subscription = ANY($1::text[]))
           INSERT INTO mcloud.marker (subscription, nonce, run_id, epoch)
           SELECT name, $2, $3, $4 FROM unnest($1::text[]) AS name`,
          [subscriptions, nonce, ticket.runId, ticket.epoch],
          call,
        ),
      )
      return { nonce, lsn }
    },
    hasConfirmed: async (slots, lsn, call) => {
      const rows = await main.query<{ name: string; done: boolean }>(
        `SELECT slot_name AS name, confirmed_flush_lsn >= $2::pg_lsn AS done FROM pg_replication_slots
         WHERE slot_name = ANY($1::text[]) AND database = current_database()`,
        [slots, lsn],
        call,
      )
      const gone = slots.filter((slot) => !rows.some(({ name }) => name === slot))
      if (gone.length > 0)
        throw new McloudError({
          code: 'DATABASE_REFUSED',
          message: `${place}: gone are the slots ${gone.join(', ')}.`,
        })
      return rows.every(({ done }) => done)
    },
  }
  return publisher
}

async function hasPublication({ main }: Session, name: string, call: Call): Promise<boolean> {
  return (await main.query('SELECT FROM pg_publication WHERE pubname = $1', [name], call)).length > 0
}

async function unpublished({ main }: Session, publication: string, call: Call): Promise<string[]> {
  const rows = await main.query<{ name: string }>(
    `SELECT name FROM unnest($2::text[]) AS name WHERE NOT EXISTS (
       SELECT FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
       WHERE p.pubname = $1 AND r.prrelid = name::regclass)
     AND NOT EXISTS (
       SELECT FROM pg_publication_namespace s JOIN pg_publication p ON p.oid = s.pnpubid
       WHERE p.pubname = $1 AND s.pnnspid = 'mcloud'::regnamespace)`,
    [publication, PUBLISHED_TABLES],
    call,
  )
  return rows.map(({ name }) => name)
}

/**
 * Names as they are in the facts (`schema.name`), and of mcloud's replicated tables, resolved by the server so that any
 * character may be in them. @throws McloudError DATABASE_REFUSED where one is missing
 */
export async function quotedTables(
  { main, place }: Session,
  tables: readonly string[],
  call: Call,
): Promise<string[]> {
  const wanted = [...new Set([...tables, ...PUBLISHED_TABLES])]
  const rows = await main.query<{ schema: string; name: string; full: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, n.nspname || '.' || c.relname AS full
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname || '.' || c.relname = ANY($1::text[]) ORDER BY 3`,
    [wanted],
    call,
  )
  const missing = wanted.filter((table) => !rows.some(({ full }) => full === table))
  if (missing.length > 0)
    throw new McloudError({
      code: 'DATABASE_REFUSED',
      message: `${place} has no table ${missing.join(', ')}.`,
    })
  return rows.map(qualified)
}

async function dropSlot(
  { main, place }: Session,
  name: string,
  ticket: Ticket,
  call: Call,
): Promise<'done' | 'unchanged'> {
  const row = await readFence(main, call)
  if (row) checkTicket(row, ticket, place)
  for (;;) {
    const [slot] = await main.query<{ active: boolean }>(
      `SELECT active, CASE WHEN active THEN pg_terminate_backend(active_pid) END
       FROM pg_replication_slots WHERE slot_name = $1 AND database = current_database()`,
      [name],
      call,
    )
    if (slot === undefined) return 'unchanged'
    if (!slot.active) break
    await sleep(5, undefined, { signal: call.signal })
    if (Date.now() > call.deadlineMs)
      throw new McloudError({ code: 'DEADLINE', message: `${place}: the slot ${name} stays in use.` })
  }
  await main.query('SELECT pg_drop_replication_slot($1)', [name], call)
  return 'done'
}
