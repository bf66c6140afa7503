import { setTimeout as sleep } from 'node:timers/promises'
import type { HeldSubscription, Subscriber } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import { publisherOf } from './address.ts'
import { checkTicket, guarded, readFence } from './fence-row.ts'
import { PUBLISHED_TABLES } from './schema.ts'
import { sqlState } from './server-error.ts'
import type { Session } from './session.ts'
import { identifier, literal } from './sql.ts'

const UNDEFINED_OBJECT = '42704'
/** Where a worker waits for more. https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-ACTIVITY-TABLE */
const IDLE_EVENTS = "('LogicalApplyMain', 'LogicalParallelApplyMain')"

/** What a server does as a subscriber. */
export function makeSubscriber(session: Session): Subscriber {
  const { main, place } = session
  const alter = (name: string, change: string) => `ALTER SUBSCRIPTION ${identifier(name)} ${change}`
  const subscriber: Subscriber = {
    read: (name, call) => readSubscription(session, name, call),
    refreshMarkers: async (name, ticket, call) => {
      if ((await unsubscribed(session, name, call)).length === 0) return
      // REFRESH cannot be part of a transaction, so the ticket is checked beside it
      const row = await readFence(main, call)
      if (row) checkTicket(row, ticket, place)
      await main.execute(alter(name, 'REFRESH PUBLICATION WITH (copy_data = false)'), call)
      const left = await unsubscribed(session, name, call)
      if (left.length > 0)
        throw new McloudError({
          code: 'DATABASE_REFUSED',
          message: `${place}: the subscription ${name} does not receive ${left.join(', ')}.`,
        })
    },
    setSynchronousCommit: (name, value, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const held = await subscriber.read(name, call)
        if (held === undefined || held.synchronousCommit === value) return
        await main.execute(alter(name, `SET (synchronous_commit = ${literal(value)})`), call)
      }),
    disable: async (name, ticket, call) => {
      await guarded(main, ticket, place, call, () => main.execute(alter(name, 'DISABLE'), call)).catch(
        (error: unknown) => {
          if (sqlState(error) !== UNDEFINED_OBJECT) throw error
        },
      )
      await workerGone(session, name, call)
    },
    enable: (name, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const held = await subscriber.read(name, call)
        if (held !== undefined && !held.enabled) await main.execute(alter(name, 'ENABLE'), call)
      }),
    follow: (wanted, publisher, ticket, call) =>
      guarded(main, ticket, place, call, async () => {
        const held = await subscriber.read(wanted.name, call)
        if (held !== undefined) {
          const follows = held.publisher === undefined || held.publisher === publisher.address
          if (follows && held.slot === wanted.slot) return
          throw new McloudError({
            code: 'DATABASE_REFUSED',
            message: `${place} has a subscription ${wanted.name} that follows ${held.publisher ?? 'another server'}.`,
            hint: `Drop it if nothing needs it: ALTER SUBSCRIPTION ${wanted.name} DISABLE; ALTER SUBSCRIPTION ${wanted.name} SET (slot_name = NONE); DROP SUBSCRIPTION ${wanted.name}.`,
          })
        }
        const origin = (await session.shape(call)).versionNumber >= 160_000 ? ', origin = none' : ''
        await main.execute(
          `CREATE SUBSCRIPTION ${identifier(wanted.name)} CONNECTION ${literal(publisher.conninfo())}
           PUBLICATION ${wanted.publications.map(identifier).join(', ')}
           WITH (create_slot = false, slot_name = ${literal(wanted.slot)}, copy_data = ${wanted.copies === true}${origin})`,
          call,
        )
      }),
    drop: async (name, ticket, call) => {
      if ((await subscriber.read(name, call)) === undefined) return 'unchanged'
      await subscriber.disable(name, ticket, call)
      return guarded(main, ticket, place, call, async () => {
        if ((await subscriber.read(name, call)) === undefined) return 'unchanged'
        await main.execute(
          `${alter(name, 'SET (slot_name = NONE)')}; DROP SUBSCRIPTION ${identifier(name)}`,
          call,
        )
        return 'done'
      })
    },
    readMark: async (subscription, call) => {
      const [row] = await main.query<{ nonce: string }>(
        'SELECT nonce FROM mcloud.marker WHERE subscription = $1',
        [subscription],
        call,
      )
      return row?.nonce
    },
  }
  return subscriber
}

async function readSubscription(
  session: Session,
  name: string,
  call: Call,
): Promise<HeldSubscription | undefined> {
  const { mayReadConninfo } = await session.shape(call)
  const [row] = await session.main.query<{
    enabled: boolean
    alive: boolean
    applying: boolean
    slot: string | null
    commit: string
    lsn: string | null
    conninfo: string | null
  }>(
    `SELECT s.subenabled AS enabled, s.subslotname AS slot, s.subsynccommit AS commit,
       EXISTS (SELECT FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.pid IS NOT NULL) AS alive,
       EXISTS (SELECT FROM pg_stat_subscription w LEFT JOIN pg_stat_activity a ON a.pid = w.pid
         WHERE w.subid = s.oid AND w.pid IS NOT NULL AND (a.wait_event IN ${IDLE_EVENTS}) IS NOT TRUE) AS applying,
       (SELECT o.remote_lsn::text FROM pg_replication_origin_status o WHERE o.external_id = 'pg_' || s.oid) AS lsn,
       ${mayReadConninfo ? 's.subconninfo' : 'NULL::text'} AS conninfo
     FROM pg_subscription s
     WHERE s.subname = $1 AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [name],
    call,
  )
  if (row === undefined) return undefined
  return {
    name,
    enabled: row.enabled,
    workerAlive: row.alive,
    applying: row.applying,
    slot: row.slot ?? undefined,
    synchronousCommit: row.commit,
    remoteLsn: row.lsn ?? undefined,
    publisher: row.conninfo === null ? undefined : publisherOf(row.conninfo),
  }
}

async function unsubscribed({ main }: Session, name: string, call: Call): Promise<string[]> {
  const rows = await main.query<{ name: string }>(
    `SELECT name FROM unnest($2::text[]) AS name WHERE NOT EXISTS (
       SELECT FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid
       WHERE s.subname = $1 AND r.srrelid = name::regclass AND r.srsubstate = 'r')`,
    [name, PUBLISHED_TABLES],
    call,
  )
  return rows.map((row) => row.name)
}

async function workerGone({ main, place }: Session, name: string, call: Call): Promise<void> {
  for (;;) {
    const rows = await main.query(
      // the view shows those of all databases of the server
      `SELECT FROM pg_stat_subscription w JOIN pg_subscription s ON s.oid = w.subid
       WHERE s.subname = $1 AND w.pid IS NOT NULL
         AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [name],
      call,
    )
    if (rows.length === 0) return
    if (Date.now() > call.deadlineMs)
      throw new McloudError({
        code: 'DEADLINE',
        message: `${place}: the apply worker of ${name} does not end.`,
      })
    await sleep(2, undefined, { signal: call.signal })
  }
}
