import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideOneWay } from '../../../src/core/sync/decide-one-way.ts'
import { decideTwoWay } from '../../../src/core/sync/decide-two-way.ts'
import { type Decision, emptyCounts } from '../../../src/core/sync/decision.ts'
import { NO_FILTERS } from '../../../src/core/sync/filters.ts'
import { compareKeys } from '../../../src/core/sync/key-order.ts'
import type { LedgerEntry } from '../../../src/core/sync/ledger.ts'
import { ListingCursor } from '../../../src/core/sync/listing-cursor.ts'
import type { ListedObject } from '../../../src/core/sync/object-store.ts'
import { type Decide, planPair } from '../../../src/core/sync/plan-pair.ts'

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  fc.constantFrom(
    'a',
    'a/',
    'a//b',
    'ab',
    '\u{10000}',
    '\uffff',
    '\ue000',
    '\u{10ffff}',
    '%2F',
    '+',
    ' ',
    '..',
  ),
)
const content = fc.constantFrom('1', '2', '3')
const side = fc.dictionary(key, content, { maxKeys: 12, noNullPrototype: true })

function object(name: string, text: string): ListedObject {
  return { key: name, size: 1, md5: text, version: `v${text}`, modifiedMs: Number(text) }
}

function cursorOf<T extends { readonly key: string }>(items: readonly T[], pageSize: number) {
  const sorted = [...items].sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))
  let from = 0
  return new ListingCursor('test', async () => {
    const page = sorted.slice(from, from + pageSize)
    from += pageSize
    return { items: page, last: from >= sorted.length }
  })
}

async function decisions(
  a: Record<string, string>,
  b: Record<string, string>,
  ledger: readonly LedgerEntry[],
  decide: Decide,
  pageSize: number,
): Promise<{ decided: readonly Decision[]; counts: ReturnType<typeof emptyCounts> }> {
  const counts = emptyCounts()
  const listed = (objects: Record<string, string>) =>
    Object.entries(objects).map(([name, text]) => object(name, text))
  const input = {
    a: cursorOf(listed(a), pageSize),
    b: cursorOf(listed(b), pageSize),
    ledger: cursorOf(ledger, pageSize),
    decide,
    counts,
  }
  const decided: Decision[] = []
  for await (const batch of planPair(input)) decided.push(...batch)
  return { decided, counts }
}

const oneWay =
  (deletes: boolean): Decide =>
  (name, a, b, known, counts) =>
    decideOneWay(
      name,
      a,
      b,
      known,
      { deletes, filters: NO_FILTERS, canProve: false, compare: 'proof' },
      counts,
    )

describe('compareKeys', () => {
  it('orders as the bytes of UTF-8 do', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const bytes = Buffer.compare(Buffer.from(one), Buffer.from(other))
        expect(Math.sign(compareKeys(one, other))).toBe(bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('planPair, one-way', () => {
  it('makes the destination like the source, and has nothing to do after that', async () => {
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.boolean(),
        fc.integer({ min: 1, max: 5 }),
        async (a, b, deletes, size) => {
          const { decided } = await decisions(a, b, [], oneWay(deletes), size)
          const after: Record<string, string> = { ...b }
          for (const decision of decided) {
            if (decision.kind === 'copy') after[decision.key] = decision.object.md5 ?? ''
            if (decision.kind === 'delete') delete after[decision.key]
          }
          expect(after).toEqual(deletes ? a : { ...b, ...a })
          const again = await decisions(a, after, [], oneWay(deletes), size)
          expect(again.decided).toEqual([])
          expect(again.counts.same.md5 ?? 0).toBe(Object.keys(a).length)
        },
      ),
    )
  })

  it('decides the keys in order, each once, whatever the pages', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.integer({ min: 1, max: 5 }), async (a, b, size) => {
        const { decided } = await decisions(a, b, [], oneWay(true), size)
        const keys = decided.map((decision) => ('entry' in decision ? decision.entry.key : decision.key))
        expect(keys).toEqual([...new Set(keys)].sort(compareKeys))
      }),
    )
  })

  it('refuses a listing out of order', async () => {
    const items = [object('b', '1'), object('a', '1')]
    const cursor = new ListingCursor('s3://x', async () => ({ items, last: true }))
    await expect(cursor.fill()).rejects.toMatchObject({ code: 'SYNC_LISTING_FAILED' })
  })

  it('copies what was written since the last verified copy although the hash is the same', async () => {
    const known = [{ key: 'k', a: 'old', b: 'v1' }]
    const { decided } = await decisions({ k: '1' }, { k: '1' }, known, oneWay(false), 10)
    expect(decided).toMatchObject([{ kind: 'copy', because: 'version' }])
  })
})

describe('planPair, two-way', () => {
  const twoWay: Decide = (name, a, b, known, counts) =>
    decideTwoWay(
      name,
      a,
      b,
      known,
      { deletes: true, conflicts: 'newer', filters: NO_FILTERS, compare: 'proof', canProve: false },
      counts,
    )
  const cases: readonly [
    string,
    string | undefined,
    string | undefined,
    [string, string] | undefined,
    unknown,
  ][] = [
    ['new on a', '1', undefined, undefined, { kind: 'copy', to: 'b' }],
    ['new on b', undefined, '1', undefined, { kind: 'copy', to: 'a' }],
    ['new and alike on both', '1', '1', undefined, { kind: 'note' }],
    ['new and different on both', '1', '2', undefined, { kind: 'conflict', winner: 'b' }],
    ['unchanged', '1', '1', ['v1', 'v1'], undefined],
    ['changed on a', '2', '1', ['v1', 'v1'], { kind: 'copy', to: 'b' }],
    ['changed on b', '1', '2', ['v1', 'v1'], { kind: 'copy', to: 'a' }],
    ['changed on both', '3', '2', ['v1', 'v1'], { kind: 'conflict', winner: 'a' }],
    ['changed alike on both', '2', '2', ['v1', 'v1'], { kind: 'note' }],
    ['deleted on a', undefined, '1', ['v1', 'v1'], { kind: 'delete', on: 'b' }],
    ['deleted on b', '1', undefined, ['v1', 'v1'], { kind: 'delete', on: 'a' }],
    ['deleted on a, changed on b', undefined, '2', ['v1', 'v1'], { kind: 'copy', to: 'a' }],
    ['deleted on both', undefined, undefined, ['v1', 'v1'], { kind: 'forget' }],
  ]
  it.each(cases)('%s', async (_, a, b, known, expected) => {
    const { decided } = await decisions(
      a === undefined ? {} : { k: a },
      b === undefined ? {} : { k: b },
      known === undefined ? [] : [{ key: 'k', a: known[0], b: known[1] }],
      twoWay,
      10,
    )
    if (expected === undefined) expect(decided).toEqual([])
    else expect(decided).toMatchObject([expected])
  })
})
