import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, plan, promote } from '../../../src/core/failover/promote.ts'
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

const contents =
  'SELECT count(*)::int AS rows, sum(hashtextextended(o::text, 0))::text AS sum FROM public.orders o'

describe('a planned promotion', () => {
  it('would begin on servers that were set up by plain SQL', async () => {
    const report = await check(bench.input(), 'gcp')
    expect(report.checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(report.topology.members.map(({ role }) => role)).toEqual(['primary', 'replica', 'replica'])
  })

  it('moves there, back, and there again under load: no write lost, none twice, never two writers', async () => {
    const sampler = startSampler(trio, 'load', ['aws', 'gcp', 'azure'])
    try {
      for (const [to, epoch] of [
        ['gcp', 1],
        ['aws', 2],
        ['gcp', 3],
      ] as const) {
        const before = sampler.acknowledged.length
        const report = await bench.promote(to)
        expect(report).toMatchObject({ state: 'done', evidence: { lostRows: 0 }, debts: [] })
        expect(report.after.epoch).toBe(epoch)
        expect(report.after.members.find(({ cloud }) => cloud === to)?.role).toBe('primary')
        expect(report.after.members.filter(({ follows }) => follows === to)).toHaveLength(2)
        expect(bench.traffic.at).toBe(to)
        await until(async () => sampler.acknowledged.length > before + 20)
      }
    } finally {
      await sampler.stop()
    }
    expect(sampler.turns()).toEqual(['aws', 'gcp', 'aws', 'gcp'])
    expect(sampler.faults).toEqual([])
    expect(await lostWrites(trio, 'gcp', sampler.acknowledged)).toEqual([])
    for (const replica of ['aws', 'azure'] as const) {
      await until(async () => {
        const [here, there] = await Promise.all([
          trio.of(replica).rows(contents),
          trio.of('gcp').rows(contents),
        ])
        return JSON.stringify(here) === JSON.stringify(there)
      })
      const errors = await trio
        .of(replica)
        .rows('SELECT sum(apply_error_count)::int AS n FROM pg_stat_subscription_stats')
      expect(errors).toEqual([{ n: 0 }])
    }
  })

  it('leaves behind no slot that nobody reads', async () => {
    const slots = async (cloud: 'aws' | 'gcp' | 'azure') =>
      (
        await trio
          .of(cloud)
          .rows<{ name: string }>('SELECT slot_name::text AS name FROM pg_replication_slots ORDER BY 1')
      ).map(({ name }) => name)
    expect(await slots('gcp')).toEqual(['mcloud_aws', 'mcloud_azure'])
    expect(await slots('aws')).toEqual([])
    expect(await slots('azure')).toEqual([])
  })

  it('carries every kind of sequence over and never backwards', async () => {
    const next = (name: string) =>
      trio
        .of('gcp')
        .rows<{ v: string }>(`SELECT nextval('public.${name}') AS v`)
        .then(([row]) => Number(row?.v))
    expect(await next('countdown')).toBe(-3)
    expect(await next('batch')).toBe(21)
    expect(await next('wheel')).toBe(3)
    expect(await next('untouched')).toBe(100)
    await expect(
      trio.of('gcp').sql(`SET ROLE app; INSERT INTO public.items (order_id, price) VALUES (1, 1)`),
    ).resolves.toBeDefined()
  })

  it('ends an idle transaction that has written and one that holds a lock, and loses nothing acknowledged', async () => {
    const idle = new pg.Client({ connectionString: trio.of('gcp').url('app') })
    const locker = new pg.Client({ connectionString: trio.of('gcp').url('app') })
    for (const client of [idle, locker]) {
      client.on('error', () => {})
      await client.connect()
    }
    await idle.query("BEGIN; INSERT INTO public.orders (note) VALUES ('never acknowledged')")
    await locker.query('BEGIN; LOCK TABLE public.items IN ROW EXCLUSIVE MODE')
    const report = await bench.promote('azure')
    expect(report).toMatchObject({ state: 'done', evidence: { lostRows: 0 } })
    await expect(idle.query('COMMIT')).rejects.toThrow()
    const rows = await trio.of('azure').rows("SELECT FROM public.orders WHERE note = 'never acknowledged'")
    expect(rows).toEqual([])
    await Promise.all([idle.end().catch(() => {}), locker.end().catch(() => {})])
  })

  it('is refused by a plan that was made before something changed, and changes nothing then', async () => {
    const approved = await plan(bench.input(), 'aws')
    if (approved === undefined) throw new Error('no plan')
    for (const cloud of ['azure', 'aws', 'gcp'] as const)
      await trio.of(cloud).sql('ALTER TABLE public.orders ADD COLUMN added int')
    await expect(promote(bench.input(), approved)).rejects.toMatchObject({ code: 'PLAN_STALE' })
    expect(
      (await check(bench.input(), 'aws')).topology.members.find(({ role }) => role === 'primary')?.cloud,
    ).toBe('azure')
  })

  it('has nothing to do where the primary is already', async () => {
    expect(await plan(bench.input(), 'azure')).toBeUndefined()
  })
})
