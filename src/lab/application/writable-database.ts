import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { messageOf } from '../lab-error.ts'
import { makeStubResolver } from '../stub-resolver.ts'
import type { ApplicationSettings } from './application-settings.ts'

const CONNECT_TIMEOUT_MS = 1_000
const QUERY_TIMEOUT_MS = 2_000
const ASK_AGAIN_MS = 5
const RETRY_SAME_SERVER_MS = 40
const POOL_SIZE = 6

/**
 * The database as the application knows it: a name. Everybody shares one pool to the address behind the name, and
 * when it stops taking writes one search for the new address runs, for which everybody waits.
 */
export function makeWritableDatabase(settings: ApplicationSettings) {
  const { hostName, ...login } = settings.database
  const resolver = makeStubResolver(hostName, [settings.nameServer])
  let pool: { readonly address: string; readonly pool: Pool } | undefined
  let search: Promise<Pool> | undefined
  let lastProblem: unknown

  async function openPool(address: string): Promise<Pool> {
    const { Pool } = (await import('pg')).default
    const fresh = new Pool({
      ...login,
      host: address,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      application_name: `shop ${settings.cloud}`,
    })
    fresh.on('error', () => {})
    try {
      const { rows } = await fresh.query<{ writable: boolean }>(
        `SELECT current_setting('transaction_read_only') = 'off' AND has_table_privilege('orders', 'INSERT') AS writable`,
      )
      if (rows[0]?.writable) return fresh
      throw new Error('the database behind the name takes no writes')
    } catch (error) {
      fresh.end().catch(() => {})
      throw error
    }
  }

  async function find(): Promise<Pool> {
    let refused: { readonly address: string; readonly atMs: number } | undefined
    for (;;) {
      try {
        resolver.forget()
        const address = await resolver.address()
        // A name server is asked often, for that is cheap; a server that has just refused is left alone meanwhile.
        if (refused?.address !== address || performance.now() - refused.atMs > RETRY_SAME_SERVER_MS) {
          refused = { address, atMs: performance.now() }
          const found = await openPool(address)
          pool = { address, pool: found }
          return found
        }
      } catch (error) {
        lastProblem = error
      }
      await sleep(ASK_AGAIN_MS)
    }
  }

  return {
    /**
     * The pool to write with; waits for a writable database until the deadline.
     * @throws Error with the last reason when there is none by then
     */
    async current(deadlineMs: number): Promise<Pool> {
      if (pool) {
        const address = await resolver.address().catch(() => pool?.address)
        if (pool && address === pool.address) return pool.pool
        if (pool) this.abandon(pool.pool)
      }
      search ??= find().finally(() => {
        search = undefined
      })
      const found = await Promise.race([
        search,
        sleep(Math.max(0, deadlineMs - Date.now()), undefined, { ref: false }),
      ])
      if (found) return found
      throw new Error(`no writable database behind ${hostName}: ${messageOf(lastProblem)}`)
    },
    /** This pool failed; does nothing when a newer one is in use already. */
    abandon(failed: Pool): void {
      if (pool?.pool !== failed) return
      pool = undefined
      failed.end().catch(() => {})
    },
  }
}

export type WritableDatabase = ReturnType<typeof makeWritableDatabase>
