import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { messageOf } from '../lab-error.ts'
import { makeStubResolver } from '../stub-resolver.ts'
import type { ApplicationSettings } from './application-settings.ts'
import { makeSlots } from './slots.ts'

const CONNECT_TIMEOUT_MS = 1_000
const QUERY_TIMEOUT_MS = 2_000
const ASK_AGAIN_MS = 5
const RETRY_SAME_SERVER_MS = 40
const POOL_SIZE = 8

/** The connections to one address, and what tells everybody who uses them that they are given up. */
interface Connections {
  readonly address: string
  readonly pool: Pool
  readonly gone: Promise<never>
  giveUp(): void
}

/**
 * The database as the application knows it: a name. Everybody shares the connections to the address behind the name.
 * When these stop taking writes, everybody is told at once, one search for the new address runs, and all wait for it.
 */
export function makeWritableDatabase(settings: ApplicationSettings) {
  const { hostName, ...login } = settings.database
  const resolver = makeStubResolver(hostName, [settings.nameServer])
  // Waiting is done here and not inside a pool, where it would outlast the pool's end.
  const withSlot = makeSlots(POOL_SIZE)
  let connections: Connections | undefined
  let search: Promise<Connections> | undefined
  let lastProblem: unknown

  async function connect(address: string): Promise<Connections> {
    const { Pool } = (await import('pg')).default
    const pool = new Pool({
      ...login,
      host: address,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      application_name: `shop ${settings.cloud}`,
    })
    pool.on('error', () => {})
    try {
      const { rows } = await pool.query<{ writable: boolean }>(
        `SELECT current_setting('transaction_read_only') = 'off' AND has_table_privilege('orders', 'INSERT') AS writable`,
      )
      if (!rows[0]?.writable) throw new Error('the database behind the name takes no writes')
    } catch (error) {
      pool.end().catch(() => {})
      throw error
    }
    let giveUp = () => {}
    const gone = new Promise<never>((_, reject) => {
      giveUp = () => reject(new Error(`${address} was given up`))
    })
    gone.catch(() => {})
    return { address, pool, gone, giveUp }
  }

  async function find(): Promise<Connections> {
    let refused: { readonly address: string; readonly atMs: number } | undefined
    for (;;) {
      try {
        resolver.forget()
        const address = await resolver.address()
        // A name server is asked often, for that is cheap; a server that has just refused is left alone meanwhile.
        if (refused?.address !== address || performance.now() - refused.atMs > RETRY_SAME_SERVER_MS) {
          refused = { address, atMs: performance.now() }
          connections = await connect(address)
          return connections
        }
      } catch (error) {
        lastProblem = error
      }
      await sleep(ASK_AGAIN_MS)
    }
  }

  function abandon(failed: Connections): void {
    failed.giveUp()
    if (connections !== failed) return
    connections = undefined
    failed.pool.end().catch(() => {})
  }

  async function current(deadlineMs: number): Promise<Connections> {
    const known = connections
    if (known) {
      const address = await resolver.address().catch(() => known.address)
      if (address === known.address) return known
      abandon(known)
    }
    search ??= find().finally(() => {
      search = undefined
    })
    const patience = sleep(Math.max(0, deadlineMs - Date.now()), undefined, { ref: false })
    const found = await Promise.race([search, patience])
    if (found) return found
    throw new Error(`no writable database behind ${hostName}: ${messageOf(lastProblem)}`)
  }

  return {
    /**
     * Does something with the database that takes writes now, again with the next one where it has moved meanwhile;
     * so it has to be something that may be done twice.
     * @throws Error when there is none by the deadline, or the last error of the work
     */
    async use<T>(deadlineMs: number, work: (pool: Pool) => Promise<T>): Promise<T> {
      return await withSlot(async () => {
        for (;;) {
          const used = await current(deadlineMs)
          try {
            return await Promise.race([work(used.pool), used.gone])
          } catch (error) {
            if (!isMoving(error)) throw error
            abandon(used)
            if (Date.now() >= deadlineMs) throw error
          }
        }
      })
    },
  }
}

export type WritableDatabase = ReturnType<typeof makeWritableDatabase>

/**
 * Errors that say "not this server, or not now": lost connections, shutdown, recovery, read-only, missing rights,
 * refused login (https://www.postgresql.org/docs/current/errcodes-appendix.html). Anything with another SQLSTATE
 * is the fault of what was asked.
 */
export function isMoving(error: unknown): boolean {
  const code = (error as { code?: string }).code
  if (code === undefined || !/^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return true
  return (
    ['08', '28', '53', '57'].includes(code.slice(0, 2)) ||
    ['25006', '42501', '40001', '40P01', '55P03'].includes(code)
  )
}
