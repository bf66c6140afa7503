import { describe, expect, it } from 'vitest'
import { notesOn } from '../../src/config/check/notes.ts'
import { readText } from './read-text.ts'

const HEAD = 'platform: shop\nstrategy: hybrid\nclouds:\n  aws: { region: us-east-1 }\ncost:\n'

async function notesOf(cost: string): Promise<string[]> {
  return notesOn((await readText(`${HEAD}${cost}`)).effective).map(({ path, message }) =>
    [path.join('.'), message].join(': '),
  )
}

describe('notes on costs', () => {
  it('say where shares are not a hundred together', async () => {
    expect(
      await notesOf('  allocation: { environment: { a: 50, b: 60 }, service: { x: 33.3, y: 66.7 } }\n'),
    ).toEqual(['cost.allocation.environment: the shares add up to 110, and `cost allocate` will refuse them'])
  })

  it('say where a budget is of a cloud that the platform does not live on', async () => {
    const budgets = '  budgets: { here: { monthly: 1, cloud: aws }, there: { monthly: 1, cloud: gcp } }\n'
    expect(await notesOf(budgets)).toEqual([
      'cost.budgets.there.cloud: the platform does not live on gcp: nothing will count in this budget',
    ])
  })
})
