import { setTimeout as sleep } from 'node:timers/promises'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'

/**
 * Ends the sessions of the given roles in this database until none is left; returns how many were ended.
 * @throws McloudError DEADLINE
 */
export async function evictWriters(
  main: Connection,
  writers: readonly string[],
  call: Call,
): Promise<number> {
  const seen = new Set<number>()
  for (;;) {
    const rows = await main.query<{ pid: number }>(
      `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE usename = ANY($1::text[]) AND datname = current_database() AND pid <> pg_backend_pid()`,
      [writers],
      call,
    )
    if (rows.length === 0) return seen.size
    for (const { pid } of rows) seen.add(pid)
    if (Date.now() > call.deadlineMs)
      throw new McloudError({
        code: 'DEADLINE',
        message: `${rows.length} sessions of the application do not end.`,
      })
    await sleep(2, undefined, { signal: call.signal })
  }
}

/** Transactions that were prepared for two-phase commit: they survive every fence and commit later. */
export async function namePrepared(main: Connection, call: Call): Promise<string[]> {
  const rows = await main.query<{ gid: string }>(
    'SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY 1',
    [],
    call,
  )
  return rows.map(({ gid }) => gid)
}

export interface BlockerWatch {
  /** One sentence about who held the locks when last looked. */
  lastBlockers(): string
  stop(): Promise<void>
}

/**
 * While `session.main` waits for its locks, ends the sessions of writing roles that hold them for longer than the
 * grace: their transactions have not been acknowledged, and the fence ends those sessions anyway.
 */
export function endBlockers(
  second: Connection,
  session: { readonly main: Connection; readonly writers: readonly string[] },
  graceMs: number,
  call: Call,
): BlockerWatch {
  const stopped = new AbortController()
  const signal = AbortSignal.any([stopped.signal, call.signal])
  let last = ''
  const watching = (async () => {
    await sleep(graceMs, undefined, { signal })
    while (!signal.aborted) {
      last = (await nameBlockers(second, session.main.processId, session.writers, call)) || last
      await sleep(20, undefined, { signal })
    }
  })().catch(() => {})
  return {
    lastBlockers: () => last,
    stop: async () => {
      stopped.abort()
      await watching
    },
  }
}

/** Ends blocking sessions of the writers and names all blockers. */
export async function nameBlockers(
  second: Connection,
  blocked: number,
  writers: readonly string[],
  call: Call,
): Promise<string> {
  const rows = await second.query<{ text: string }>(
    `SELECT CASE WHEN a.pid IS NULL THEN 'a prepared transaction'
                 ELSE format('process %s of %s (%s)', a.pid, a.usename, a.state) END AS text,
            CASE WHEN a.usename = ANY($2::text[]) THEN pg_terminate_backend(a.pid) END
     FROM unnest(pg_blocking_pids($1)) AS b(pid) LEFT JOIN pg_stat_activity a ON a.pid = b.pid`,
    [blocked, writers],
    call,
  )
  return rows.length === 0 ? '' : `Held by ${rows.map(({ text }) => text).join('; ')}.`
}
