import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scenario } from '../../../src/config/platform.ts'
import { showFailover } from '../../../src/core/audit/read-audits.ts'
import { listDebts } from '../../../src/core/runs/debts.ts'
import { endAnyCommand, planScenarioCommand, scenarioCommand } from '../../../src/core/scenarios/commands.ts'
import type { ScenarioPorts } from '../../../src/core/scenarios/scenario-ports.ts'
import { dieAt } from '../../support/failover-crash.ts'
import { until } from '../../support/postgres-platform.ts'
import { openScenarioBench, type ScenarioBench } from '../../support/scenario-bench.ts'

let bench: ScenarioBench
beforeAll(async () => {
  bench = await openScenarioBench()
})
afterAll(async () => {
  await bench?.close()
})

const request = { scenario: 'away', plan: undefined }
const promote = (to: string, more: object = {}) => ({
  use: 'promote-database' as const,
  with: { database: 'orders', to, ...more },
})
const start = (ports: ScenarioPorts) => scenarioCommand(request, ports)
const show = async (ports: ScenarioPorts) =>
  (await showFailover({ run: undefined, markdown: true }, ports)).data

/** A port that dies at the first boundary of that name, and at all after it. */
function dying(name: string): Partial<ScenarioPorts> {
  let dead = false
  const { boundary } = dieAt(-1)
  return {
    boundary: (passed) => {
      dead ||= passed === name
      return dead ? boundary(passed) : undefined
    },
  }
}

const WAY_OUT = (): Scenario['steps'] => [
  { use: 'run-command', with: { command: bench.program('first') } },
  { use: 'approve', with: { text: 'Leave AWS?', by: 'operations' } },
  { use: 'update-dns', with: { to: 'gcp', records: ['www'] } },
  promote('gcp'),
  { use: 'update-dns', with: { to: 'gcp', database: 'orders' } },
  { use: 'wait-healthy', with: { cloud: 'gcp', timeout: '10s' } },
  { use: 'verify-capacity', with: { cloud: 'gcp' } },
  { use: 'run-command', with: { command: bench.program('last') } },
  { use: 'notify', with: { channel: 'ops', text: 'moved' } },
  { use: 'create-incident', with: { channel: 'oncall', severity: 'high' } },
]

describe('a scenario that moves a database', () => {
  it('is refused as stale before anything is done, where the world or the file has changed', async () => {
    const ports = bench.ports(WAY_OUT())
    const planned = await planScenarioCommand({ scenario: 'away', out: undefined }, ports)
    if (planned.data.kind !== 'scenario-plan') throw new Error('There is no plan.')
    const { plan } = planned.data
    const planFiles: ScenarioPorts['planFiles'] = async () => ({
      load: (async () => plan) as never,
      save: async () => {},
    })
    const saved = { scenario: 'away', plan: 'saved' }
    const shorter = bench.ports(WAY_OUT().slice(0, 5), { planFiles })
    await expect(scenarioCommand(saved, shorter)).rejects.toMatchObject({ code: 'PLAN_STALE' })
    for (const cloud of ['aws', 'gcp'] as const)
      await bench.forced.trio.of(cloud).sql('CREATE INDEX drift ON public.orders (note)')
    await expect(scenarioCommand(saved, bench.ports(WAY_OUT(), { planFiles }))).rejects.toMatchObject({
      code: 'PLAN_STALE',
    })
    for (const cloud of ['aws', 'gcp'] as const)
      await bench.forced.trio.of(cloud).sql('DROP INDEX public.drift')
    expect(bench.ran()).toEqual([])
    expect(await bench.writers()).toEqual(['aws'])
  })

  it('that dies behind the fence is taken back: server, names and all', async () => {
    await expect(start(bench.ports(WAY_OUT(), dying('after run fence-source')))).rejects.toThrow()
    expect(await bench.writers()).toEqual([])
    expect(bench.leads('www.shop.test')).toEqual(['gcp', 'gcp'])
    const { data } = await endAnyCommand('abort', undefined, bench.ports(WAY_OUT()))
    expect(data).toMatchObject({ kind: 'run', run: { state: 'aborted' } })
    expect(await bench.writers()).toEqual(['aws'])
    expect(bench.leads('www.shop.test')).toEqual(['aws', 'aws'])
    expect(bench.ran()).toEqual(['first'])
  })

  it('that dies behind its commit point goes on, and repeats no program that has ended well', async () => {
    const ports = bench.ports(WAY_OUT())
    await expect(start(bench.ports(WAY_OUT(), dying('after commit')))).rejects.toThrow()
    await expect(endAnyCommand('abort', undefined, ports)).rejects.toMatchObject({ code: 'RUN_COMMITTED' })
    const { kind, data } = await endAnyCommand('resume', undefined, ports)
    expect(kind).toBe('done')
    expect(data).toMatchObject({ kind: 'run', run: { state: 'done', debts: [] } })
    expect(await bench.writers()).toEqual(['gcp'])
    for (const name of ['app.shop.test', 'db.shop.test', 'www.shop.test'])
      expect(bench.leads(name)).toEqual(['gcp', 'gcp'])
    expect(bench.ran()).toEqual(['first', 'first', 'last'])
    expect(bench.told.map(({ path }) => path)).toEqual(['/slack', '/v2/enqueue'])
    expect(bench.told[1]?.body).toMatchObject({
      routing_key: 'routing-key',
      event_action: 'trigger',
      payload: { severity: 'error', source: 'shop' },
    })
  })

  it('is told by the audit: approvals, steps, requests, topology, RTO and RPO', async () => {
    const { audit, markdown } = await show(bench.ports(WAY_OUT()))
    expect(audit).toMatchObject({
      kind: 'scenario',
      scenario: 'away',
      move: { from: 'aws', to: 'gcp' },
      state: 'done',
      committed: true,
      measured: { rto: { objectiveMs: 60_000, met: true }, rpo: { ms: 0, lostRows: 0, met: true } },
    })
    expect(audit.approvals.map(({ what }) => what)).toEqual([
      `began plan ${audit.planHash.slice(0, 12)}`,
      'approved "Leave AWS? (operations)"',
      'took the run up again',
    ])
    expect(audit.steps.every(({ endedAt }) => endedAt !== undefined)).toBe(true)
    expect(audit.requests.map(({ cloud, what }) => `${what} ${cloud}`)).toEqual(
      expect.arrayContaining([
        'www.shop.test aws',
        'www.shop.test gcp',
        'db.shop.test aws',
        'db.shop.test gcp',
      ]),
    )
    const primaries = (topology = audit.before) =>
      topology?.members.filter(({ role }) => role === 'primary').map(({ cloud }) => cloud)
    expect([primaries(audit.before), primaries(audit.after)]).toEqual([['aws'], ['gcp']])
    expect(markdown).toContain('scenario away: orders from aws to gcp')
  })

  it('ends well although nobody could be told, and says so', async () => {
    const steps = [
      { use: 'notify', with: { channel: 'gone' } },
      { use: 'notify', with: { channel: 'hook', severity: 'critical' } },
    ]
    const { kind, data } = await start(bench.ports(steps))
    expect(kind).toBe('partial')
    expect(data).toMatchObject({ run: { state: 'done', steps: [{ message: /^not told: / }, {}] } })
    expect(bench.told.at(-1)).toMatchObject({
      path: '/hook',
      body: { platform: 'shop', severity: 'critical' },
    })
    expect(JSON.stringify(data)).not.toContain('bearer-of-the-test')
  })

  it('goes back where a program before the promotion fails, and never fences', async () => {
    const steps = [
      { use: 'run-command', with: { command: [process.execPath, '-e', 'process.exit(7)'] } },
      promote('aws'),
    ]
    await expect(start(bench.ports(steps))).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      message: expect.stringContaining('exited with 7'),
    })
    expect(await bench.writers()).toEqual(['gcp'])
  })

  it('leaves names that follow a database where it takes writes, and refuses to lead them elsewhere', async () => {
    const dry = { global: { dryRun: true } }
    const all = await start(bench.ports([{ use: 'update-dns', with: { to: 'aws' } }], dry))
    expect(all.data).toMatchObject({
      plan: { warnings: [expect.stringContaining('the names that follow orders stay')] },
    })
    const named = [{ use: 'update-dns', with: { to: 'aws', database: 'orders' } }]
    await expect(start(bench.ports(named, dry))).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
    const early = await start(bench.ports([...named, promote('aws')], dry))
    expect(early.data).toMatchObject({
      plan: { warnings: expect.arrayContaining([expect.stringContaining('by its promotion, in step 2')]) },
    })
  })
})

