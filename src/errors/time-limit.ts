/** The longest that a timer of Node can wait, in milliseconds: a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1

/** How long a timer is set, in milliseconds, for what is to end after so many: at once, or after 24 days at most. */
export function timerMs(leftMs: number): number {
  return Math.min(Math.max(0, leftMs), LONGEST_MS)
}

const limits = new WeakMap<AbortSignal, AbortSignal>()

/**
 * A signal that ends with another one or when the time is over, whichever is first; the reason of the latter is a
 * `TimeoutError`.
 */
export function withTimeLimit(signal: AbortSignal, limitMs: number): AbortSignal {
  const limit = AbortSignal.timeout(timerMs(limitMs))
  const both = AbortSignal.any([signal, limit])
  // Node holds what `any` is made of weakly: without this a collection of garbage would end the limit, not the work.
  limits.set(both, limit)
  return both
}
