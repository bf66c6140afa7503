import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock } from '../ports.ts'

/** What came of asking one thing. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly elapsedMs: number }
  | { readonly kind: 'unanswered'; readonly reason: string; readonly elapsedMs: number }

export interface Asker {
  /**
   * Asks one thing within its own deadline. Never rejects, whatever is asked throws, hangs or answers; `read`
   * turns the answer into what is expected and throws where it is not that.
   */
  ask<T>(make: (call: Call) => Promise<unknown>, read: (answer: unknown) => T): Promise<Asked<T>>
  /** Stops listening for the interruption. */
  close(): void
}

/** How long the one asked may need to tell its own reason after its deadline, in milliseconds. */
const GRACE_MS = 50

/** Asks with the given deadline for each single thing, counted from now; to be closed when all has been asked. */
export function makeAsker(clock: Clock, signal: AbortSignal, timeoutMs: number): Asker {
  // One listener for all questions: each of its own would be too many for one signal.
  const open = new Set<AbortController>()
  const interruptAll = () => {
    for (const over of open) over.abort(new Error('interrupted'))
  }
  signal.addEventListener('abort', interruptAll)
  return {
    close: () => signal.removeEventListener('abort', interruptAll),
    ask: async (make, read) => {
      const startedMs = clock.now()
      const over = new AbortController()
      const answered = new AbortController()
      const elapsed = () => clock.now() - startedMs
      open.add(over)
      if (signal.aborted) over.abort(new Error('interrupted'))
      const call: Call = { signal: over.signal, deadlineMs: startedMs + timeoutMs }
      try {
        const answer = await Promise.race([
          Promise.resolve().then(() => make(call)),
          silence(clock, timeoutMs, answered.signal),
          interruption(over.signal),
        ])
        return { kind: 'answered', value: read(answer), elapsedMs: elapsed() }
      } catch (error) {
        return { kind: 'unanswered', reason: reasonOf(error), elapsedMs: elapsed() }
      } finally {
        open.delete(over)
        answered.abort()
        over.abort()
      }
    },
  }
}

async function silence(clock: Clock, timeoutMs: number, answered: AbortSignal): Promise<never> {
  await clock.sleep(timeoutMs + GRACE_MS, answered).catch(() => {})
  throw new Error(`no answer within ${timeoutMs} ms`)
}

function interruption(over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (over.aborted) reject(over.reason)
    over.addEventListener('abort', () => reject(over.reason), { once: true })
  })
}

/** One line that says why, whatever was thrown; the bare reason where the error has it apart. */
export function reasonOf(error: unknown): string {
  if (isMcloudError(error) && typeof error.details.reason === 'string') return error.details.reason
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : ''
  const line = message.split('\n')[0]?.trim() ?? ''
  return line === '' ? 'failed without a reason' : line.replace(/\.$/, '')
}