describe('a scenario whose primary is lost', () => {
  const steps = (): Scenario['steps'] => [
    promote('aws', { forced: true, acceptLoss: '60s' }),
    { use: 'update-dns', with: { to: 'aws', records: ['www'] } },
    { use: 'notify', with: { channel: 'ops', text: 'lost' } },
  ]

  it('is refused while the primary answers, and asks for what must be accepted', async () => {
    await bench.forced.beat()
    await expect(start(bench.ports(steps()))).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
    const bare = bench.ports([promote('aws')])
    await expect(scenarioCommand({ ...request, forced: true }, bare)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ at: 'scenarios.away.steps[0].with.acceptLoss' }],
    })
  })

  it('shuts it off and goes on, is resumed where it died, and leaves its debts', async () => {
    await until(async () => {
      const [row] = await bench.forced.trio
        .of('aws')
        .rows<{ n: string }>(`SELECT count(*) AS n FROM mcloud.heartbeat WHERE at > now() - interval '30 s'`)
      return row?.n !== '0'
    })
    await bench.forced.passage('gcp').set('dead')
    await expect(start(bench.ports(steps(), dying('after run fence-source')))).rejects.toThrow()
    expect(bench.forced.control.stopped.has('gcp')).toBe(true)
    const { data } = await endAnyCommand('resume', undefined, bench.ports(steps()))
    expect(data).toMatchObject({ kind: 'run', run: { state: 'done' } })
    expect(await bench.writers()).toEqual(['aws'])
    expect(bench.leads('www.shop.test')).toEqual(['aws', 'aws'])
    expect(bench.leads('db.shop.test')).toEqual(['aws', 'aws'])
    const debts = await listDebts(await bench.ports([]).store(), 'shop')
    expect(debts.map(({ id }) => id)).toContain('zombie@orders:gcp')
  })

  it('is told by the audit, with what was accepted and where everything stood', async () => {
    const { audit } = await show(bench.ports(steps()))
    expect(audit).toMatchObject({
      scenario: 'away',
      move: { from: 'gcp', to: 'aws' },
      measured: { rto: { met: true }, rpo: { met: true, means: expect.stringContaining('At most') } },
    })
    expect(audit.after?.members.find(({ role }) => role === 'primary')?.cloud).toBe('aws')
    expect(audit.requests.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['stop orders-gcp', 'db.shop.test', 'www.shop.test']),
    )
  })
})
