import type { Clock } from '../core/ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    const { setTimeout } = await import('node:timers/promises')
    await setTimeout(ms, undefined, { ...(signal && { signal }) })
  },
}
