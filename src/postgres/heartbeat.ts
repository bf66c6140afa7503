import type { SequenceValue } from '../core/databases/promotable-server.ts'
import type { Call } from '../providers/provider.ts'
import type { Session } from './session.ts'

/**
 * Writes when this server was last known to be the writer, where its WAL stood, and where all its sequences stood:
 * what a forced promotion has to go by when the server has gone.
 */
export async function beat(
  { main, cloud }: Session,
  epoch: number,
  sequences: readonly SequenceValue[],
  call: Call,
): Promise<void> {
  // replaced, not updated: a subscriber may not have the row that an update would look for
  await main.query('DELETE FROM mcloud.heartbeat WHERE writer = $1', [cloud], call)
  await main.query(
    `INSERT INTO mcloud.heartbeat (writer, epoch, lsn, sequences) VALUES ($1, $2, pg_current_wal_insert_lsn(), $3)`,
    [cloud, epoch, JSON.stringify(sequences)],
    call,
  )
}

/** The epoch of this server's own heartbeat. */
export async function lastBeat({ main, cloud }: Session, call: Call): Promise<number | undefined> {
  const [row] = await main.query<{ epoch: string }>(
    'SELECT epoch FROM mcloud.heartbeat WHERE writer = $1',
    [cloud],
    call,
  )
  return row && Number(row.epoch)
}
