import type { Access } from '../core/databases/facts.ts'
import type { FenceLimits, FenceResult, Fencing, Ticket } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import { giveAccess, readAccess, revokeWrites, shutRoles } from './access.ts'
import type { Connection } from './connection.ts'
import { guarded, readFence, writeFence } from './fence-row.ts'
import { inspectWrites } from './inspect.ts'
import { createSchema } from './schema.ts'
import { sqlState } from './server-error.ts'
import type { Session } from './session.ts'
import { endBlockers, evictWriters, namePrepared } from './sessions.ts'
import { type QualifiedName, qualifiedList } from './sql.ts'
import { USER_TABLES } from './user-objects.ts'

/** Fencing of one server; see docs/failover.md for why each part is needed. */
export function makeFencing(session: Session): Fencing {
  const { main, place, writers } = session
  return {
    prepare: async (call) => {
      const { acceptsApplicationWrites } = await session.inspect(call)
      return createSchema(main, acceptsApplicationWrites, call)
    },
    read: async (call) => ((await session.shape(call)).hasSchema ? readFence(main, call) : undefined),
    claim: (ticket, present, call) =>
      guarded(main, ticket, place, call, async (row) => {
        if (row.runId !== ticket.runId || row.epoch !== ticket.epoch)
          await writeFence(main, ticket, present, null, call)
      }),
    fence: async (ticket, limits, call) => {
      const access = await shutOut(session, ticket, limits, call)
      const ended = await evictWriters(main, writers, call)
      const prepared = await namePrepared(main, call)
      if (prepared.length > 0)
        throw new McloudError({
          code: 'PREFLIGHT_FAILED',
          message: `${place} holds prepared transactions: ${prepared.join(', ')}.`,
          hint: 'Commit or roll each of them back (COMMIT PREPARED, ROLLBACK PREPARED).',
        })
      return { access, ended } satisfies FenceResult
    },
    restore: (ticket, call) =>
      guarded(main, ticket, place, call, async (row) => {
        if (row.state === 'open' || row.runId !== ticket.runId || row.saved === undefined) return 'unchanged'
        await main.execute(giveAccess(row.saved, session.databaseName).join('; '), call)
        await writeFence(main, ticket, 'open', null, call)
        return 'done'
      }),
    open: (ticket, access, call) =>
      guarded(main, ticket, place, call, async (row) => {
        if (row.state === 'open' && row.runId === ticket.runId && row.epoch === ticket.epoch)
          return 'unchanged'
        await main.execute(giveAccess(access, session.databaseName).join('; '), call)
        await writeFence(main, ticket, 'open', null, call)
        return 'done'
      }),
    judge: async (call) => inspectWrites(main, writers, await session.shape(call), call),
    evict: (call) => evictWriters(main, writers, call),
  }
}

/** The fence transaction, repeated where it was the victim of a deadlock with the application. */
async function shutOut(session: Session, ticket: Ticket, limits: FenceLimits, call: Call): Promise<Access> {
  const second = await session.second(call)
  for (let attempt = 1; ; attempt++) {
    const watch = endBlockers(second, session, limits.graceMs, call)
    try {
      return await fenceOnce(session, ticket, limits, call)
    } catch (error) {
      if (sqlState(error) === '40P01' && attempt < 3) continue
      if (sqlState(error) !== '55P03') throw error
      throw new McloudError({
        code: 'LOCK_TIMEOUT',
        message: `${session.place}: a table stayed locked for ${limits.lockTimeoutMs} ms. ${watch.lastBlockers()}`,
        cause: error,
      })
    } finally {
      await watch.stop()
    }
  }
}

async function fenceOnce(session: Session, ticket: Ticket, limits: FenceLimits, call: Call): Promise<Access> {
  const { main, writers, place } = session
  return guarded(main, ticket, place, call, async (row) => {
    if (row.state === 'fenced' && row.runId === ticket.runId && row.saved !== undefined) return row.saved
    const access = await readAccess(main, writers, call)
    const tables = await lockableTables(main, call)
    await main.execute(
      [
        `SET LOCAL lock_timeout = ${Math.round(limits.lockTimeoutMs)}`,
        ...shutRoles(access),
        ...(tables.length > 0 ? [`LOCK TABLE ${qualifiedList(tables)} IN SHARE ROW EXCLUSIVE MODE`] : []),
        ...revokeWrites(access),
      ].join('; '),
      call,
    )
    await writeFence(main, ticket, 'fenced', access, call)
    return access
  })
}

async function lockableTables(main: Connection, call: Call): Promise<QualifiedName[]> {
  return main.query<{ schema: string; name: string }>(
    `SELECT schema, name FROM (${USER_TABLES}) t WHERE NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = t.oid)
     ORDER BY 1, 2`,
    [],
    call,
  )
}
