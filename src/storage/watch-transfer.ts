import { setTimeout as sleep } from 'node:timers/promises'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'

/** Something that a cloud does by itself, looked at until it has ended. */
export interface Watched<T> {
  readonly name: string
  /** How it is ended without mcloud. */
  readonly cancelWith: string
  look(): Promise<T>
  isDone(seen: T): boolean
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000

/** @throws McloudError INTERRUPTED, DEADLINE: it goes on without anybody watching */
export async function watchTransfer<T>(watched: Watched<T>, call: Call): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const seen = await watched.look()
    if (watched.isDone(seen)) return seen
    await sleep(pauseMs, undefined, { signal: call.signal }).catch(() => {
      const isLate = (call.signal.reason as { name?: string } | undefined)?.name === 'TimeoutError'
      throw new McloudError({
        code: isLate ? 'DEADLINE' : 'INTERRUPTED',
        message: `${watched.name} goes on in the cloud; nobody watches it now.`,
        hint: `Watch it with \`mcloud sync resume\`, or end it with \`${watched.cancelWith}\`.`,
      })
    })
  }
}

/** Reads what is wanted to its end, because a service looks for itself, and tells whether there is anything. */
export async function wantsAnything(objects: AsyncIterable<readonly unknown[]>): Promise<boolean> {
  let any = false
  for await (const batch of objects) any ||= batch.length > 0
  return any
}
