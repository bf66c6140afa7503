import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePace } from '../../../src/core/sync/pace.ts'

/** Moves portions one after the other, or several lanes at a time, on a clock of its own; how long that took. */
async function timeOf(portions: readonly number[], bytesPerSecond: number, lanes: number): Promise<number> {
  let now = 0
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = []
  const pace = makePace(bytesPerSecond, {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ atMs: now + ms, wake })),
  })
  const { signal } = new AbortController()
  let next = 0
  const lane = async () => {
    for (let bytes = portions[next++]; bytes !== undefined; bytes = portions[next++])
      await pace.spend(bytes, signal)
  }
  let ended = false
  const all = Promise.all(Array.from({ length: lanes }, lane)).then(() => {
    ended = true
  })
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve))
    sleepers.sort((one, other) => one.atMs - other.atMs)
    const first = sleepers.shift()
    if (first === undefined) continue
    now = Math.max(now, first.atMs)
    first.wake()
  }
  await all
  return now
}

describe('a limit of bandwidth', () => {
  it('is kept within a twentieth, in portions of any size, by one transfer or many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 8 * 2 ** 20 }), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 2 ** 16, max: 2 ** 22 }),
        fc.integer({ min: 1, max: 32 }),
        async (portions, bytesPerSecond, lanes) => {
          const bytes = portions.reduce((sum, portion) => sum + portion, 0)
          const wantedMs = (bytes / bytesPerSecond) * 1_000
          fc.pre(wantedMs > 2_000)
          const tookMs = await timeOf(portions, bytesPerSecond, lanes)
          expect(tookMs).toBeGreaterThanOrEqual(wantedMs * 0.95)
          expect(tookMs).toBeLessThanOrEqual(wantedMs * 1.05)
        },
      ),
      { numRuns: 40 },
    )
  })
})
