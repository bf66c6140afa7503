import pg from 'pg'
import type { Cloud } from '../../../src/config/clouds.ts'
import type { Trio } from '../postgres-platform.ts'

/** One write that a server has acknowledged to the application. */
export interface Acknowledged {
  readonly cloud: Cloud
  readonly note: string
  readonly startedMs: number
  readonly endedMs: number
}

/**
 * Writes as the application's role to every server all the time, over connections that are held as long as they live
 * and over fresh ones for each write, and remembers what was acknowledged.
 */
export interface Watch {
  readonly acknowledged: readonly Acknowledged[]
  /** Errors that no fence explains. */
  readonly faults: readonly string[]
  stop(): Promise<void>
}

const HELD_PACE_MS = 15
const FRESH_PACE_MS = 60

export function startWatch(trio: Trio, name: string): Watch {
  const acknowledged: Acknowledged[] = []
  const faults: string[] = []
  let stopped = false
  const loop = async (cloud: Cloud, kind: 'held' | 'fresh') => {
    let client: pg.Client | undefined
    for (let count = 0; !stopped; count++) {
      const note = `${name} ${kind} ${cloud} ${count}`
      try {
        client ??= await open(trio.of(cloud).url('app'))
        const startedMs = performance.now()
        await client.query('INSERT INTO public.orders (note) VALUES ($1)', [note])
        acknowledged.push({ cloud, note, startedMs, endedMs: performance.now() })
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        if (code === '23505') faults.push(`${cloud}: ${message}`)
        // a session that was only refused is held on to: it must not come back to life later
        if (code === undefined || !/^(42|25)/.test(code)) client = await drop(client)
      }
      if (kind === 'fresh') client = await drop(client)
      await new Promise((resolve) => setTimeout(resolve, kind === 'held' ? HELD_PACE_MS : FRESH_PACE_MS))
    }
    await drop(client)
  }
  const loops = [...trio.clusters.keys()].flatMap((cloud) => [loop(cloud, 'held'), loop(cloud, 'fresh')])
  return {
    acknowledged,
    faults,
    stop: async () => {
      stopped = true
      await Promise.all(loops)
    },
  }
}

/**
 * Whether two servers took writes in the same span: a server that has handed over never acknowledges a write that
 * was begun after the other's first one had been acknowledged.
 */
export function overlaps(writes: readonly Acknowledged[], from: Cloud): string[] {
  const others = writes.filter(({ cloud }) => cloud !== from)
  const firstMs = Math.min(...others.map(({ endedMs }) => endedMs))
  return writes
    .filter(({ cloud, startedMs }) => cloud === from && startedMs > firstMs)
    .map(({ note, startedMs }) => `${note} began ${(startedMs - firstMs).toFixed(1)} ms after the other's`)
}

/** Acknowledged writes that are not in the given server, or more than once. */
export async function missingWrites(
  trio: Trio,
  cloud: Cloud,
  writes: readonly Acknowledged[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: trio.of(cloud).url('admin') })
  await client.connect()
  try {
    const { rows } = await client.query<{ note: string; n: string }>(
      'SELECT note, count(*) AS n FROM public.orders WHERE note = ANY($1) GROUP BY note',
      [writes.map(({ note }) => note)],
    )
    const counts = new Map(rows.map(({ note, n }) => [note, Number(n)]))
    return writes
      .filter(({ note }) => counts.get(note) !== 1)
      .map(({ note }) => `${note}: ${counts.get(note) ?? 0}`)
  } finally {
    await client.end()
  }
}

async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function drop(client: pg.Client | undefined): Promise<undefined> {
  await client?.end().catch(() => {})
}
