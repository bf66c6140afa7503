import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFLICT_POLICIES, type ConflictPolicy } from '../../../src/core/sync/conflict-policies.ts'
import { UNLIMITED } from '../../../src/core/sync/pace.ts'
import { TrafficCount } from '../../../src/core/sync/store-traffic.ts'
import { syncPair } from '../../../src/core/sync/sync-pair.ts'
import { MemoryLedger, MemoryStore, memoryState } from '../../support/memory-store.ts'
import { callOf, RULES } from '../../support/sync-pair.ts'

type Step =
  | { readonly do: 'write' | 'delete'; readonly side: 'a' | 'b'; readonly key: string }
  | { readonly do: 'sync' }
  /** Somebody moves an object to another name. */
  | { readonly do: 'rename'; readonly side: 'a' | 'b'; readonly key: string; readonly to: string }
  /** A sync in the middle of which somebody writes or deletes. */
  | {
      readonly do: 'disturbed'
      readonly side: 'a' | 'b'
      readonly after: number
      readonly change: { readonly do: 'write' | 'delete'; readonly side: 'a' | 'b'; readonly key: string }
    }
  /** A sync that is killed after some operations of one side, with its latest notes lost. */
  | { readonly do: 'killed'; readonly side: 'a' | 'b'; readonly after: number; readonly loses: number }

const side = fc.constantFrom('a' as const, 'b' as const)
const name = fc.constantFrom('x', 'y', 'z.txt')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      side,
      key: name,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      side,
      key: name,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), side, key: name, to: name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('disturbed' as const),
      side,
      after: fc.nat(12),
      change: fc.record({ do: fc.constantFrom('write' as const, 'delete' as const), side, key: name }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('killed' as const),
      side,
      after: fc.nat(12),
      loses: fc.nat(4),
    }),
  },
)

/** Two sides, what people do to them, and which contents nobody has replaced or deleted knowingly. */
class World {
  now = 1_000
  readonly a: MemoryStore
  readonly b: MemoryStore
  readonly ledger = new MemoryLedger()
  /** Contents that somebody wrote and nobody who saw them replaced. */
  readonly wanted = new Set<string>()
  readonly #policy: ConflictPolicy
  #count = 0

  /** `skewMs`: how far the clock of the second side is off. */
  constructor(policy: ConflictPolicy, skewMs = 0) {
    this.#policy = policy
    this.a = new MemoryStore('a:', () => this.#tick())
    this.b = new MemoryStore('b:', () => this.#tick() + skewMs)
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const each of steps) {
      if (each.do === 'sync') await this.sync()
      else if (each.do === 'killed') await this.#killed(each)
      else if (each.do === 'disturbed') await this.#disturbed(each)
      else if (each.do === 'rename') this.#rename(each)
      else this.#change(each)
    }
  }

  async sync(deleteLimit = { count: 100, share: 1 }, dryRun = false) {
    return syncPair({
      a: this.a,
      b: this.b,
      rules: {
        ...RULES,
        direction: 'two-way',
        deletes: true,
        conflicts: this.#policy,
        deleteLimit,
      },
      state: memoryState(this.ledger),
      clock: { now: () => this.#tick(), sleep: async () => {} },
      traffic: new TrafficCount(),
      pace: UNLIMITED,
      dryRun,
      call: callOf(),
    }).catch((error: { code?: string }) => {
      // One side was emptied by its owner: the other one is not emptied after it.
      if (error.code !== 'SYNC_SOURCE_EMPTY') throw error
      return undefined
    })
  }

  contents(store: MemoryStore): Set<string> {
    return new Set([...store.objects.values()].map(({ text }) => text))
  }

  #change({ do: what, side: where, key }: Extract<Step, { do: 'write' | 'delete' }>): void {
    const store = this[where]
    const seen = store.objects.get(key)?.text
    if (seen !== undefined) this.wanted.delete(seen)
    if (what === 'delete') store.objects.delete(key)
    else {
      this.#count += 1
      const text = `${'#'.repeat(this.#count % 3)}${this.#count}`
      store.set(key, text)
      this.wanted.add(text)
    }
  }

  #rename({ side: where, key, to }: Extract<Step, { do: 'rename' }>): void {
    const moved = this[where].objects.get(key)?.text
    if (moved === undefined || key === to) return
    const replaced = this[where].objects.get(to)?.text
    if (replaced !== undefined) this.wanted.delete(replaced)
    this[where].objects.delete(key)
    this[where].set(to, moved)
  }

