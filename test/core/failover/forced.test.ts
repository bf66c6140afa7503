import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { showFailover } from '../../../src/core/audit/read-audits.ts'
import { readTopology } from '../../../src/core/audit/topology-after.ts'
import type { Accepted } from '../../../src/core/failover/forced/forced-promotion.ts'
import { planForcedPromotion, promoteForced } from '../../../src/core/failover/forced/promote-forced.ts'
import { plan, promote } from '../../../src/core/failover/promote.ts'
import { settleDebts } from '../../../src/core/failover/settle.ts'
import { listDebts } from '../../../src/core/runs/debts.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { type ForcedBench, openForcedBench } from '../../support/failover-forced.ts'
import { until } from '../../support/postgres-platform.ts'
import { lostWrites, startSampler } from '../../support/postgres-writer.ts'

let forced: ForcedBench

beforeAll(async () => {
  forced = await openForcedBench()
})
afterAll(async () => {
  await forced?.close()
})

const LIMIT: Accepted = { lossMs: 60_000 }

/** Names of the checks that a forced promotion to GCP is refused for. */
async function refusals(accepted: Accepted = LIMIT, inCloud?: 'aws'): Promise<string[]> {
  const input = forced.bench.input()
  const store = inCloud === undefined ? input.store : { ...input.store, cloud: inCloud }
  try {
    await planForcedPromotion({ ...input, store }, 'gcp', accepted)
    return []
  } catch (error) {
    if (!(error instanceof McloudError) || error.code !== 'PREFLIGHT_FAILED') throw error
    return error.problems.map(({ at }) => at)
  }
}

describe('a promotion by force', () => {
  it('is refused without evidence, and accepted without it only by name', async () => {
    await forced.passage('aws').set('dead')
    expect(await refusals()).toEqual(['loss', 'access', 'sequences'])
    expect(await refusals({ ...LIMIT, unknownLoss: 'a test' })).toEqual([])
    await forced.passage('aws').set('open')
  })

  it('is refused while the primary answers', async () => {
    await forced.beat()
    await until(
      async () =>
        (await refusals()).join() === 'source-silent,one-writer' ||
        (await refusals()).join() === 'source-silent',
    )
  })

  it('is refused to the primary itself', async () => {
    await expect(forced.plan('aws')).rejects.toMatchObject({
      problems: [{ at: 'target', message: expect.stringContaining('it is the primary already') }],
    })
  })

  it('is refused where more would be lost than is accepted', async () => {
    await forced.passage('aws').set('dead')
    expect(await refusals({ lossMs: 0 })).toEqual(['loss'])
    expect(await refusals()).toEqual([])
  })

  it('is refused with a coordination store in the failing cloud, unless that is accepted', async () => {
    expect(await refusals(LIMIT, 'aws')).toEqual(['store-outside'])
    expect(await refusals({ ...LIMIT, storeInCloud: 'a test' }, 'aws')).toEqual([])
  })

  it('is refused where nothing would prove the fence, unless that is accepted', async () => {
    forced.control.silent.add('aws')
    expect(await refusals()).toEqual(['source-fence'])
    expect(await refusals({ ...LIMIT, unfencedSource: 'a test' })).toEqual([])
    forced.control.silent.clear()
  })

  it('gives a black-holed primary up after a moment', async () => {
    await forced.passage('aws').set('silent')
    expect(await refusals()).toEqual([])
    await forced.passage('aws').set('dead')
  })

  it('is undone where the fence cannot be proved, and the application notices nothing', async () => {
    const sampler = startSampler(forced.trio, 'unproved', ['aws', 'gcp', 'azure'])
    const approved = await forced.plan('gcp')
    const boundary = (name: string) => {
      if (name === 'before run fence-source') forced.control.silent.add('aws')
    }
    await expect(promoteForced(forced.bench.input(boundary), approved)).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      cause: { code: 'FENCE_UNPROVED' },
      hint: expect.stringContaining('--accept-unfenced-source=REASON'),
    })
    forced.control.silent.clear()
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 5)
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws'])
    for (const replica of ['gcp', 'azure'] as const)
      await until(async () => (await lostWrites(forced.trio, replica, sampler.acknowledged)).length === 0)
  })

  it('shuts a primary off that still takes writes of others, and never has two writers', async () => {
    const { trio, bench } = forced
    await forced.passage('aws').set('open')
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
    const place = { store: bench.input().store, platform: 'shop' }
    expect(await readTopology(place, report.runId)).toEqual(report.after)
    expect(report.forced?.firstWriteMs).toBeGreaterThan(0)
    expect(report.forced?.lastHeartbeat?.ageMs).toBeGreaterThan(0)
    expect(bench.traffic.at).toBe('gcp')
    // stopped in good order, it had sent everything to both: neither a write nor a replica is lost
    expect(report.debts.filter(({ kind }) => !kind.startsWith('zombie'))).toEqual([])
    expect(await lostWrites(trio, 'gcp', sampler.acknowledged)).toEqual([])
    const own = sampler.acknowledged.filter(({ cloud }) => cloud === 'gcp')
    await until(async () => (await lostWrites(trio, 'azure', own)).length === 0)
  })

  it('leaves debts that name the command which pays them', async () => {
    const debts = await listDebts(forced.bench.input().store, 'shop')
    expect(debts.map(({ id }) => id).sort()).toEqual([
      'zombie-slot@orders:aws:mcloud_azure',
      'zombie-slot@orders:aws:mcloud_gcp',
      'zombie@orders:aws',
    ])
    expect(new Set(debts.map(({ clearWith }) => clearWith))).toEqual(
      new Set(['mcloud failover rejoin --cloud aws --database orders']),
    )
  })

  it('opens with sequences beyond all that the old primary may have handed out', async () => {
    const { trio } = forced
    await trio.of('gcp').sql(
      `SET ROLE app; INSERT INTO public.orders (note) SELECT 'after' FROM generate_series(1, 10000);
       INSERT INTO public.items (order_id, price) SELECT 1, 1 FROM generate_series(1, 1000)`,
    )
    const [beyond] = await trio.of('gcp').rows<{ first: string; free: string; batch: string; wheel: string }>(
      `SELECT (SELECT min(id) FROM public.orders WHERE note = 'after') AS first, nextval('public.countdown') AS free,
         nextval('public.batch') AS batch, nextval('public.wheel') AS wheel`,
    )
    await trio.of('aws').start()
    const [old] = await trio.of('aws').rows<{ last: string }>('SELECT max(id) AS last FROM public.orders')
    await trio.of('aws').stop('immediate')
    expect(Number(beyond?.first)).toBeGreaterThan(Number(old?.last))
    expect(Number(beyond?.free)).toBeLessThan(-1000)
    expect(Number(beyond?.batch)).toBeGreaterThan(1020)
    expect(Number(beyond?.wheel)).toBeLessThanOrEqual(5)
  })
})

