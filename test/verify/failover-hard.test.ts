import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plan, promote } from '../../src/core/failover/promote.ts'
import { type FailoverBench, openBench } from '../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../support/postgres-platform.ts'
import { lostWrites, type Sampler, startSampler } from '../support/postgres-writer.ts'

const VERSIONS = [15, 18] as const

/** What real servers do at the worst moment; each on both ends of the supported versions. */
describe.each(VERSIONS)('a planned promotion on PostgreSQL %i', (version) => {
  let trio: Trio
  let bench: FailoverBench

  beforeAll(async () => {
    trio = await openTrio(['aws', 'gcp'], version)
    bench = openBench(trio)
  })
  afterAll(async () => {
    bench?.close()
    await trio?.close()
  })

  async function approvedPlan(to: 'aws' | 'gcp') {
    const approved = await plan(bench.input(), to)
    if (approved === undefined) throw new Error('It is there already.')
    return approved
  }

  /** The source took writes until the end, and again after it; nothing is lost and nobody else took any. */
  async function expectUntouched(sampler: Sampler): Promise<void> {
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 5)
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws'])
    expect(sampler.faults).toEqual([])
    await until(async () => (await lostWrites(trio, 'gcp', sampler.acknowledged)).length === 0)
  }

  it.each([
    [
      'a prepared transaction',
      "BEGIN; INSERT INTO public.orders (note) VALUES ('p'); PREPARE TRANSACTION 'p'",
      "ROLLBACK PREPARED 'p'",
    ],
    ['a large object', 'SELECT lo_create(815)', 'SELECT lo_unlink(815)'],
    [
      'a lost key',
      'ALTER TABLE public.items DROP CONSTRAINT items_pkey',
      'ALTER TABLE public.items ADD CONSTRAINT items_pkey PRIMARY KEY (id)',
    ],
  ])('is refused for %s that appears after its plan, and changes nothing', async (what, appear, vanish) => {
    const approved = await approvedPlan('gcp')
    await trio.of('aws').sql(appear)
    const sampler = startSampler(trio, what, ['aws', 'gcp'])
    await expect(promote(bench.input(), approved)).rejects.toMatchObject({
      code: expect.stringMatching(/^(PLAN_STALE|PREFLIGHT_FAILED)$/),
    })
    await expectUntouched(sampler)
    await trio.of('aws').sql(vanish)
  })

  it('goes back by itself when a transaction is prepared right before the fence falls', async () => {
    const approved = await approvedPlan('gcp')
    const sampler = startSampler(trio, 'prepared', ['aws', 'gcp'])
    const boundary = async (name: string) => {
      if (name === 'before run fence-source')
        await trio
          .of('aws')
          .sql("BEGIN; INSERT INTO public.events VALUES ('2026-07-07', 1); PREPARE TRANSACTION 'late'")
    }
    await expect(promote(bench.input(boundary), approved)).rejects.toMatchObject({ code: 'RUN_STEP_FAILED' })
    await expectUntouched(sampler)
    await trio.of('aws').sql("ROLLBACK PREPARED 'late'")
  })

  it('lets nothing through of a session that has authenticated and is not yet visible when the fence falls', async () => {
    const approved = await approvedPlan('gcp')
    const sampler = startSampler(trio, 'past', ['aws', 'gcp'])
    // the server itself holds the session up right after it has let it in
    const late = new pg.Client({
      connectionString: trio.of('aws').url('app'),
      options: '-c post_auth_delay=3',
    })
    late.on('error', () => {})
    let entered: Promise<unknown> | undefined
    const boundary = async (name: string) => {
      if (name !== 'before run fence-source') return
      entered = late
        .connect()
        .then(() => late.query("INSERT INTO public.orders (note) VALUES ('past the fence')"))
      entered.catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(await promote(bench.input(boundary), approved)).toMatchObject({ state: 'done' })
    await expect(entered).rejects.toThrow()
    await late.end().catch(() => {})
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws', 'gcp'])
    expect(await lostWrites(trio, 'gcp', sampler.acknowledged)).toEqual([])
    for (const cloud of ['aws', 'gcp'] as const)
      expect(await trio.of(cloud).rows("SELECT FROM public.orders WHERE note = 'past the fence'")).toEqual([])
  })

  it('waits outside its pause for an open transaction of another database, which holds the reverse slot up', async () => {
    const approved = await approvedPlan('aws')
    await trio.of('aws').sql('CREATE DATABASE other')
    const open = new pg.Client({
      connectionString: trio
        .of('aws')
        .url('admin')
        .replace(/orders$/, 'other'),
    })
    await open.connect()
    await open.query('BEGIN; CREATE TABLE held (id int)')
    const sampler = startSampler(trio, 'other', ['aws', 'gcp'])
    let heldMs = 0
    const boundary = async (name: string) => {
      if (name === 'before run prepare-failback')
        setTimeout(() => {
          heldMs = performance.now()
          void open.query('COMMIT').then(() => open.end())
        }, 1500)
      if (name === 'after run prepare-failback') expect(heldMs).toBeGreaterThan(0)
    }
    expect(await promote(bench.input(boundary), approved)).toMatchObject({ state: 'done' })
    await sampler.stop()
    const waited = sampler.acknowledged.filter(({ cloud, endedMs }) => cloud === 'gcp' && endedMs < heldMs)
    expect(waited.length).toBeGreaterThan(10)
    expect(sampler.turns()).toEqual(['gcp', 'aws'])
    expect(await lostWrites(trio, 'aws', sampler.acknowledged)).toEqual([])
    await trio.of('aws').sql('DROP DATABASE other')
  })

  it('gives the pause up, and the source takes writes again, when the target stops answering inside it', async () => {
    const approved = await approvedPlan('gcp')
    const sampler = startSampler(trio, 'frozen', ['aws', 'gcp'])
    const boundary = (name: string) => {
      if (name === 'after run fence-source') trio.of('gcp').suspend()
    }
    await expect(promote(bench.input(boundary), approved)).rejects.toMatchObject({ code: expect.any(String) })
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 5)
    trio.of('gcp').wake()
    await sampler.stop()
    expect(sampler.turns()).toEqual(['aws'])
    const { endRun } = await import('../support/failover-crash.ts')
    expect(['aborted', 'no run']).toContain(await endRun(bench, 'abort'))
    await until(async () => (await lostWrites(trio, 'gcp', sampler.acknowledged)).length === 0)
    expect(await bench.promote('gcp')).toMatchObject({ state: 'done', evidence: { lostRows: 0 } })
  })
})
