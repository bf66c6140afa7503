import type { Cloud } from '../config/clouds.ts'
import type { FenceRow, ServerState, SlotState, SubscriptionState } from '../core/databases/server.ts'
import type { Call } from '../providers/provider.ts'
import { publisherOf } from './address.ts'
import type { Connection } from './connection.ts'
import { mayActAs, mayWrite, USER_TABLES } from './user-objects.ts'

/** What a session found out when it began, so that a reading is one round trip. */
export interface ServerShape {
  /** Whether mcloud's schema is there. */
  readonly hasSchema: boolean
  /** Only superusers may read where a subscription leads to. */
  readonly mayReadConninfo: boolean
  /** e.g. 180004. */
  readonly versionNumber: number
}

export async function readShape(connection: Connection, call: Call): Promise<ServerShape> {
  const [row] = await connection.query<{ schema: boolean; conninfo: boolean; version: number }>(
    `SELECT to_regclass('mcloud.fence') IS NOT NULL AS schema,
            has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT') AS conninfo,
            current_setting('server_version_num')::int AS version`,
    [],
    call,
  )
  return {
    hasSchema: row?.schema === true,
    mayReadConninfo: row?.conninfo === true,
    versionNumber: row?.version ?? 0,
  }
}

interface WriterRow {
  readonly name: string
  readonly exists: boolean
  readonly login: boolean
  readonly superuser: boolean
  readonly readOnly: boolean
  readonly sessions: number
  readonly writable: number
}

interface WritesRow {
  readonly recovery: boolean
  readonly tables: number
  readonly writers: readonly WriterRow[]
}

interface StateRow extends WritesRow {
  readonly version: string
  readonly publications: readonly string[]
  readonly subscriptions: readonly (Omit<SubscriptionState, 'slot' | 'publisher'> & {
    slot: string | null
    conninfo: string | null
  })[]
  readonly slots: readonly (Omit<SlotState, 'lagMs'> & { lagMs: number | null })[]
  readonly fence: FenceRow | null
}

/** The state of one server in one round trip. */
export async function inspect(
  connection: Connection,
  cloud: Cloud,
  writers: readonly string[],
  shape: ServerShape,
  call: Call,
): Promise<ServerState> {
  const [found] = await connection.query<{ state: StateRow }>(stateQuery(shape), [writers], call)
  const state = found?.state as StateRow
  return {
    cloud,
    version: state.version.split(' ')[0] as string,
    ...judgeWrites(state),
    ...(state.fence ? { fence: state.fence } : {}),
    publications: state.publications,
    subscriptions: state.subscriptions.map(({ conninfo, slot, ...rest }) => ({
      ...rest,
      slot: slot ?? undefined,
      publisher: conninfo === null ? 'unknown' : publisherOf(conninfo),
    })),
    slots: state.slots.map(({ lagMs, ...rest }) => ({ ...rest, ...(lagMs === null ? {} : { lagMs }) })),
  }
}

/** Only whether the application can write, and why: quick enough for the write pause. */
export async function inspectWrites(
  connection: Connection,
  writers: readonly string[],
  { versionNumber }: Pick<ServerShape, 'versionNumber'>,
  call: Call,
): Promise<Pick<ServerState, 'acceptsApplicationWrites' | 'fenceEvidence'>> {
  const [found] = await connection.query<{ state: WritesRow }>(
    `WITH user_tables AS MATERIALIZED (${USER_TABLES}) SELECT json_build_object(${writesOf(versionNumber)}) AS state`,
    [writers],
    call,
  )
  return judgeWrites(found?.state as WritesRow)
}

