import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, plan, promote } from '../../../src/core/failover/promote.ts'
import { settleDebts } from '../../../src/core/failover/settle.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../../support/postgres-platform.ts'
import { lostWrites, startSampler } from '../../support/postgres-writer.ts'

let trio: Trio
let bench: FailoverBench

beforeAll(async () => {
  trio = await openTrio()
  bench = openBench(trio)
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

describe('a promotion in trouble', () => {
  it('that cannot drain goes back by itself, and the source takes writes again', async () => {
    const sampler = startSampler(trio, 'drain', ['aws', 'gcp', 'azure'])
    const approved = await plan(bench.input(), 'gcp')
    if (approved === undefined) throw new Error('no plan')
    const holder = new pg.Client({ connectionString: trio.of('gcp').url('admin') })
    await holder.connect()
    // the replica stops applying in the very moment in which the source has been fenced
    const boundary = async (name: string) => {
      if (name === 'after run fence-source')
        await holder.query('BEGIN; LOCK TABLE mcloud.marker IN SHARE MODE')
    }
    await expect(promote(bench.input(boundary), approved)).rejects.toMatchObject({ code: 'RUN_STEP_FAILED' })
    await holder.end()
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 5)
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws'])
    for (const replica of ['gcp', 'azure'] as const)
      await until(async () => (await lostWrites(trio, replica, sampler.acknowledged)).length === 0)
  })

  it('goes on while another replica is away, and lets it follow later without loss', async () => {
    await trio.of('azure').stop('immediate')
    const sampler = startSampler(trio, 'away', ['aws', 'gcp'])
    const report = await bench.promote('gcp')
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 10)
    expect(report.debts).toMatchObject([
      { id: 'stray-replica@orders:azure', clearWith: 'mcloud failover settle' },
    ])
    await trio.of('azure').start()
    const settled = await settleDebts(bench.ports())
    expect(settled.data.debts).toMatchObject([{ result: 'cleared' }])
    expect(settled.kind).toBe('done')
    await until(async () => sampler.acknowledged.length > before + 30)
    await sampler.stop()
    await until(async () => (await lostWrites(trio, 'azure', sampler.acknowledged)).length === 0)
    expect(
      await trio.of('azure').rows('SELECT sum(apply_error_count)::int AS n FROM pg_stat_subscription_stats'),
    ).toEqual([{ n: 0 }])
    expect(await trio.of('aws').rows('SELECT slot_name FROM pg_replication_slots')).toEqual([])
    expect((await settleDebts(bench.ports())).kind).toBe('unchanged')
  })

  it('is refused while a replica still hangs on an earlier primary, whose changes another switch would skip', async () => {
    await until(
      async () =>
        (await trio.of('azure').rows('SELECT FROM pg_stat_subscription WHERE latest_end_lsn IS NOT NULL'))
          .length > 0,
    )
    await trio.of('azure').stop('fast')
    expect((await bench.promote('aws')).debts).toMatchObject([{ id: 'stray-replica@orders:azure' }])
    await trio.of('aws').sql("INSERT INTO public.orders (note) VALUES ('of this term')")
    await expect(bench.promote('gcp')).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      problems: [{ at: 'replica-azure', expected: expect.stringContaining('mcloud failover settle') }],
    })
    await trio.of('azure').start()
    expect((await settleDebts(bench.ports())).kind).toBe('done')
    expect((await bench.promote('gcp')).debts).toEqual([])
    await until(
      async () =>
        (await trio.of('azure').rows("SELECT FROM public.orders WHERE note = 'of this term'")).length === 1,
    )
  })

  it('does not switch a replica over in the middle of its first copy', async () => {
    for (const cloud of ['aws', 'gcp', 'azure'] as const)
      await trio
        .of(cloud)
        .sql('CREATE TABLE public.late (id int PRIMARY KEY); GRANT SELECT ON public.late TO app')
    await trio.of('gcp').sql(`INSERT INTO public.late SELECT generate_series(1, 20);
      ALTER PUBLICATION mcloud ADD TABLE public.late`)
    const holder = new pg.Client({ connectionString: trio.of('azure').url('admin') })
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE public.late IN SHARE MODE')
    for (const cloud of ['aws', 'azure'] as const)
      await trio.of(cloud).sql(`ALTER SUBSCRIPTION mcloud_${cloud} REFRESH PUBLICATION`)
    await until(async () => (await trio.of('aws').rows('SELECT FROM public.late')).length === 20)
    const { checks } = await check(bench.input(), 'aws')
    expect(checks.find(({ name }) => name === 'replica-azure')).toMatchObject({
      result: 'warn',
      observed: expect.stringContaining('public.late'),
    })
    const promoting = bench.promote('aws')
    await until(
      async () =>
        (await trio.of('aws').rows("SELECT FROM pg_roles WHERE rolname = 'app' AND rolcanlogin")).length ===
        1,
    )
    await holder.query('ROLLBACK')
    await holder.end()
    // the copy goes on as soon as the lock is gone, and only then the replica is switched
    expect((await promoting).debts).toEqual([])
    await until(async () => (await trio.of('azure').rows('SELECT FROM public.late')).length === 20)
    await bench.promote('gcp')
  })

  it('stays open after the commit point when DNS fails, and is finished by resume', async () => {
    bench.traffic.failNext = 1
    const approved = await plan(bench.input(), 'aws')
    if (approved === undefined) throw new Error('no plan')
    await expect(promote(bench.input(), approved)).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      hint: expect.stringContaining('mcloud failover resume'),
    })
    const { endRun } = await import('../../support/failover-crash.ts')
    expect(await endRun(bench, 'abort')).toBe('done')
    expect(bench.traffic.at).toBe('aws')
  })

  it('is refused while another one is not over, and the loser changes nothing', async () => {
    const approved = await plan(bench.input(), 'gcp')
    const second = await plan(bench.input(), 'azure')
    if (approved === undefined || second === undefined) throw new Error('no plan')
    const results = await Promise.allSettled([
      promote(bench.input(), approved),
      promote(bench.input(), second),
    ])
    const won = results.filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
    const lost = results.find((result) => result.status === 'rejected')
    expect(['RUN_LOCKED', 'PLAN_STALE', 'STALE_EPOCH', 'PREFLIGHT_FAILED']).toContain(
      (lost as PromiseRejectedResult).reason.code,
    )
  })
})
