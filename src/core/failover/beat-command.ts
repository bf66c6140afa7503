import type { Result } from '../result.ts'
import { type Beat, type Heart, makeHeart } from './beat.ts'
import { chooseDatabase, type FailoverPorts } from './failover-ports.ts'

export interface BeatRequest {
  readonly database: string | undefined
  readonly watch: boolean
  /** Milliseconds. */
  readonly interval: number
}

export interface BeatPorts extends FailoverPorts {
  readonly signal: AbortSignal
}

/** What one beat may take: a server that hangs must not keep the others from beating, in milliseconds. */
const BEAT_MS = 2_500

/** Beats once, or until interrupted; `show` is told of each beat that differs from the one before. */
export async function beatCommand(
  request: BeatRequest,
  ports: BeatPorts,
  show: (beat: Beat) => Promise<void>,
): Promise<Result<Beat>> {
  const platform = await ports.platform()
  const database = chooseDatabase(platform, request)
  const [servers, store, host] = await Promise.all([ports.databases(), ports.store(), ports.runHost()])
  const { clock, signal } = ports
  const heart = makeHeart({ platform: platform.name, database, servers, store, host, clock })
  try {
    let last = await beatOnce(heart, ports)
    if (!request.watch) return { kind: last.writer === undefined ? 'failed' : 'done', data: last }
    await show(last)
    while (!signal.aborted) {
      await clock.sleep(request.interval, signal).catch(() => {})
      if (signal.aborted) break
      const beat = await beatOnce(heart, ports)
      if (beat.writer !== last.writer || beat.note !== last.note) await show(beat)
      last = beat
    }
    return { kind: 'done', data: last }
  } finally {
    await heart.close()
  }
}

async function beatOnce(heart: Heart, { clock, signal }: BeatPorts): Promise<Beat> {
  const call = { signal, deadlineMs: clock.now() + BEAT_MS }
  try {
    return await heart.beat(call)
  } catch (error) {
    if (signal.aborted) return { database: '', at: new Date(clock.now()).toISOString(), note: 'interrupted' }
    throw error
  }
}
