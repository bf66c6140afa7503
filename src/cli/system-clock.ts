import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../core/ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }) }),
}
