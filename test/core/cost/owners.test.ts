import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compareDocument } from '../../../src/core/cost/compare/compare-document.ts'
import { compareWorkload } from '../../../src/core/cost/compare/cost-compare.ts'
import { readWorkload } from '../../../src/core/cost/compare/workload.ts'
import { decimal } from '../../../src/core/cost/money.ts'
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
  return compareWorkload(name, readWorkload(name, section as Record<string, unknown>), prices)
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
    const count = comparison.items
      .flatMap(({ clouds }) => clouds)
      .filter((one) => one.stated !== undefined).length
    expect(stated?.rows).toHaveLength(count)
    for (const row of stated?.rows ?? []) expect(row.at(-1)?.text).toMatch(/^ours is .+: (free|.*\d)/)
  })
})

describe('known owners', () => {
  it('of the learning platform are near on what has one price', () => {
    const { items } = comparisonOf('learning-platform')
    const of = (name: string, cloud: string) =>
      items.find((item) => item.name === name)?.clouds.find((one) => one.cloud === cloud)
    expect(of('clusters', 'aws')?.stated?.differenceUsd).toBe('0')
    expect(decimal(of('nodes', 'aws')?.usd ?? '0').toFixed(2)).toBe('620.50')
    expect(decimal(of('nodes', 'gcp')?.usd ?? '0').toFixed(2)).toBe('567.17')
  })
})
