import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../src/commands/command.ts'
import { failoverAbort } from '../../src/commands/failover-abort.ts'
import { failoverBeat } from '../../src/commands/failover-beat.ts'
import { failoverCheck } from '../../src/commands/failover-check.ts'
import { failoverHistory } from '../../src/commands/failover-history.ts'
import { failoverPlan } from '../../src/commands/failover-plan.ts'
import { failoverPromote } from '../../src/commands/failover-promote.ts'
import { failoverResume } from '../../src/commands/failover-resume.ts'
import { failoverSettle } from '../../src/commands/failover-settle.ts'
import { failoverShow } from '../../src/commands/failover-show.ts'
import type { FailoverPorts } from '../../src/core/failover/failover-ports.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import { type FailoverBench, openBench } from '../support/postgres-failover.ts'
import { openTrio, type Trio } from '../support/postgres-platform.ts'
import { textPage } from './command-context.ts'

let trio: Trio
let bench: FailoverBench
let folder: string

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  bench = openBench(trio)
  folder = mkdtempSync(join(tmpdir(), 'mcloud-plans-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  bench?.close()
  await trio?.close()
})

/** What these commands touch of a context. */
function context(change: Partial<FailoverPorts> = {}): Context {
  return { ...bench.ports(), ...change } as unknown as Context
}

const UNFORCED = {
  forced: false,
  acceptLoss: undefined,
  acceptUnfencedSource: undefined,
  acceptUnknownLoss: undefined,
  acceptStoreInCloud: undefined,
}
const options = { to: 'gcp' as const, database: undefined, ...UNFORCED, scenario: undefined }
const promoting = options
const run = { options: { run: undefined }, arguments: {} }