/** A read-only default stops nobody who wants to write, so it is not counted as a fence. */
function judgeWrites(state: WritesRow): { acceptsApplicationWrites: boolean; fenceEvidence: string } {
  if (state.recovery) return { acceptsApplicationWrites: false, fenceEvidence: 'The server is in recovery.' }
  const evidence = state.writers.map((role) => {
    if (!role.exists) return { writes: false, text: `${role.name}: no such role` }
    const shut = role.login ? [] : ['NOLOGIN']
    if (!role.superuser && role.writable === 0) shut.push('no write privilege')
    if (role.readOnly) shut.push('read-only by default')
    const reachable = role.login || role.sessions > 0
    const writes = reachable && (role.superuser || role.writable > 0)
    const sessions = role.sessions > 0 ? `, ${role.sessions} sessions` : ''
    return writes
      ? {
          writes,
          text: `${role.name} can write to ${role.superuser ? 'all' : role.writable} of ${state.tables} tables${sessions}`,
        }
      : { writes, text: `${role.name}: ${shut.join(', ') || 'there is no table'}` }
  })
  return {
    acceptsApplicationWrites: evidence.some(({ writes }) => writes),
    fenceEvidence: evidence.map(({ text }) => text).join('; '),
  }
}

function stateQuery(shape: ServerShape): string {
  return `
  WITH user_tables AS MATERIALIZED (${USER_TABLES})
  SELECT json_build_object(
    'version', current_setting('server_version'),
    ${writesOf(shape.versionNumber)},
    'publications', (SELECT coalesce(json_agg(pubname ORDER BY pubname), '[]') FROM pg_publication),
    'subscriptions', (
      SELECT coalesce(json_agg(json_build_object(
        'name', s.subname, 'enabled', s.subenabled, 'slot', s.subslotname, 'publications', s.subpublications,
        'conninfo', ${shape.mayReadConninfo ? 's.subconninfo' : 'NULL'},
        'workerAlive', EXISTS (SELECT FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.relid IS NULL AND w.pid IS NOT NULL),
        'tablesReady', (SELECT count(*) FROM pg_subscription_rel l WHERE l.srsubid = s.oid AND l.srsubstate = 'r'),
        'tablesTotal', (SELECT count(*) FROM pg_subscription_rel l WHERE l.srsubid = s.oid),
        'applyErrors', coalesce((SELECT apply_error_count FROM pg_stat_subscription_stats e WHERE e.subid = s.oid), 0)
      ) ORDER BY s.subname), '[]')
      FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())),
    'slots', (
      SELECT coalesce(json_agg(json_build_object(
        'name', l.slot_name, 'active', l.active, 'walStatus', coalesce(l.wal_status, 'unknown'),
        'lagBytes', CASE WHEN pg_is_in_recovery() THEN 0
                    ELSE greatest(0, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), l.confirmed_flush_lsn), 0)) END,
        'lagMs', (SELECT round(extract(epoch FROM v.replay_lag) * 1000) FROM pg_stat_replication v WHERE v.pid = l.active_pid)
      ) ORDER BY l.slot_name), '[]')
      FROM pg_replication_slots l WHERE l.database = current_database()),
    'fence', ${shape.hasSchema ? FENCE : 'NULL'}
  ) AS state`
}

/** What decides whether the application can write. */
function writesOf(versionNumber: number): string {
  return `
    'recovery', pg_is_in_recovery(),
    'tables', (SELECT count(*) FROM user_tables),
    'writers', (
      SELECT coalesce(json_agg(json_build_object(
        'name', w.name, 'exists', r.oid IS NOT NULL, 'login', coalesce(r.rolcanlogin, false),
        'superuser', coalesce(r.rolsuper, false),
        'readOnly', EXISTS (
          SELECT FROM pg_db_role_setting s, unnest(s.setconfig) AS one
          WHERE s.setrole = r.oid AND one IN ('default_transaction_read_only=on', 'default_transaction_read_only=true')),
        'sessions', (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid AND a.datname = current_database()),
        'writable', (SELECT count(*) FROM user_tables t WHERE EXISTS (
                       SELECT FROM unnest(masks.list) AS mask WHERE ${mayWrite('mask', 't.oid')}))
      ) ORDER BY w.name), '[]')
      FROM unnest($1::text[]) AS w(name) LEFT JOIN pg_roles r ON r.rolname = w.name,
        LATERAL (SELECT ARRAY(SELECT g.oid FROM pg_roles g
          WHERE CASE WHEN r.rolsuper THEN g.oid = r.oid ELSE ${mayActAs('r.oid', 'g.oid', versionNumber)} END) AS list) masks)`
}

const FENCE = `(
  SELECT json_build_object('epoch', epoch, 'state', state, 'runId', run_id,
    'changedAt', to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) FROM mcloud.fence)`
