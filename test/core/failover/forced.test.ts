import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listDebts } from '../../../src/core/runs/debts.ts'
import { type ForcedBench, openForcedBench } from '../../support/failover-forced.ts'
import { until } from '../../support/postgres-platform.ts'
import { lostWrites, startSampler } from '../../support/postgres-writer.ts'

let forced: ForcedBench

beforeEach(async () => {
  forced = await openForcedBench()
  await forced.beat()
})
afterEach(async () => {
  await forced?.close()
})

const debtIds = async () => (await listDebts(forced.bench.input().store, 'shop')).map(({ id }) => id).sort()

describe('a promotion by force', () => {
  it('shuts a primary off that still takes writes of others, and never has two writers', async () => {
    const { trio, bench } = forced
    const sampler = startSampler(trio, 'forced', ['aws', 'gcp', 'azure'])
    await until(async () => sampler.acknowledged.length > 20)
    await forced.beat()
    await forced.passage('aws').set('dead')
    const report = await forced.force('gcp')
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 20)
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws', 'gcp'])
    expect(sampler.faults).toEqual([])
    expect(report.state).toBe('done')
    expect(report.forced).toMatchObject({ fence: { proved: true }, traffic: [] })
    expect(report.forced?.firstWriteMs).toBeGreaterThan(0)
    expect(report.forced?.lastHeartbeat?.ageMs).toBeGreaterThan(0)
    expect(bench.traffic.at).toBe('gcp')
    const own = sampler.acknowledged.filter(({ cloud }) => cloud === 'gcp')
    expect(await lostWrites(trio, 'gcp', own)).toEqual([])
    expect(await debtIds()).toEqual(
      ['zombie-slot:aws:mcloud_azure', 'zombie-slot:aws:mcloud_gcp', 'zombie:aws'].sort(),
    )
    await until(async () => (await lostWrites(trio, 'azure', own)).length === 0)
  })
})
