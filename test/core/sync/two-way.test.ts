import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFLICT_POLICIES, type ConflictPolicy } from '../../../src/core/sync/decide-two-way.ts'
import { UNLIMITED } from '../../../src/core/sync/pace.ts'
import { TrafficCount } from '../../../src/core/sync/store-traffic.ts'
import { syncPair } from '../../../src/core/sync/sync-pair.ts'
import { MemoryLedger, MemoryStore, memoryState } from '../../support/memory-store.ts'
import { callOf, RULES } from '../../support/sync-pair.ts'

type Step =
  | { readonly do: 'write' | 'delete'; readonly side: 'a' | 'b'; readonly key: string }
  | { readonly do: 'sync' }
  /** A sync that is killed after some operations of one side, with its latest notes lost. */
  | { readonly do: 'killed'; readonly side: 'a' | 'b'; readonly after: number; readonly loses: number }

const side = fc.constantFrom('a' as const, 'b' as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      side,
      key: fc.constantFrom('x', 'y', 'z.txt'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      side,
      key: fc.constantFrom('x', 'y', 'z.txt'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
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
  readonly a = new MemoryStore('a:', () => this.#tick())
  readonly b = new MemoryStore('b:', () => this.#tick())
  readonly ledger = new MemoryLedger()
  /** Contents that somebody wrote and nobody who saw them replaced. */
  readonly wanted = new Set<string>()
  readonly #policy: ConflictPolicy
  #count = 0

  constructor(policy: ConflictPolicy) {
    this.#policy = policy
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const each of steps) {
      if (each.do === 'sync') await this.sync()
      else if (each.do === 'killed') await this.#killed(each)
      else this.#change(each)
    }
  }

  async sync() {
    return syncPair({
      a: this.a,
      b: this.b,
      rules: {
        ...RULES,
        direction: 'two-way',
        deletes: true,
        conflicts: this.#policy,
        deleteLimit: { count: 100, share: 1 },
      },
      state: memoryState(this.ledger),
      clock: { now: () => this.#tick(), sleep: async () => {} },
      traffic: new TrafficCount(),
      pace: UNLIMITED,
      dryRun: false,
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
  it('never loses a version that nobody has replaced, in 200 histories with killed runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.constantFrom(...CONFLICT_POLICIES),
        async (steps, policy) => {
          const world = new World(policy)
          await world.play(steps)
          for (let round = 0; round < 3; round += 1) await world.sync()
          const all = new Set([...world.contents(world.a), ...world.contents(world.b)])
          expect([...world.wanted].filter((text) => !all.has(text))).toEqual([])
        },
      ),
      { numRuns: 200 },
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