describe('a primary out of reach', () => {
  let lost: ForcedBench

  beforeAll(async () => {
    lost = await openForcedBench(['aws', 'gcp'])
  })
  afterAll(async () => {
    lost?.trio.of('aws').wake()
    await lost?.close()
  })

  it('leaves its slot behind a planned promotion as a debt, which settling pays when it is back', async () => {
    const { trio, bench } = lost
    const approved = await plan(bench.input(), 'gcp')
    if (approved === undefined) throw new Error('There is no plan.')
    const cutOff = (name: string) =>
      name === 'before run retire-subscription' ? lost.passage('aws').set('dead') : undefined
    const report = await promote(bench.input(cutOff), approved)
    expect(report.state).toBe('done')
    expect(report.debts.map(({ id }) => id).sort()).toEqual([
      'orphan-slot@orders:aws:mcloud_gcp',
      'stray-replica@orders:aws',
    ])
    const settle = () => settleDebts(bench.ports())
    expect((await settle()).kind).toBe('partial')
    const orphans = () =>
      trio.of('aws').rows(`SELECT FROM pg_replication_slots WHERE slot_name = 'mcloud_gcp'`)
    expect(await orphans()).toHaveLength(1)
    await lost.passage('aws').set('open')
    await until(async () => (await settle()).kind !== 'partial')
    expect(await orphans()).toEqual([])
    expect(await listDebts(bench.input().store, 'shop')).toEqual([])
    const { audit } = (await showFailover({ run: report.runId, markdown: false }, bench.ports())).data
    expect(audit.debts.map(({ open }) => open)).toEqual([false, false])
    expect(await bench.promote('aws')).toMatchObject({ state: 'done', debts: [] })
  })

  it('loses nothing that the target has received, however long the target takes to apply it', async () => {
    const { trio } = lost
    await lost.beat()
    const target = new pg.Client({ connectionString: trio.of('gcp').url('admin') })
    await target.connect()
    await target.query('BEGIN; LOCK TABLE public.orders IN EXCLUSIVE MODE')
    const notes = Array.from({ length: 20 }, (_, number) => ({
      cloud: 'aws' as const,
      note: `received ${number}`,
      endedMs: 0,
    }))
    for (const { note } of notes)
      await trio.of('aws').sql(`SET ROLE app; INSERT INTO public.orders (note) VALUES ('${note}')`)
    await until(async () => {
      const [sent] = await trio
        .of('aws')
        .rows<{ all: boolean }>(
          `SELECT sent_lsn >= pg_current_wal_lsn() AS all FROM pg_stat_replication WHERE application_name = 'mcloud_gcp'`,
        )
      return sent?.all === true
    })
    trio.of('aws').suspend()
    await lost.passage('aws').set('silent')
    lost.control.stopped.add('aws')
    const release = (name: string) => {
      if (name === 'before run stop-replication') setTimeout(() => void target.query('COMMIT'), 500)
    }
    expect(await lost.force('gcp', {}, release)).toMatchObject({ state: 'done' })
    await target.end()
    expect(await lostWrites(trio, 'gcp', notes)).toEqual([])
  })
})
