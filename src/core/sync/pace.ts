import type { Clock } from '../ports.ts'

/** Holds transfers to a number of bytes a second. */
export interface Pace {
  /** Resolves when so many bytes may flow. */
  spend(bytes: number, signal: AbortSignal): Promise<void> | undefined
}

export const UNLIMITED: Pace = { spend: () => undefined }

/**
 * Lets bytes flow at a steady rate: each portion has its time on one line, and nothing is saved up while idle
 * beyond a twentieth of a second.
 */
export function makePace(bytesPerSecond: number, clock: Clock): Pace {
  let freeAtMs = 0
  const saved = 50
  return {
    spend(bytes, signal) {
      const now = clock.now()
      freeAtMs = Math.max(freeAtMs, now - saved) + (bytes / bytesPerSecond) * 1_000
      const waitMs = freeAtMs - now
      return waitMs <= 0 ? undefined : clock.sleep(waitMs, signal)
    },
  }
}
