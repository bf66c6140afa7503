import { expect, it } from 'vitest'
import { debtPlace, rebuildDebt, zombieDebt, zombieSlotDebt } from '../../../src/core/failover/debts.ts'

it('tells the debts of two databases in one cloud apart, and reads what each is about', () => {
  const ids = ['orders', 'users'].flatMap((database) => [
    zombieDebt(database, 'aws', 'orders-aws').id,
    zombieSlotDebt(database, 'aws', 'mcloud_gcp').id,
    rebuildDebt(database, 'azure', 'it was ahead').id,
  ])
  expect(new Set(ids).size).toBe(6)
  expect(ids.map(debtPlace)).toEqual(
    ['orders', 'users'].flatMap((database) => [
      { database, cloud: 'aws' },
      { database, cloud: 'aws', slot: 'mcloud_gcp' },
      { database, cloud: 'azure' },
    ]),
  )
})
