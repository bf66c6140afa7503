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
}

/** How long the one asked may need to tell its own reason after its deadline, in milliseconds. */
const GRACE_MS = 50

/** Asks with the given deadline for each single thing, counted from now. */
export function makeAsker(clock: Clock, signal: AbortSignal, timeoutMs: number): Asker {
  return {
    ask: async (make, read) => {
      const startedMs = clock.now()
      const over = new AbortController()
      const ended = new AbortController()
      const call: Call = {
        signal: AbortSignal.any([signal, over.signal]),
        deadlineMs: startedMs + timeoutMs,
      }
      const elapsed = () => clock.now() - startedMs
      try {
        const answer = await Promise.race([
          Promise.resolve().then(() => make(call)),
          silence(clock, timeoutMs + GRACE_MS, ended.signal, `no answer within ${timeoutMs} ms`),
          interruption(signal, ended.signal),
        ])
        return { kind: 'answered', value: read(answer), elapsedMs: elapsed() }
      } catch (error) {
        return { kind: 'unanswered', reason: reasonOf(error), elapsedMs: elapsed() }
      } finally {
        ended.abort()
        over.abort()
      }
    },
  }
}

async function silence(clock: Clock, ms: number, ended: AbortSignal, reason: string): Promise<never> {
  await clock.sleep(ms, ended).catch(() => {})
  throw new Error(reason)
}

function interruption(signal: AbortSignal, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new Error('interrupted'))
    if (signal.aborted) interrupt()
    signal.addEventListener('abort', interrupt, { once: true, signal: ended })
  })
}

/** One line that says why, whatever was thrown. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : ''
  const line = message.split('\n')[0]?.trim() ?? ''
  return line === '' ? 'failed without a reason' : line.replace(/\.$/, '')
}
