import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { findRun, goOn, plan, promote } from '../../../src/core/failover/promote.ts'
import { settleDebts } from '../../../src/core/failover/settle.ts'
import type { Boundary } from '../../../src/core/runs/journal.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { makeDatabaseServers } from '../../../src/postgres/servers.ts'
import { Crash } from '../../support/failover-crash.ts'
import { openForcedBench } from '../../support/failover-forced.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../../support/postgres-platform.ts'

let trio: Trio
let bench: FailoverBench

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  bench = openBench(trio)
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

/** The process dies there, and does nothing more. */
function dieAt(name: string): Boundary {
  let dead = false
  return (passed) => {
    dead ||= passed === name
    if (dead) throw new Crash(passed)
  }
}

async function crash(of: FailoverBench, to: Cloud, name: string): Promise<void> {
  const approved = await plan(of.input(), to)
  if (approved === undefined) throw new Error('It is there already.')
  await expect(promote(of.input(dieAt(name)), approved)).rejects.toThrow(Crash)
}

async function takesWrites(of: Trio, cloud: Cloud): Promise<boolean> {
  const app = new pg.Client({ connectionString: of.of(cloud).url('app') })
  app.on('error', () => {})
  try {
    await app.connect()
    await app.query("INSERT INTO public.orders (note) VALUES ('is it open?')")
    return true
  } catch {
    return false
  } finally {
    await app.end().catch(() => {})
  }
}

describe('a promotion that was cut off', { timeout: 60_000 }, () => {
  it('and that fails in its pause when it is resumed, gives the source back by itself', async () => {
    await crash(bench, 'gcp', 'after run fence-source')
    expect(await takesWrites(trio, 'aws')).toBe(false)
    const boundary: Boundary = (name) => {
      if (name === 'before run drain') throw new McloudError({ code: 'DEADLINE', message: 'no marker' })
    }
    const input = bench.input(boundary)
    await expect(goOn(input, await findRun(input), 'resume')).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      message: expect.stringContaining('Everything done before it was undone.'),
    })
    expect([await takesWrites(trio, 'aws'), await takesWrites(trio, 'gcp')]).toEqual([true, false])
  })

  it('goes on after a minute: what it has published itself is no change of its plan', async () => {
    await crash(bench, 'gcp', 'before run fence-source')
    const input = bench.input()
    const later = {
      ...input,
      clock: { ...input.clock, now: () => Date.now() + 61_000 },
      call: { ...input.call, deadlineMs: Date.now() + 180_000 },
    }
    expect((await goOn(later, await findRun(later), 'resume')).state).toBe('done')
    expect([await takesWrites(trio, 'aws'), await takesWrites(trio, 'gcp')]).toEqual([false, true])
  })

  it('is given up where a table appears while it prepares, before anything is fenced', async () => {
    const approved = await plan(bench.input(), 'aws')
    if (approved === undefined) throw new Error('no plan')
    const boundary = async (name: string) => {
      if (name === 'before run prepare-traffic')
        await trio.of('gcp').sql('CREATE TABLE public.sneaked (id int PRIMARY KEY)')
    }
    await expect(promote(bench.input(boundary), approved)).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      message: expect.stringMatching(/catalog in gcp has changed.*has not been fenced.*was undone/),
    })
    expect([await takesWrites(trio, 'aws'), await takesWrites(trio, 'gcp')]).toEqual([false, true])
    await trio.of('gcp').sql('DROP TABLE public.sneaked')
  })

  it('between its fence and the end of the sessions loses nothing that a function still writes', async () => {
    for (const cloud of ['aws', 'gcp'] as const)
      await trio
        .of(cloud)
        .sql(`CREATE FUNCTION public.put(note text) RETURNS void LANGUAGE sql SECURITY DEFINER
        AS 'INSERT INTO public.orders (note) VALUES (note)'`)
    await crash(bench, 'aws', 'before run fence-source')
    const input = bench.input()
    const run = await findRun(input)
    const source = await makeDatabaseServers().openForPromotion(
      trio.database,
      trio.database.members.gcp as never,
      input.call,
    )
    const row = await source.fencing.read(input.call)
    // the transaction of the fence, as a process leaves it that dies right after its COMMIT
    await source.fencing.fence(
      { runId: run.id, epoch: run.epoch, token: 1 + (row?.token ?? 0) },
      { graceMs: 100, lockTimeoutMs: 5_000 },
      input.call,
    )
    await source.close()
    await trio.of('gcp').sql('ALTER ROLE app LOGIN')
    const held = new pg.Client({ connectionString: trio.of('gcp').url('app') })
    held.on('error', () => {})
    await held.connect()
    await trio.of('gcp').sql('ALTER ROLE app NOLOGIN')
    const acknowledged: string[] = []
    const writing = (async () => {
      await held.query('SET default_transaction_read_only = off')
      for (let count = 0; ; count++) {
        await held.query('SELECT public.put($1)', [`late ${count}`])
        acknowledged.push(`late ${count}`)
      }
    })().catch(() => {})
    await until(async () => acknowledged.length > 3)
    const again = bench.input()
    expect((await goOn(again, await findRun(again), 'resume')).state).toBe('done')
    await writing // ended by the server
    await held.end().catch(() => {})
    const rows = await trio
      .of('aws')
      .rows<{ note: string }>("SELECT note FROM public.orders WHERE note LIKE 'late %'")
    const arrived = new Set(rows.map(({ note }) => note))
    expect(acknowledged.filter((note) => !arrived.has(note))).toEqual([])
  })
})

describe('a promotion whose source is gone before its commit point', { timeout: 60_000 }, () => {
  it('is taken back without it, stands in no other way, and lets it in again when that is settled', async () => {
    const world = await openForcedBench(['aws', 'gcp'])
    try {
      await world.beat()
      await crash(world.bench, 'gcp', 'after run reverse-replication')
      await world.passage('aws').set('dead')
      await world.trio.of('aws').stop('immediate')
      const input = world.bench.input()
      const report = await goOn(input, await findRun(input), 'abort')
      expect(report.state).toBe('aborted')
      expect(report.debts).toMatchObject([
        { id: 'fenced-source@orders:aws', clearWith: 'mcloud failover settle' },
      ])
      expect(report.steps.find(({ id }) => id === 'fence-source')).toMatchObject({
        state: 'skipped',
        message: expect.stringContaining('aws does not answer'),
      })
      // the primary may be given up now
      expect((await world.plan('gcp')).subject.from).toBe('aws')
      // or it comes back, and nobody let it in meanwhile
      expect((await settleDebts(world.bench.ports())).kind).toBe('partial')
      await world.trio.of('aws').start()
      await world.passage('aws').set('open')
      expect(await takesWrites(world.trio, 'aws')).toBe(false)
      expect(await settleDebts(world.bench.ports())).toMatchObject({ kind: 'done' })
      expect(await takesWrites(world.trio, 'aws')).toBe(true)
      expect(await world.trio.of('aws').rows('SELECT subname FROM pg_subscription')).toEqual([])
      const moved = await until(async () => {
        const approved = await plan(world.bench.input(), 'gcp').catch(() => undefined)
        return approved !== undefined && (await promote(world.bench.input(), approved)).state === 'done'
      })
      expect(moved).toBeUndefined()
    } finally {
      await world.close()
    }
  })
})
