import type { Access } from '../core/databases/facts.ts'
import type { BeatSequence, Heartbeat, SequenceValue } from '../core/databases/promotable-server.ts'
import type { Call } from '../providers/provider.ts'
import { readAccess } from './access.ts'
import { readSequences } from './sequences.ts'
import type { Session } from './session.ts'

/** By how much the remembered rate of a sequence falls from beat to beat: a burst is not forgotten at once. */
const RATE_DECAY = 0.97

/**
 * Writes when this server was last known to be the writer, where its WAL stood, where all its sequences stood and how
 * fast they move, and what the application may write: what a forced promotion has to go by when the server has gone.
 * The caller holds the fence row, so two beats never meet.
 */
export async function beat(
  { main, cloud }: Session,
  epoch: number,
  access: Access,
  sequences: readonly SequenceValue[],
  call: Call,
): Promise<void> {
  const [last] = await main.query<{ seconds: number; sequences: BeatSequence[] }>(
    `SELECT extract(epoch FROM clock_timestamp() - at)::float8 AS seconds, sequences
     FROM mcloud.heartbeat WHERE writer = $1`,
    [cloud],
    call,
  )
  const moving = sequences.map((value) => ({ ...value, perSecond: rateOf(value, last) }))
  // replaced, not updated: a subscriber may not have the row that an update would look for
  await main.query('DELETE FROM mcloud.heartbeat WHERE writer = $1', [cloud], call)
  await main.query(
    `INSERT INTO mcloud.heartbeat (writer, epoch, lsn, sequences, access)
     VALUES ($1, $2, pg_current_wal_insert_lsn(), $3, $4)`,
    [cloud, epoch, JSON.stringify(moving), JSON.stringify(access)],
    call,
  )
}

/** Beats where the fence row says that this server is open. */
export async function beatIfOpen(session: Session, call: Call): Promise<'done' | 'fenced'> {
  const { main, writers } = session
  return main.transaction('SELECT epoch, state FROM mcloud.fence FOR UPDATE', call, async (rows) => {
    const row = rows[0] as { epoch: string; state: string } | undefined
    if (row?.state !== 'open') return 'fenced'
    const access = await readAccess(main, writers, call)
    await beat(session, Number(row.epoch), access, await readSequences(main, call), call)
    return 'done'
  })
}

/** Every heartbeat that stands here, this server's own and those that have arrived. */
export async function readHeartbeats({ main }: Session, call: Call): Promise<Heartbeat[]> {
  const rows = await main.query<Omit<Heartbeat, 'at' | 'epoch' | 'access'> & HeartbeatRow>(
    `SELECT writer, epoch, at, lsn::text AS lsn, sequences, access,
       extract(epoch FROM clock_timestamp() - at)::float8 * 1000 AS "ageMs"
     FROM mcloud.heartbeat ORDER BY epoch DESC, at DESC`,
    [],
    call,
  )
  return rows.map(({ at, epoch, access, ageMs, ...rest }) => ({
    ...rest,
    epoch: Number(epoch),
    at: at.toISOString(),
    ageMs: Math.max(0, Math.round(ageMs)),
    ...(access === null ? {} : { access }),
  }))
}

interface HeartbeatRow {
  readonly at: Date
  readonly epoch: string
  readonly access: Access | null
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

function rateOf(
  value: SequenceValue,
  last: { readonly seconds: number; readonly sequences: readonly BeatSequence[] } | undefined,
): number {
  const before = last?.sequences.find(({ schema, name }) => schema === value.schema && name === value.name)
  if (before === undefined || last === undefined) return 0
  const moved = Number(BigInt(value.lastValue) - BigInt(before.lastValue))
  const now = last.seconds > 0 ? Math.abs(moved) / last.seconds : 0
  return Math.max(now, (before.perSecond ?? 0) * RATE_DECAY)
}
