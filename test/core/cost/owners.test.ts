import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compareDocument } from '../../../src/core/cost/compare/compare-document.ts'
import { compareWorkload } from '../../../src/core/cost/compare/cost-compare.ts'
import { readStated, readWorkload } from '../../../src/core/cost/compare/workload.ts'
import { decimal, sum } from '../../../src/core/cost/money.ts'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'

const prices = await shippedPrices()
const EXAMPLES = [
  'ohlcv-pipeline',
  'learning-platform',
  'ecommerce',
  'wildlife-monitoring',
  'wealth-platform',
]

function comparisonOf(example: string) {
  const file = join(import.meta.dirname, '..', '..', '..', 'examples', example, 'mcloud.yaml')
  const { compare } = parse(readFileSync(file, 'utf8')).cost
  const [name = '', section] = Object.entries(compare)[0] ?? []
  const values = section as Record<string, unknown>
  return compareWorkload(name, readWorkload(name, values), prices, readStated(name, values))
}

describe.each(EXAMPLES)('the costs of %s', (example) => {
  const comparison = comparisonOf(example)

  it('are matched and priced on every cloud', () => {
    for (const item of comparison.items) {
      for (const one of item.clouds) {
        expect([item.name, one.cloud, one.basis.length > 0, one.what]).toEqual([
          item.name,
          one.cloud,
          true,
          one.what,
        ])
        expect(one.basis.join()).not.toMatch(/there is no price|\?/)
      }
    }
  })
  it('say by how much and why they differ from what the owners state', () => {
    const document = compareDocument(comparison)
    const stated = document.sections.find(({ title }) => title === 'Against what is stated')
    const items = comparison.items.flatMap(({ clouds }) => clouds).filter((one) => one.stated !== undefined)
    expect(stated?.rows).toHaveLength(items.length + comparison.stated.length)
    for (const row of stated?.rows ?? []) expect(row.at(-1)?.text).toMatch(/\w/)
    expect(document.notes.includes('Nobody states what it costs.')).toBe(stated?.rows.length === 0)
  })
})

/** What is stated of a total, a category or a unit: ours, the difference, and the reason. */
function held(example: string, of: string, cloud?: string) {
  const figure = comparisonOf(example).stated.find((one) => one.of === of && one.cloud === cloud)
  const places = (usd: string | undefined) => decimal(usd ?? '0').toFixed(2)
  return [places(figure?.statedUsd), places(figure?.usd), places(figure?.differenceUsd), figure?.why]
}

describe('what owners state', () => {
  it('of the learning platform is near on what has one price', () => {
    const { items } = comparisonOf('learning-platform')
    const of = (name: string, cloud: string) =>
      items.find((item) => item.name === name)?.clouds.find((one) => one.cloud === cloud)
    expect(of('clusters', 'aws')?.stated?.differenceUsd).toBe('0')
    expect(decimal(of('nodes', 'aws')?.usd ?? '0').toFixed(2)).toBe('620.50')
    expect(decimal(of('nodes', 'gcp')?.usd ?? '0').toFixed(2)).toBe('567.17')
  })

  it('of the learning platform adds up to their totals, and each difference has its items', () => {
    const { items } = comparisonOf('learning-platform')
    for (const [cloud, total] of [
      ['aws', '1623'],
      ['gcp', '1350'],
    ] as const) {
      const own = items.flatMap(({ clouds }) => clouds.filter((one) => one.cloud === cloud))
      const stated = sum(own.map((one) => decimal(one.stated?.usd ?? 0)))
      const difference = sum(own.map((one) => decimal(one.stated?.differenceUsd ?? 0)))
      const [said, , by] = held('learning-platform', 'total', cloud)
      expect([stated.toFixed(0), said, by]).toEqual([total, `${total}.00`, difference.toFixed(2)])
    }
    expect(held('learning-platform', 'total', 'gcp')[3]).toMatch(
      /^it comes from cache \+186\.54, nodes \+67\.17/,
    )
  })

  it('of the pipeline are our prices of one unit; the rest is what is free each month', () => {
    for (const name of ['functions', 'raw data', 'candles', 'trades']) {
      expect(held('ohlcv-pipeline', name, 'aws')).toEqual([
        expect.any(String),
        expect.any(String),
        '0.00',
        expect.stringMatching(/^the same price; /),
      ])
      expect(held('ohlcv-pipeline', name, 'gcp')[3]).toMatch(/ free, as stated$/)
    }
    expect(held('ohlcv-pipeline', 'total', 'aws')).toEqual([
      '5.00',
      '3.30',
      '-1.70',
      'ours has raw data 2.30, functions 0.80, trades 0.20; what is free each month takes 1.85 off',
    ])
    expect(held('ohlcv-pipeline', 'total', 'gcp').slice(0, 3)).toEqual(['0.00', '3.70', '3.70'])
  })

  it('of the wildlife stations is held by category over all clouds, and by cloud', () => {
    const { stated, clouds } = comparisonOf('wildlife-monitoring')
    const categories = stated.filter(({ cloud }) => cloud === undefined)
    expect(sum(categories.map(({ statedUsd }) => decimal(statedUsd))).toFixed(0)).toBe('40000')
    const totals = sum(clouds.map(({ totalUsd }) => decimal(totalUsd)))
    expect(sum(categories.map(({ usd }) => decimal(usd))).toFixed(8)).toBe(totals.toFixed(8))
    expect(held('wildlife-monitoring', 'cdn')).toEqual([
      '2500.00',
      '0.00',
      '-2500.00',
      'no item of the workload is of it',
    ])
    expect(held('wildlife-monitoring', 'compute')[3]).toBe('ours is cluster, nodes, on all clouds together')
    expect(held('wildlife-monitoring', 'total', 'azure')[0]).toBe('12000.00')
  })

  it('has mistakes told with their place', () => {
    const section = { items: [], stated: { aws: 'much' }, statedCategories: { cdn: -1 } }
    expect(() => readStated('x', section)).toThrowError(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ at: 'cost.compare.x.stated.aws' }),
          expect.objectContaining({ at: 'cost.compare.x.statedCategories.cdn' }),
        ],
      }),
    )
  })
})
