import type { Call } from '../../providers/provider.ts'
import type { Clock } from '../ports.ts'

export interface Pace {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * Looks again and again, at first quickly and then ever slower, until `isEnough` or until the call's time is up;
 * returns what was seen last. What `look` throws is thrown.
 */
export async function poll<T>(
  look: () => Promise<T>,
  isEnough: (seen: T) => boolean,
  { firstMs, longestMs }: Pace,
  clock: Clock,
  call: Call,
): Promise<T> {
  for (let waitMs = firstMs; ; waitMs = Math.min(waitMs * 1.6, longestMs)) {
    const seen = await look()
    if (isEnough(seen) || clock.now() + waitMs >= call.deadlineMs || call.signal.aborted) return seen
    await clock.sleep(waitMs, call.signal).catch(() => undefined)
  }
}
