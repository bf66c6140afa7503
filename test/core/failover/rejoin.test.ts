import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { makeRowFiles } from '../../../src/coordination/row-files.ts'
import { moveText } from '../../../src/core/audit/audit-text.ts'
import { failoverHistory, showFailover } from '../../../src/core/audit/read-audits.ts'
import { readLoss } from '../../../src/core/failover/loss-record.ts'
import { planRejoinOf, type RejoinReport, rejoin } from '../../../src/core/failover/rejoin/rejoin.ts'
import { listDebts } from '../../../src/core/runs/debts.ts'
import { endAnyCommand } from '../../../src/core/scenarios/commands.ts'
import type { ScenarioPorts } from '../../../src/core/scenarios/scenario-ports.ts'
import { dieAt } from '../../support/failover-crash.ts'
import { type ForcedBench, openForcedBench } from '../../support/failover-forced.ts'
import { until } from '../../support/postgres-platform.ts'
import { lostWrites, type Sampler, startSampler } from '../../support/postgres-writer.ts'

let forced: ForcedBench
let folder: string
let forcedRun: string
let sampler: Sampler

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcloud-divergent-'))
  forced = await openForcedBench()
  await forced.beat()
})
afterAll(async () => {
  await forced?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function rejoinOf(cloud: Cloud, out = join(folder, cloud)): Promise<RejoinReport> {
  const plan = await planRejoinOf(forced.bench.input(), cloud, out)
  if (plan === undefined) throw new Error('There was nothing to do.')
  return rejoin({ ...forced.bench.input(), files: makeRowFiles() }, plan)
}

const store = () => forced.bench.input().store
const refusal = (cloud: Cloud) =>
  rejoinOf(cloud).then(
    () => [],
    (error: { problems?: { at: string }[] }) => error.problems?.map(({ at }) => at),
  )

describe('a primary that comes back', () => {
  it('is never rebuilt while it is the primary', async () => {
    expect(await refusal('aws')).toEqual(['primary'])
  })

  it('comes back unfenced with rows that never arrived: it is fenced first, and they are exported', async () => {
    const { trio } = forced
    // its replicas are cut off before the last writes, so that these are lost for certain
    for (const cloud of ['gcp', 'azure'] as const)
      await trio.of(cloud).sql(`ALTER SUBSCRIPTION mcloud_${cloud} DISABLE`)
    await trio.of('aws').sql(
      `SET ROLE app; INSERT INTO public.orders (note) SELECT 'lost ' || i FROM generate_series(1, 700) i;
         INSERT INTO public.events SELECT '2026-06-01', i FROM generate_series(1, 5) i; UPDATE public.orders SET note = 'changed' WHERE id = 7`,
    )
    await forced.passage('aws').set('dead')
    forced.control.silent.add('aws')
    const report = await forced.force('gcp', { unfencedSource: 'a test' })
    forcedRun = report.runId
    expect(report.forced?.fence).toMatchObject({ proved: false })
    expect(report.debts.map(({ id }) => id)).toContain('unfenced-source@orders:aws')
    // it is back, and takes writes: two writers, which is what was accepted
    forced.control.silent.clear()
    await forced.passage('aws').set('open')
    await trio.of('aws').sql(`SET ROLE app; INSERT INTO public.orders (note) VALUES ('zombie')`)
    sampler = startSampler(trio, 'rejoin', ['aws', 'gcp', 'azure'])
    await until(async () => sampler.turns().length > 1)
    const rejoined = await rejoinOf('aws')
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 20)
    await sampler.stop()
    const sampled = sampler.acknowledged.filter(({ cloud }) => cloud === 'aws').length
    expect(rejoined.state).toBe('done')
    expect(rejoined.lossOf).toBe(forcedRun)
    expect(rejoined.loss?.rows).toBe(700 + 5 + 1 + sampled)
    expect(rejoined.loss?.tables).toContainEqual({
      table: 'public.orders',
      missing: 701 + sampled,
      different: 1,
    })
    expect(await readLoss(store(), 'shop', forcedRun)).toEqual(rejoined.loss)
    expect(sampler.acknowledged.slice(before).every(({ cloud }) => cloud === 'gcp')).toBe(true)
  })

  it('leaves the rows in files that only their owner can read', () => {
    const files = ['public.orders.jsonl', 'public.events_2026.jsonl'].map((name) => join(folder, 'aws', name))
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'aws')).mode & 0o777).toBe(0o700)
    const rows = readFileSync(files[0] as string, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { found: string; row: { note: string } })
    expect(rows.filter(({ row }) => row.note.startsWith('lost '))).toHaveLength(700)
    expect(rows.find(({ found }) => found === 'different')?.row.note).toBe('changed')
  })

  it('is a replica then, without slots of its own, and with no debt left', async () => {
    const { trio } = forced
    const own = sampler.acknowledged.filter(({ cloud }) => cloud === 'gcp')
    await until(async () => (await lostWrites(trio, 'aws', own)).length === 0)
    expect(await trio.of('aws').rows('SELECT slot_name FROM pg_replication_slots')).toEqual([])
    expect((await listDebts(store(), 'shop')).map(({ id }) => id)).toEqual([])
    expect(await planRejoinOf(forced.bench.input(), 'aws', folder)).toBeUndefined()
  })

  it('is told by the audit, with what it has counted, beside the promotion that had lost it', async () => {
    const ports = forced.bench.ports()
    const history = (await failoverHistory({ limit: 100, markdown: true }, ports)).data
    expect(history.audits.map(moveText)).toEqual([
      'rejoin orders in aws, following gcp',
      'promote-forced orders from aws to gcp',
    ])
    expect(history.markdown).toMatch(
      /rejoin orders in aws, following gcp \| done \| \S+ \| nothing was moved/,
    )
    const { audit, markdown } = (await showFailover({ run: undefined, markdown: true }, ports)).data
    const loss = await readLoss(store(), 'shop', forcedRun)
    expect(audit).toMatchObject({ kind: 'rejoin', state: 'done', committed: false, loss, debts: [] })
    expect(audit.approvals.map(({ what }) => what)).toEqual([`began plan ${audit.planHash.slice(0, 12)}`])
    expect(audit.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'check-plan done',
      'fence-returned done',
      'export-divergent done',
      'drop-slots done',
      'rebuild done',
      'await-copy done',
      'settle-debts done',
    ])
    expect(audit.steps.every(({ elapsedMs, endedAt }) => elapsedMs !== undefined && endedAt)).toBe(true)
    const role = (topology = audit.before) => topology?.members.find(({ cloud }) => cloud === 'aws')
    expect(role(audit.before)).toMatchObject({ role: 'primary' })
    expect(role(audit.after)).toMatchObject({ role: 'replica', follows: 'gcp', streaming: true })
    // nothing was moved: there is no time to recovery and no loss that would be its own
    expect(audit.measured.rto.ms).toBeUndefined()
    expect(audit.measured.rpo).toEqual({ means: 'The primary was not moved.', proof: [] })
    expect(markdown).toContain(
      `- ${loss?.rows} rows were on the old primary only, counted by run ${audit.runId}`,
    )
    const forcedAudit = (await showFailover({ run: forcedRun, markdown: false }, ports)).data.audit
    expect(forcedAudit).toMatchObject({ loss, measured: { rpo: { lostRows: loss?.rows } } })
  })

  it('is promoted back without loss, and there again', async () => {
    const load = startSampler(forced.trio, 'failback', ['aws', 'gcp', 'azure'])
    await until(async () => load.acknowledged.length > 10)
    const report = await forced.bench.promote('aws')
    expect(report).toMatchObject({ state: 'done', evidence: { lostRows: 0 }, debts: [] })
    const before = load.acknowledged.length
    await until(async () => load.acknowledged.length > before + 10)
    await load.stop()
    expect(load.turns()).toEqual(['gcp', 'aws'])
    expect(load.faults).toEqual([])
    expect(await lostWrites(forced.trio, 'aws', load.acknowledged)).toEqual([])
  })

  it('is started again where its control plane had stopped it', async () => {
    await forced.beat()
    await forced.passage('aws').set('dead')
    await forced.force('gcp')
    await forced.passage('aws').set('open')
    expect(forced.control.stopped.has('aws')).toBe(true)
    const rejoined = await rejoinOf('aws', join(folder, 'again'))
    expect(rejoined).toMatchObject({ state: 'done', loss: { rows: 0 }, debts: [] })
    expect(rejoined.after.members.find(({ cloud }) => cloud === 'aws')).toMatchObject({
      role: 'replica',
      follows: 'gcp',
      streaming: true,
    })
    expect(await listDebts(store(), 'shop')).toEqual([])
    const { audit } = (await showFailover({ run: rejoined.runId, markdown: false }, forced.bench.ports()))
      .data
    expect(audit.requests).toEqual([
      { step: 'fence-returned', cloud: 'aws', what: 'start orders-aws', requestId: 'double-aws' },
    ])
  })

  it('that was cut off is ended by the commands that it names, forward or back', async () => {
    const ports = forced.bench.ports()
    const cutOff = async (out: string) => {
      const plan = await planRejoinOf(forced.bench.input(), 'azure', join(folder, out))
      if (plan === undefined) throw new Error('There was nothing to do.')
      const { boundary } = dieAt(-1)
      let dead = false
      const dying = forced.bench.input((name) => {
        dead ||= name === 'before run rebuild'
        return dead ? boundary(name) : undefined
      })
      await expect(rejoin({ ...dying, files: makeRowFiles() }, plan)).rejects.toThrow()
    }
    await forced.trio.of('azure').sql('ALTER SUBSCRIPTION mcloud_azure DISABLE')
    await cutOff('taken-back')
    expect(await endAnyCommand('abort', undefined, ports as ScenarioPorts)).toMatchObject({
      data: { kind: 'rejoined', report: { state: 'aborted', cloud: 'azure' } },
    })
    await cutOff('gone-on')
    expect(await endAnyCommand('resume', undefined, ports as ScenarioPorts)).toMatchObject({
      kind: 'done',
      data: { kind: 'rejoined', report: { state: 'done', cloud: 'azure' } },
    })
    const { audit } = (await showFailover({ run: undefined, markdown: false }, ports)).data
    expect(audit.approvals.map(({ what }) => what)).toEqual([
      `began plan ${audit.planHash.slice(0, 12)}`,
      'took the run up again',
    ])
  })

  it('makes a replica that had received more a debt, and rebuilds it with what it alone has exported', async () => {
    const { trio } = forced
    await forced.bench.promote('aws')
    await forced.beat()
    await trio.of('gcp').sql('ALTER SUBSCRIPTION mcloud_gcp DISABLE')
    await trio.of('aws').sql("SET ROLE app; INSERT INTO public.orders (note) VALUES ('only azure has it')")
    await until(async () => {
      const rows = await trio.of('azure').rows("SELECT FROM public.orders WHERE note = 'only azure has it'")
      return rows.length === 1
    })
    await forced.passage('aws').set('dead')
    const report = await forced.force('gcp')
    expect(report.debts.map(({ id }) => id)).toContain('rebuild-replica@orders:azure')
    expect(report.after.members.find(({ cloud }) => cloud === 'azure')?.follows).toBeUndefined()
    const rejoined = await rejoinOf('azure')
    expect(rejoined).toMatchObject({ state: 'done', loss: { rows: 1 }, debts: [] })
    expect(rejoined.lossOf).toBeUndefined()
    expect(rejoined.after.members.find(({ cloud }) => cloud === 'azure')).toMatchObject({ follows: 'gcp' })
    expect((await listDebts(store(), 'shop')).every(({ id }) => id.split(':')[1] === 'aws')).toBe(true)
  })
})
