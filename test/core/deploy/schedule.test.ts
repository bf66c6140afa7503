import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DeployUnit } from '../../../src/config/platform.ts'
import { graphOf, reversed } from '../../../src/core/deploy/graph.ts'
import { makeSlots, schedule } from '../../../src/core/deploy/schedule.ts'

/** Any graph without circles: a unit needs only units with a lower number. */
const units = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 25 })
  .map((all) =>
    all.map(
      (needs, index): DeployUnit => ({
        name: `u${index}`,
        folder: '/',
        needs: index === 0 ? [] : [...new Set(needs.map((need) => `u${need % index}`))],
        variables: {},
        inputs: [],
        environments: {},
        health: [],
        apis: [],
      }),
    ),
  )

it('orders every graph, also the other way round', () => {
  fc.assert(
    fc.property(units, (all) => {
      for (const graph of [graphOf(all), reversed(graphOf(all))]) {
        expect([...graph.order].sort()).toEqual(all.map(({ name }) => name).sort())
        for (const [unit, needs] of graph.needs)
          for (const need of needs) expect(graph.order.indexOf(need)).toBeLessThan(graph.order.indexOf(unit))
      }
    }),
  )
})

it('begins a unit after what it needs, at most so many at once, and a failure stops only what needs it', async () => {
  await fc.assert(
    fc.asyncProperty(
      units,
      fc.array(fc.boolean()),
      fc.integer({ min: 1, max: 5 }),
      async (all, luck, count) => {
        const graph = graphOf(all)
        const slots = makeSlots(count)
        const done = new Set<string>()
        let most = 0
        const results = await schedule<string>({
          graph,
          work: async (unit) => {
            for (const need of graph.needs.get(unit) ?? []) expect(done.has(need)).toBe(true)
            const release = await slots.take(graph.height.get(unit) ?? 0)
            most = Math.max(most, slots.taken)
            await Promise.resolve()
            release()
            const ok = luck[Number(unit.slice(1))] !== false
            if (ok) done.add(unit)
            return { ok, result: ok ? 'ok' : 'failed' }
          },
          skip: (_unit, because) => `skipped:${because}`,
        })
        expect(most).toBeLessThanOrEqual(count)
        for (const [unit, result] of results) {
          const bad = [...(graph.needs.get(unit) ?? [])].filter((need) => results.get(need) !== 'ok')
          expect(result.startsWith('skipped')).toBe(bad.length > 0)
          if (bad.length > 0) expect(bad).toContain(result.slice('skipped:'.length))
        }
      },
    ),
  )
})
