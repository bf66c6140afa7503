import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Heartbeat, SequenceFacts } from '../../../src/core/databases/promotable-server.ts'
import { forcedSequences } from '../../../src/core/failover/forced/forced-sequences.ts'

const RULES = {
  schema: 'public',
  name: 'numbers',
  lastValue: '1',
  isCalled: false,
  increment: '1',
  minimum: '1',
  maximum: '9223372036854775807',
  cycles: false,
  cache: '1',
} satisfies SequenceFacts

function beatOf(lastValue: string, perSecond: number): Heartbeat {
  return {
    writer: 'aws',
    epoch: 1,
    at: '2026-01-01T00:00:00.000Z',
    ageMs: 0,
    lsn: '0/1',
    sequences: [{ schema: 'public', name: 'numbers', lastValue, isCalled: true, perSecond }],
  }
}

describe('sequences of a forced promotion', () => {
  it('are beyond everything the lost primary can have handed out at up to ten times its fastest rate', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom(1n, -1n, 7n, -50n),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (last, rate, ageMs, cache, increment, times) => {
          const descends = increment < 0n
          const fact: SequenceFacts = {
            ...RULES,
            increment: String(increment),
            minimum: '-9000000000000000000',
            maximum: '9000000000000000000',
            cache: String(cache),
          }
          const { values, cramped } = forcedSequences([fact], beatOf(String(last), rate), ageMs)
          const moved = BigInt(Math.floor((rate * times * ageMs) / 1000))
          const handedOut = descends ? last - moved : last + moved
          const set = BigInt(values[0]?.lastValue ?? '0')
          expect(cramped).toEqual([])
          expect(descends ? set < handedOut : set > handedOut).toBe(true)
        },
      ),
    )
  })

  it('go by the columns that they fill where these are further, or where there is no heartbeat', () => {
    const fact = { ...RULES, furthest: '5000' }
    expect(BigInt(forcedSequences([fact], beatOf('10', 0), 0).values[0]?.lastValue ?? 0)).toBeGreaterThan(
      5000n,
    )
    expect(BigInt(forcedSequences([fact], undefined, 0).values[0]?.lastValue ?? 0)).toBeGreaterThan(5000n)
  })

  it('are named where nothing tells, and where their end is near', () => {
    expect(forcedSequences([RULES], undefined, 0)).toEqual({
      values: [],
      unknown: ['public.numbers'],
      cramped: [],
    })
    const near = { ...RULES, maximum: '1000' }
    const found = forcedSequences([near], beatOf('900', 50), 10_000)
    expect(found.cramped).toEqual(['public.numbers'])
    expect(BigInt(found.values[0]?.lastValue ?? 0)).toBeLessThanOrEqual(1000n)
  })

  it('stay within their bounds where they cycle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 500 }), (last, rate) => {
        const wheel = { ...RULES, maximum: '5', cycles: true }
        const { values } = forcedSequences([wheel], beatOf(String(last), rate), 1_000)
        const set = Number(values[0]?.lastValue)
        expect(set >= 1 && set <= 5).toBe(true)
      }),
    )
  })
})
