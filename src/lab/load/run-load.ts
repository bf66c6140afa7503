import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../lab-error.ts'
import type { NameServerAddress } from '../stub-resolver.ts'
import { makeStubResolver } from '../stub-resolver.ts'
import type { LoadFigures } from './load-figures.ts'
import { loadFigures } from './load-figures.ts'
import type { LoadEntry } from './load-log.ts'
import { openLoadLog } from './load-log.ts'
import { sendOrder } from './order-client.ts'

export interface LoadSettings {
  /** The routed name of the application and its port. */
  readonly name: string
  readonly port: number
  /** Name servers of every provider, asked in turn. */
  readonly nameServers: readonly NameServerAddress[]
  readonly ratePerSecond: number
  readonly clients: number
  /** Absent: until stopped. */
  readonly durationMs?: number
  readonly log: string
}

export interface LoadSecond {
  readonly second: number
  readonly acknowledged: number
  readonly failed: number
  readonly waiting: number
}

// In an outage orders are held up; beyond this many the client sends no more, as a real one would run out too.
const MOST_WAITING = 2_000

/**
 * Writes orders at a steady rate, whether or not earlier ones have been answered, and records what was
 * acknowledged. Ends after its duration or when the signal is aborted, and then waits for what is under way.
 */
export async function runLoad(
  settings: LoadSettings,
  signal: AbortSignal,
  onSecond: (second: LoadSecond) => void = () => {},
): Promise<LoadFigures> {
  const { ratePerSecond, durationMs = Number.POSITIVE_INFINITY } = settings
  const resolver = makeStubResolver(settings.name, settings.nameServers)
  const log = openLoadLog(settings.log)
  const entries: LoadEntry[] = []
  const record = (entry: LoadEntry) => {
    entries.push(entry)
    log.append(entry)
  }
  const stalls = monitorEventLoopDelay({ resolution: 5 })
  stalls.enable()
  const run = randomBytes(4).toString('hex')
  const waiting = new Set<Promise<void>>()
  let counted = { acknowledged: 0, failed: 0 }

  const send = async (number: number, dueMs: number) => {
    const client = `load-${run}-${number % settings.clients}`
    const seq = 1 + Math.floor(number / settings.clients)
    try {
      const { id, cloud } = await sendOrder(resolver, settings.port, { client, seq })
      record({ kind: 'acknowledged', client, seq, id, cloud, dueMs, atMs: nowMs() })
      counted.acknowledged += 1
    } catch (error) {
      record({ kind: 'failed', client, seq, atMs: nowMs(), reason: messageOf(error) })
      counted.failed += 1
    }
  }

  const startMs = nowMs()
  record({ kind: 'start', atMs: startMs, ratePerSecond })
  let second = 0
  const ticker = setInterval(() => {
    second += 1
    onSecond({ second, ...counted, waiting: waiting.size })
    counted = { acknowledged: 0, failed: 0 }
  }, 1000)
  try {
    for (let number = 0; !signal.aborted; number++) {
      const dueMs = startMs + (number * 1000) / ratePerSecond
      if (dueMs - startMs >= durationMs) break
      const earlyMs = dueMs - nowMs()
      if (earlyMs > 0) await sleep(earlyMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) break
      if (waiting.size >= MOST_WAITING) continue
      const sending: Promise<void> = send(number, dueMs).finally(() => waiting.delete(sending))
      waiting.add(sending)
    }
    await Promise.all(waiting)
  } finally {
    clearInterval(ticker)
    stalls.disable()
    // Its histogram counts the sampling interval itself as delay.
    record({ kind: 'end', atMs: nowMs(), clientStallMs: Math.max(0, stalls.max / 1e6 - 5) })
    log.close()
  }
  return loadFigures(entries)
}

function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
