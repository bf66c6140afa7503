import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../../support/postgres-platform.ts'
import { lostWrites, startSampler } from '../../support/postgres-writer.ts'

let trio: Trio
let bench: FailoverBench

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp', 'azure'], 15)
  bench = openBench(trio)
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

describe('on PostgreSQL 15, which knows no origins', () => {
  it('moves there and back without an echo', async () => {
    const sampler = startSampler(trio, 'fifteen', ['aws', 'gcp', 'azure'])
    try {
      for (const to of ['gcp', 'aws'] as const) {
        const before = sampler.acknowledged.length
        expect(await bench.promote(to)).toMatchObject({ state: 'done', evidence: { lostRows: 0 }, debts: [] })
        await until(async () => sampler.acknowledged.length > before + 10)
      }
    } finally {
      await sampler.stop()
    }
    expect(sampler.turns()).toEqual(['aws', 'gcp', 'aws'])
    expect(sampler.faults).toEqual([])
    for (const cloud of ['aws', 'gcp', 'azure'] as const)
      await until(async () => (await lostWrites(trio, cloud, sampler.acknowledged)).length === 0)
    for (const cloud of ['gcp', 'azure'] as const)
      expect(
        await trio.of(cloud).rows('SELECT sum(apply_error_count)::int AS n FROM pg_stat_subscription_stats'),
      ).toEqual([{ n: 0 }])
  })
})