describe('failover', () => {
  it('beat refuses to go on without a pause', () => {
    const mistakes = (interval: number) =>
      failoverBeat.mistakes?.({ options: { database: undefined, watch: true, interval }, arguments: {} })
    expect(mistakes(0)).toEqual([expect.stringContaining('100 ms at the least')])
    expect(mistakes(1_000)).toEqual([])
  })

  it('check shows topology, checks and what would happen', async () => {
    const result = await failoverCheck.run({ options, arguments: {} }, context())
    expect(result.kind).toBe('done')
    expect(JSON.stringify(result.data)).not.toContain('postgresql://')
    const page = textPage()
    await failoverCheck.human(result, page)
    expect(page.text()).toContain('aws  orders-aws  primary')
    expect(page.text()).toContain('gcp  orders-gcp  replica  aws')
    expect(page.text()).toMatch(/^lag {2}pass/m)
    expect(page.text()).toMatch(/A promotion would begin\.$/)
  })

  it('names every mistake at once', async () => {
    const wrong = { options: { ...UNFORCED, to: 'azure' as const, database: 'nothing' }, arguments: {} }
    const error = await failoverCheck.run(wrong, context()).catch((thrown: McloudError) => thrown)
    expect(error).toBeInstanceOf(McloudError)
    expect(error).toMatchObject({
      code: 'USAGE',
      problems: [
        { at: '--database', expected: 'one of orders' },
        { at: '--to', expected: 'one of aws, gcp' },
      ],
    })
    expect(
      failoverPromote.mistakes?.({
        options: { ...UNFORCED, scenario: undefined, to: undefined, database: undefined, plan: undefined },
        arguments: {},
      }),
    ).toHaveLength(1)
  })

  it('plan keeps a plan that holds no secret, and promote --dry-run shows it and asks nothing', async () => {
    const out = join(folder, 'promote.plan')
    const planned = await failoverPlan.run({ options: { ...promoting, out }, arguments: {} }, context())
    expect(planned.kind).toBe('changes')
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(readFileSync(out, 'utf8')).not.toContain('127.0.0.1')
    const dry = await failoverPromote.run(
      {
        options: { ...UNFORCED, scenario: undefined, to: undefined, database: undefined, plan: out },
        arguments: {},
      },
      context({ global: { dryRun: true }, confirm: () => Promise.reject(new Error('asked')) }),
    )
    expect(dry.kind).toBe('changes')
    const page = textPage()
    await failoverPromote.human(dry, page)
    expect(page.text()).toContain('Plan to promote orders from aws to gcp')
    expect(page.text()).toContain('Commit epoch 1: from here only forward')
  })

  it('promote refuses a plan that contradicts the command line, was edited, or whose world has changed', async () => {
    const plan = join(folder, 'promote.plan')
    const start = (change: object) =>
      failoverPromote.run(
        {
          options: { ...UNFORCED, scenario: undefined, to: undefined, database: undefined, plan, ...change },
          arguments: {},
        },
        context(),
      )
    await expect(start({ to: 'aws' })).rejects.toMatchObject({ code: 'USAGE' })
    const edited = join(folder, 'edited.plan')
    writeFileSync(edited, readFileSync(plan, 'utf8').replace('"to": "gcp"', '"to": "aws"'))
    await expect(start({ plan: edited })).rejects.toMatchObject({ code: 'PLAN_INVALID' })
    await trio.of('gcp').sql('CREATE TABLE public.extra (id int PRIMARY KEY)')
    await expect(start({})).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
    await trio.of('gcp').sql('DROP TABLE public.extra')
    for (const cloud of ['aws', 'gcp'] as const)
      await trio.of(cloud).sql('CREATE VIEW public.seen AS SELECT 1 AS one')
    await expect(start({})).rejects.toMatchObject({
      code: 'PLAN_STALE',
      problems: [{ message: 'the catalog in aws' }, { message: 'the catalog in gcp' }],
    })
    expect((await bench.input().store.list('shop/runs/')).length).toBe(0)
  })

  it('promote asks with what will happen, and does nothing when declined', async () => {
    let asked = ''
    const declined = new McloudError({ code: 'DECLINED', message: 'Declined.' })
    const confirm = (question: { text: string; platform: string }) => {
      asked = `${question.platform}: ${question.text}`
      return Promise.reject(declined)
    }
    const going = failoverPromote.run(
      { options: { ...promoting, plan: undefined }, arguments: {} },
      context({ confirm }),
    )
    await expect(going).rejects.toBe(declined)
    expect(asked).toContain('shop: Platform shop: move the database orders from aws to gcp')
    expect((await bench.input().store.list('shop/runs/')).length).toBe(0)
  })

  it('promote moves it and ends with pause, lost rows and debts', async () => {
    const result = await failoverPromote.run(
      { options: { ...promoting, plan: undefined }, arguments: {} },
      context(),
    )
    expect(result.kind).toBe('done')
    const page = textPage()
    await failoverPromote.human(result, page)
    expect(page.text()).toMatch(/Before \(epoch 0\)[\s\S]*After \(epoch 1\)/)
    expect(page.text()).toMatch(/^write pause: \d+ ms/m)
    expect(page.text()).toMatch(/^lost rows: 0$/m)
    expect(page.text()).toMatch(/^debts: none$/m)
    expect(page.text()).toContain('3 of 3 tables (110 rows) had equal row counts and checksums')
    const again = await failoverPromote.run(
      { options: { ...promoting, plan: undefined }, arguments: {} },
      context(),
    )
    expect(again.kind).toBe('unchanged')
  })

  it('history and show measure it by its journal, against the objectives', async () => {
    const platform = {
      ...(await context().platform()),
      objectives: { rtoMs: 60_000, rpoMs: { database: 0 } },
    }
    const measured = context({ platform: async () => platform })
    const none = { options: { markdown: false }, arguments: { run: undefined } }
    const { data } = await failoverShow.run(none, measured)
    const audit = data.audit
    expect(audit).toMatchObject({
      kind: 'promote',
      database: 'orders',
      move: { from: 'aws', to: 'gcp' },
      state: 'done',
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      before: { epoch: 0 },
      after: { epoch: 1 },
      measured: { rto: { objectiveMs: 60_000, met: true }, rpo: { ms: 0, lostRows: 0, met: true } },
    })
    expect(audit.after?.members.find(({ cloud }) => cloud === 'gcp')?.role).toBe('primary')
    expect(audit.measured.rto.ms).toBeGreaterThan(0)
    expect(audit.approvals[0]?.what).toBe(`began plan ${audit.planHash.slice(0, 12)}`)
    expect(audit.steps.every(({ startedAt }) => startedAt !== undefined)).toBe(true)
    const page = textPage()
    await failoverShow.human({ kind: 'done', data }, page)
    expect(page.text()).toMatch(/^RPO: 0 ms \(objective 0 ms, met\)$/m)
    const marked = await failoverShow.run({ ...none, options: { markdown: true } }, measured)
    expect(marked.data.markdown).toContain('| RPO | 0 ms (objective 0 ms, met). Everything')
    const list = textPage()
    await failoverHistory.human(
      await failoverHistory.run({ options: { limit: 10, markdown: false }, arguments: {} }, measured),
      list,
    )
    expect(list.text()).toContain(`${audit.runId}  promote orders from aws to gcp  done`)
    const strict = { ...platform, objectives: { rtoMs: 0, rpoMs: {} } }
    const missed = await failoverShow.run(none, context({ platform: async () => strict }))
    expect(missed.data.audit.measured.rto.met).toBe(false)
    expect(missed.data.audit.measured.rpo.met).toBeUndefined()
  })

  it('resume, abort and settle say so when there is nothing to end or to pay', async () => {
    await expect(failoverResume.run(run, context())).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    await expect(failoverAbort.run(run, context())).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    expect((await failoverSettle.run({ options: {}, arguments: {} }, context())).kind).toBe('unchanged')
    const [id] = await bench.input().store.list('shop/runs/')
    const done = { options: { run: id?.split('/')[2] }, arguments: {} }
    expect((await failoverResume.run(done, context())).kind).toBe('unchanged')
  })
})