  async #disturbed({ side: where, after, change }: Extract<Step, { do: 'disturbed' }>): Promise<void> {
    let left = after
    this[where].onOperation = () => {
      if (left-- === 0) this.#change(change)
    }
    await this.sync()
    this[where].onOperation = () => {}
  }

  async #killed({ side: where, after, loses }: Extract<Step, { do: 'killed' }>): Promise<void> {
    this[where].fuse = after
    this.ledger.losesOnKill = loses
    await this.sync().catch((error: { code?: string }) => {
      if (error.code !== 'INTERRUPTED') throw error
    })
    this.a.fuse = Number.POSITIVE_INFINITY
    this.b.fuse = Number.POSITIVE_INFINITY
    this.ledger.losesOnKill = 0
  }

  #tick(): number {
    this.now += 1
    return this.now
  }
}

describe('two-way sync', () => {
  it('never loses a version that nobody has replaced, in 300 histories with killed and disturbed runs and clocks that differ', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.constantFrom(...CONFLICT_POLICIES),
        fc.constantFrom(0, -86_400_000, 3_600_000),
        async (steps, policy, skewMs) => {
          const world = new World(policy, skewMs)
          await world.play(steps)
          for (let round = 0; round < 3; round += 1) await world.sync()
          const all = new Set([...world.contents(world.a), ...world.contents(world.b)])
          expect([...world.wanted].filter((text) => !all.has(text))).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('ends with both sides alike and nothing left to do, unless a policy leaves conflicts alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('newer' as const, 'first' as const, 'second' as const),
        async (steps, policy) => {
          const world = new World(policy)
          await world.play(steps)
          let last: Awaited<ReturnType<World['sync']>>
          for (let round = 0; round < 4; round += 1) last = await world.sync()
          // Undefined: an emptied side, which a sync leaves to people.
          if (last === undefined) return
          expect(last).toMatchObject({ copied: 0, deleted: 0, conflicts: 0 })
          const listed = (store: MemoryStore) =>
            [...store.objects].map(([key, { text }]) => [key, text]).sort()
          expect(listed(world.a)).toEqual(listed(world.b))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('brings two filled sides together at the first run without deleting or replacing anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ do: fc.constant('write' as const), side, key: name }), { minLength: 1 }),
        fc.constantFrom(...CONFLICT_POLICIES),
        async (writes, policy) => {
          const world = new World(policy)
          await world.play(writes)
          const before = new Set([...world.contents(world.a), ...world.contents(world.b)])
          expect(await world.sync()).toMatchObject({ deleted: 0 })
          const after = new Set([...world.contents(world.a), ...world.contents(world.b)])
          expect(after).toEqual(before)
        },
      ),
    )
  })

  it('deletes nothing above the limit, and nothing for a side that is empty', async () => {
    const world = new World('none')
    for (let index = 0; index < 10; index += 1) world.a.set(`k${index}`, String(index))
    await world.sync()
    const held = [...world.b.objects.keys()]
    for (const key of held.slice(1)) world.a.objects.delete(key)
    await expect(world.sync({ count: 8, share: 0 })).rejects.toMatchObject({ code: 'SYNC_DELETE_LIMIT' })
    expect([...world.b.objects.keys()]).toEqual(held)
    world.a.objects.clear()
    expect(await world.sync()).toBeUndefined()
    expect([...world.b.objects.keys()]).toEqual(held)
  })

  it('changes nothing in a dry run, and says what it would do', async () => {
    const world = new World('newer')
    world.a.set('x', 'one')
    world.b.set('y', 'two')
    expect(await world.sync(undefined, true)).toMatchObject({ copied: 2, dryRun: true })
    expect([...world.a.objects.keys(), ...world.b.objects.keys()]).toEqual(['x', 'y'])
    expect(await world.sync()).toMatchObject({ copied: 2 })
  })

  it('keeps the loser under a name that tells where it came from', async () => {
    const world = new World('first')
    world.a.set('dir/report.pdf', 'one')
    world.b.set('dir/report.pdf', 'two')
    const report = await world.sync()
    expect(report).toMatchObject({ conflicts: 1, copied: 1 })
    expect(report?.kept[0]).toMatch(/^dir\/report\.conflict-b-19700101T00000\dZ-\w+\.pdf$/)
    expect([...world.b.objects].map(([key, { text }]) => [key, text]).sort()).toEqual([
      [report?.kept[0], 'two'],
      ['dir/report.pdf', 'one'],
    ])
  })
})
