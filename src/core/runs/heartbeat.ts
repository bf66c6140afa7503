import type { Clock } from '../ports.ts'
import { changeHeld, type HeldLock, type LockInput } from './run-lock.ts'

export interface Heartbeat {
  /** Aborted with the error when the lock has gone to another process. */
  readonly lost: AbortSignal
  stop(): Promise<void>
}

/** Says in the lock, three times a lease, that its owner lives. */
export function startHeartbeat(
  input: Pick<LockInput, 'store' | 'platform' | 'leaseMs'> & { readonly clock: Clock },
  lock: HeldLock,
): Heartbeat {
  const lost = new AbortController()
  const stopped = new AbortController()
  const beating = beat()

  async function beat(): Promise<void> {
    for (;;) {
      await input.clock.sleep(input.leaseMs / 3, stopped.signal).catch(() => {})
      if (stopped.signal.aborted) return
      try {
        await changeHeld(input, lock, (run, present) => ({
          ...present,
          run: { ...run, renewedAt: new Date(input.clock.now()).toISOString() },
        }))
      } catch (error) {
        // A store that fails now may answer again before the next write of the journal, which decides.
        if (isLockLost(error)) {
          lost.abort(error)
          return
        }
      }
    }
  }

  return {
    lost: lost.signal,
    stop: async () => {
      stopped.abort()
      await beating
    },
  }
}

/** Whether an error says that another process owns the run now. */
export function isLockLost(error: unknown): boolean {
  return (error as { details?: { lockLost?: unknown } } | null)?.details?.lockLost === true
}
