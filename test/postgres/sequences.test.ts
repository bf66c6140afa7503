import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBehind } from '../../src/postgres/sequences.ts'

/** The next value that a sequence in this state hands out. */
const next = (value: { lastValue: string; isCalled: boolean }, increment: bigint): bigint =>
  BigInt(value.lastValue) + (value.isCalled ? increment : 0n)

const state = fc.record({
  lastValue: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(String),
  isCalled: fc.boolean(),
})
const increment = fc.bigInt({ min: -1000n, max: 1000n }).filter((step) => step !== 0n)

describe('a sequence that is not behind', () => {
  it('hands out nothing that the other has handed out', () => {
    fc.assert(
      fc.property(state, state, increment, (held, wanted, step) => {
        if (isBehind(held, wanted, step, false)) return
        const handedOutLast = wanted.isCalled ? BigInt(wanted.lastValue) : BigInt(wanted.lastValue) - step
        const first = next(held, step)
        expect(step > 0n ? first > handedOutLast : first < handedOutLast).toBe(true)
      }),
    )
  })

  it('is what it becomes by taking the other’s state over', () => {
    fc.assert(
      fc.property(state, increment, fc.boolean(), (wanted, step, cycles) => {
        expect(isBehind(wanted, wanted, step, cycles)).toBe(false)
      }),
    )
  })
})
