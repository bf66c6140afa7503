import type { Access } from '../core/databases/facts.ts'
import type { HeldFence, Ticket } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'

const ROW = 'SELECT epoch, token, state, run_id, changed_at, saved FROM mcloud.fence'

interface FenceRecord {
  readonly epoch: string
  readonly token: string
  readonly state: 'open' | 'fenced'
  readonly run_id: string
  readonly changed_at: Date
  readonly saved: Access | null
}

/** The fence row as it stands; mcloud's schema must be there. */
export async function readFence(connection: Connection, call: Call): Promise<HeldFence | undefined> {
  const [row] = await connection.query<FenceRecord>(ROW, [], call)
  return row && toFence(row)
}

function toFence(row: FenceRecord): HeldFence {
  return {
    epoch: Number(row.epoch),
    token: Number(row.token),
    state: row.state,
    runId: row.run_id,
    changedAt: row.changed_at.toISOString(),
    ...(row.saved === null ? {} : { saved: row.saved }),
  }
}

/** @throws McloudError STALE_EPOCH */
export function checkTicket(row: HeldFence, ticket: Ticket, place: string): void {
  if (row.epoch <= ticket.epoch && row.token <= ticket.token) return
  throw new McloudError({
    code: 'STALE_EPOCH',
    message:
      `${place} refuses run ${ticket.runId} (epoch ${ticket.epoch}, token ${ticket.token}): ` +
      `it has been changed by run ${row.runId || 'none'} (epoch ${row.epoch}, token ${row.token}) since.`,
  })
}

/** Writes what the ticket's run has made of the server; `saved` is what it took away, null to forget it. */
export async function writeFence(
  connection: Connection,
  ticket: Ticket,
  state: 'open' | 'fenced',
  saved: Access | null,
  call: Call,
): Promise<void> {
  await connection.query(
    `UPDATE mcloud.fence SET epoch = $1, token = $2, state = $3, run_id = $4, saved = $5, changed_at = clock_timestamp()`,
    [ticket.epoch, ticket.token, state, ticket.runId, saved === null ? null : JSON.stringify(saved)],
    call,
  )
}

/**
 * One transaction that does its work only under a ticket that the fence row accepts, and notes that ticket in it.
 * @throws McloudError STALE_EPOCH
 */
export async function guarded<R>(
  connection: Connection,
  ticket: Ticket,
  place: string,
  call: Call,
  work: (row: HeldFence) => Promise<R>,
): Promise<R> {
  return connection.transaction(`${ROW} FOR UPDATE`, call, async (rows) => {
    const found = rows[0]
    if (found === undefined)
      throw new McloudError({ code: 'STALE_EPOCH', message: `${place}: the fence row has been removed.` })
    const row = toFence(found as unknown as FenceRecord)
    checkTicket(row, ticket, place)
    if (row.token < ticket.token)
      await connection.query('UPDATE mcloud.fence SET token = $1', [ticket.token], call)
    return work(row)
  })
}
