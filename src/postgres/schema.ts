import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'

/** mcloud's tables that are published, so that they reach every member. The fence row never is. */
export const PUBLISHED_TABLES = ['mcloud.marker', 'mcloud.heartbeat'] as const

/**
 * Creates mcloud's schema where it is absent. `open` says what the server is now, for the first fence row.
 * @returns whether anything was missing
 */
export async function createSchema(
  connection: Connection,
  open: boolean,
  call: Call,
): Promise<'done' | 'unchanged'> {
  const [found] = await connection.query<{ complete: boolean }>(
    `SELECT to_regclass('mcloud.fence') IS NOT NULL AND to_regclass('mcloud.marker') IS NOT NULL
            AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('mcloud.heartbeat') AND attname = 'access')
            AS complete`,
    [],
    call,
  )
  if (found?.complete) return 'unchanged'
  await connection.execute(`BEGIN; ${SCHEMA}; ${firstFenceRow(open)}; COMMIT`, call).catch(async (error) => {
    await connection.execute('ROLLBACK', call).catch(() => {})
    throw error
  })
  return 'done'
}

const SCHEMA = `
  SET LOCAL client_min_messages = warning;
  CREATE SCHEMA IF NOT EXISTS mcloud;
  CREATE TABLE IF NOT EXISTS mcloud.fence (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch bigint NOT NULL,
    token bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'fenced')),
    run_id text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved jsonb);
  CREATE TABLE IF NOT EXISTS mcloud.marker (
    subscription text NOT NULL,
    nonce text NOT NULL,
    run_id text NOT NULL,
    epoch bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, nonce));
  CREATE TABLE IF NOT EXISTS mcloud.heartbeat (
    writer text PRIMARY KEY,
    epoch bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lsn pg_lsn NOT NULL,
    sequences jsonb NOT NULL);
  ALTER TABLE mcloud.heartbeat ADD COLUMN IF NOT EXISTS access jsonb`

function firstFenceRow(open: boolean): string {
  return `INSERT INTO mcloud.fence (epoch, token, state, run_id)
          VALUES (0, 0, '${open ? 'open' : 'fenced'}', '') ON CONFLICT DO NOTHING`
}
