import pg from 'pg'
import type { Cloud } from '../../src/config/clouds.ts'
import type { Trio } from './postgres-platform.ts'

/** One write that a server has acknowledged to the application. */
export interface Acknowledged {
  readonly cloud: Cloud
  readonly note: string
  readonly endedMs: number
}

/**
 * An outside observer that writes as the application's role to every server at once, over a connection that it holds
 * as long as it lives and over fresh ones after that, and remembers each acknowledged write.
 */
export interface Sampler {
  readonly acknowledged: readonly Acknowledged[]
  /** Errors that no fence explains, e.g. a duplicate key. */
  readonly faults: readonly string[]
  /** Clouds in the order in which they began to acknowledge. */
  turns(): Cloud[]
  /** The longest time between two acknowledged writes, in milliseconds. */
  longestPauseMs(): number
  stop(): Promise<void>
}

const PACE_MS = 4

export function startSampler(trio: Trio, label: string, clouds: readonly Cloud[]): Sampler {
  const acknowledged: Acknowledged[] = []
  const faults: string[] = []
  let stopped = false
  const loops = clouds.map(async (cloud) => {
    let client: pg.Client | undefined
    for (let count = 0; !stopped; count++) {
      const note = `${label} ${cloud} ${count}`
      try {
        client ??= await open(trio.of(cloud).url('app'))
        await client.query('INSERT INTO public.orders (note) VALUES ($1)', [note])
        acknowledged.push({ cloud, note, endedMs: performance.now() })
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        if (code === '23505') faults.push(`${cloud}: ${message}`)
        if (client !== undefined && !(await alive(client))) {
          void client.end().catch(() => {})
          client = undefined
        }
      }
      await new Promise((resolve) => setTimeout(resolve, PACE_MS))
    }
    await client?.end().catch(() => {})
  })
  const ordered = () => [...acknowledged].sort((a, b) => a.endedMs - b.endedMs)
  return {
    acknowledged,
    faults,
    turns: () =>
      ordered()
        .map(({ cloud }) => cloud)
        .filter((cloud, index, all) => cloud !== all[index - 1]),
    longestPauseMs: () => {
      const times = ordered().map(({ endedMs }) => endedMs)
      return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] as number)))
    },
    stop: async () => {
      stopped = true
      await Promise.all(loops)
    },
  }
}

/** Acknowledged writes that are not in the given server, or more than once. */
export async function lostWrites(
  trio: Trio,
  cloud: Cloud,
  writes: readonly Acknowledged[],
): Promise<string[]> {
  const rows = await trio
    .of(cloud)
    .rows<{ note: string; n: string }>('SELECT note, count(*) AS n FROM public.orders GROUP BY note')
  const counts = new Map(rows.map(({ note, n }) => [note, Number(n)]))
  return writes
    .filter(({ note }) => counts.get(note) !== 1)
    .map(({ note }) => `${note}: ${counts.get(note) ?? 0}`)
}

async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function alive(client: pg.Client): Promise<boolean> {
  return client.query('SELECT 1').then(
    () => true,
    () => false,
  )
}
