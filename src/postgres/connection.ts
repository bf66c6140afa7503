import { connect as connectSocket, type Socket } from 'node:net'
import type { Client } from 'pg'
import { McloudError } from '../errors/mcloud-error.ts'
import { timerMs } from '../errors/time-limit.ts'
import type { Call } from '../providers/provider.ts'
import { clientConfig, type ServerAddress } from './address.ts'
import { connectionError, queryError } from './server-error.ts'

export type Row = Record<string, unknown>

/** One session on one server. Statements on it run one after another, each bounded by the call it was given. */
export interface Connection {
  readonly processId: number
  /** One statement with parameters. */
  query<R = Row>(text: string, values: readonly unknown[], call: Call): Promise<R[]>
  /** Statements without parameters, in one round trip. */
  execute(text: string, call: Call): Promise<void>
  /**
   * All of it or nothing. `opening` is a query without parameters that begins it in the same round trip; the commit
   * is a round trip of its own, so a lost session never commits unseen.
   */
  transaction<R>(opening: string, call: Call, work: (rows: readonly Row[]) => Promise<R>): Promise<R>
  close(): Promise<void>
}

/**
 * Opens a session with a fixed search path and fixed output settings, so that what is read compares between servers.
 * @throws McloudError DATABASE_UNREACHABLE, AUTH_DENIED, DEADLINE
 */
export async function connect(address: ServerAddress, place: string, call: Call): Promise<Connection> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(clientConfig(address, call.deadlineMs - Date.now()))
  client.on('error', () => {}) // a session that the server ends is noticed by the next statement on it
  const close = () => end(client)
  try {
    await bounded(
      call,
      place,
      () => client.connect(),
      () => void close(),
    )
    await client.query(SESSION)
  } catch (error) {
    await close()
    throw connectionError(error, place)
  }
  return makeConnection(client, address, place)
}

const ROLLBACK_MS = 2_000
const GOODBYE_MS = 1_000

/** A process that is suspended inside holds its locks no longer than this: less than the lease of the run lock. */
const BEGIN = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10s'"

const SESSION = `
  SET search_path = pg_catalog; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET timezone = 'UTC';
  SET bytea_output = 'hex'; SET extra_float_digits = 3; SET default_transaction_read_only = off;
  SET synchronous_commit = on; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = 0; SET row_security = off`

function makeConnection(client: Client, address: ServerAddress, place: string): Connection {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const send = async <T>(call: Call, work: () => Promise<T>): Promise<T> => {
    try {
      return await bounded(call, place, work, () => cancel(address, processID, secretKey))
    } catch (error) {
      throw queryError(error, place)
    }
  }
  const connection: Connection = {
    processId: processID,
    query: (text, values, call) => send(call, async () => (await client.query(text, [...values])).rows),
    execute: (text, call) => send(call, async () => void (await client.query(text))),
    transaction: async (opening, call, work) => {
      let result: Awaited<ReturnType<typeof work>>
      try {
        const opened = await send(call, () => client.query(`${BEGIN}; ${opening}`))
        result = await work((opened as unknown as readonly { rows: Row[] }[])[2]?.rows ?? [])
      } catch (error) {
        await rollBack(client)
        throw error
      }
      await connection.execute('COMMIT', call)
      return result
    },
    close: () => end(client),
  }
  return connection
}

/** Says goodbye; a server that has stopped answering is not waited for. */
async function end(client: Client): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  const timer = setTimeout(() => stream.destroy(), GOODBYE_MS)
  await client.end().catch(() => {})
  clearTimeout(timer)
}

/** Takes back what a transaction has done; a session that does not even answer to this is given up. */
async function rollBack(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ROLLBACK_MS)
  })
  const ended = await Promise.race([client.query('ROLLBACK').catch(() => {}), late])
  clearTimeout(timer)
  if (ended === 'late') void end(client)
}

/** Ends by the call's deadline and by its abort; `stop` then asks the server to give up what it is doing. */
async function bounded<T>(call: Call, place: string, work: () => Promise<T>, stop: () => void): Promise<T> {
  if (call.signal.aborted) throw interrupted(place)
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  const ended = new Promise<never>((_, reject) => {
    const end = (error: McloudError) => {
      stop()
      reject(error)
    }
    onAbort = () => end(interrupted(place))
    call.signal.addEventListener('abort', onAbort, { once: true })
    timer = setTimeout(() => end(late(place)), timerMs(call.deadlineMs - Date.now()))
  })
  const working = work()
  working.catch(() => {}) // it may fail after the race is over
  try {
    return await Promise.race([working, ended])
  } finally {
    clearTimeout(timer)
    if (onAbort) call.signal.removeEventListener('abort', onAbort)
  }
}

/** The cancel request of https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS */
function cancel(address: ServerAddress, processId: number, secretKey: number): void {
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(80877102, 4)
  message.writeInt32BE(processId, 8)
  message.writeInt32BE(secretKey, 12)
  const socket = connectSocket(address.port, address.host)
  socket.setTimeout(2_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('connect', () => socket.end(message))
}

function interrupted(place: string): McloudError {
  return new McloudError({ code: 'INTERRUPTED', message: `Interrupted while waiting for ${place}.` })
}

function late(place: string): McloudError {
  return new McloudError({
    code: 'DEADLINE',
    message: `${place} did not answer before the deadline.`,
    retry: 'check-first',
  })
}
