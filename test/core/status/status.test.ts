import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CoordinationStore } from '../../../src/core/runs/coordination-store.ts'
import { addDebt } from '../../../src/core/runs/debts.ts'
import { changesBetween, pictureOf } from '../../../src/core/status/picture.ts'
import { readStatus } from '../../../src/core/status/read-status.ts'
import { kindOf, type Status } from '../../../src/core/status/status.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { memoryStore } from '../runs/support/memory-store.ts'
import {
  call,
  commands,
  engineOf,
  hostOf,
  makeWorld as makeStepWorld,
  planOf,
  worldSteps,
} from '../runs/support/rig.ts'
import {
  dnsAnswer,
  hang,
  held,
  makeSources,
  makeWorld,
  PLATFORM,
  serverState,
  type World,
} from './support/doubles.ts'

let world: World
let store: CoordinationStore
beforeEach(() => {
  world = makeWorld()
  store = memoryStore()
})

function look(more: { clouds?: ('aws' | 'gcp' | 'azure')[]; timeoutMs?: number; signal?: AbortSignal } = {}) {
  return readStatus(PLATFORM, makeSources(world, store), {
    timeoutMs: 2000,
    signal: new AbortController().signal,
    ...more,
  })
}

const texts = (status: Status) => status.findings.map((finding) => finding.text).join('\n')

describe('a platform that is well', () => {
  it('is healthy in every part', async () => {
    const status = await look()
    expect(status.findings).toEqual([])
    expect(status.health).toBe('healthy')
    expect(kindOf(status.health)).toBe('done')
    expect(status.databases).toMatchObject([
      { name: 'orders', primary: 'aws', writers: ['aws'], health: 'healthy' },
    ])
    expect(status.databases[0]?.members).toMatchObject([
      { cloud: 'aws', role: 'primary', fenced: false, version: '18.4', state: 'available' },
      { cloud: 'gcp', role: 'replica', fenced: true, lagMs: 3 },
      { cloud: 'azure', role: 'replica', fenced: true, lagMs: 3 },
    ])
    expect(status.records.map((record) => record.providers.map((provider) => provider.drift))).toEqual([
      [false, false, false],
      [false, false, false],
    ])
    expect(status.clouds).toMatchObject([{ account: 'aws-account' }, {}, {}])
    expect(status.workloads).toHaveLength(3)
    expect(pictureOf(status).headline.text).toMatch(/^HEALTHY/)
  })

  it('is as well after the primary has moved: records follow the database', async () => {
    world.primary = 'gcp'
    const status = await look()
    expect(status.findings).toEqual([])
    expect(status.databases[0]?.primary).toBe('gcp')
    expect(status.records[0]?.wanted).toBe('gcp 127.9.2.1 > aws 127.9.1.1')
  })

  it('shows one cloud where only that is wanted, and still knows the primary', async () => {
    const status = await look({ clouds: ['gcp'] })
    expect(status.findings).toEqual([])
    expect(status.clouds.map(({ cloud }) => cloud)).toEqual(['gcp'])
    expect(status.databases[0]).toMatchObject({ primary: 'aws', members: [{ cloud: 'gcp' }] })
    expect(status.records[0]?.providers.map(({ provider }) => provider)).toEqual(['gcp'])
    expect(world.asked).not.toContain('identity aws')
  })
})

describe('what does not answer', () => {
  it('is unknown with the reason, and delays and hides nothing else', async () => {
    for (const question of [
      'identity aws',
      'control aws',
      'server aws',
      'held aws app.shop.test',
      'zone gcp',
      'ask 127.9.3.1:5300',
    ])
      world.answers.set(question, hang)
    const status = await look({ timeoutMs: 100 })
    expect(status.health).toBe('unknown')
    expect(kindOf(status.health)).toBe('unknown')
    expect(status.clouds[0]).toMatchObject({ health: 'unknown', reason: 'no answer within 100 ms' })
    expect(status.clouds[1]).toMatchObject({ health: 'healthy' })
    expect(status.databases[0]).toMatchObject({ writers: [], writerUnseen: true, health: 'unknown' })
    expect(status.databases[0]?.members[1]).toMatchObject({
      role: 'replica',
      fenced: true,
      health: 'healthy',
    })
    expect(texts(status)).toContain('orders: no server that answers accepts application writes.')
    expect(texts(status)).toContain('its name servers are not known')
    expect(texts(status)).toContain('name server 127.9.3.1:5300: no answer within 100 ms')
    // The primary may be aws: what the other providers hold is right for that.
    expect(status.records[0]?.providers[1]?.drift).toBe(false)
    expect(status.alarms).toEqual([])
    expect(pictureOf(status).headline.text).toMatch(
      /^DEGRADED: orders: no server .*Next: mcloud failover check --to gcp --database orders$/,
    )
  })

  it('is unknown, too, when it refuses or is not built', async () => {
    world.answers.set('identity gcp', () =>
      Promise.reject(new McloudError({ code: 'AUTH_DENIED', message: 'denied.' })),
    )
    const sources = makeSources(world, store)
    const status = await readStatus(
      PLATFORM,
      {
        ...sources,
        health: () => Promise.reject(new Error('no prober')),
        store: () => Promise.reject(new Error('disk full')),
      },
      { timeoutMs: 2000, signal: new AbortController().signal },
    )
    expect(status.clouds[1]).toMatchObject({ health: 'unknown', reason: 'denied' })
    expect(status.workloads[0]).toMatchObject({ health: 'unknown', reason: 'no prober' })
    expect(status.store).toEqual({ health: 'unknown', reason: 'disk full' })
    expect(texts(status)).toContain('Runs and debts are not known: disk full.')
  })

  it('names the variable of a connection string that is not set', async () => {
    const { url: _, ...member } = PLATFORM.databases.orders?.members.gcp ?? { cloud: 'gcp', instance: 'x' }
    const members = { ...PLATFORM.databases.orders?.members, gcp: { ...member, urlFrom: 'MCLOUD_DB_GCP' } }
    const orders = { ...PLATFORM.databases.orders, members } as (typeof PLATFORM.databases)[string]
    const status = await readStatus({ ...PLATFORM, databases: { orders } }, makeSources(world, store), {
      timeoutMs: 2000,
      signal: new AbortController().signal,
    })
    expect(texts(status)).toContain('set MCLOUD_DB_GCP')
  })

  it('is cut short by Ctrl-C', async () => {
    world.answers.set('identity aws', hang)
    const stop = new AbortController()
    const looked = look({ timeoutMs: 60_000, signal: stop.signal })
    stop.abort()
    expect((await looked).clouds[0]).toMatchObject({ reason: 'interrupted' })
  })
})

describe('databases', () => {
  it('with two writers are the loudest alarm', async () => {
    world.answers.set('server gcp', () => ({ ...serverState(world, 'gcp'), acceptsApplicationWrites: true }))
    world.answers.set('probe aws', () => ({ healthy: false, reason: 'x', elapsedMs: 1 }))
    const status = await look()
    expect(status.alarms).toMatchObject([
      expect.stringContaining('orders accepts application writes on aws AND gcp'),
    ])
    expect(status.findings[0]?.text).toContain('TWO WRITERS')
    expect(status.databases[0]?.primary).toBeUndefined()
    expect(status.health).toBe('degraded')
    const picture = pictureOf(status)
    expect(picture.headline.text).toMatch(/^ALARM: TWO WRITERS/)
    expect(JSON.stringify(picture)).toContain('SECOND WRITER')
  })

  it('name the old primary that came back unfenced, and the command that fences it', async () => {
    const fence = (epoch: number) => ({
      fence: { epoch, state: 'open' as const, runId: 'r', changedAt: '2026-01-01T00:00:00.000Z' },
    })
    world.answers.set('server aws', () => ({ ...serverState(world, 'aws'), ...fence(3) }))
    world.answers.set('server gcp', () => ({
      ...serverState(world, 'gcp'),
      ...fence(4),
      acceptsApplicationWrites: true,
    }))
    const status = await look()
    expect(status.findings[0]).toMatchObject({
      severity: 'alarm',
      text: expect.stringMatching(/TWO WRITERS.*By its epoch aws is an old primary/),
      next: 'mcloud failover rejoin --cloud aws --database orders',
    })
  })

  it('that only an old primary takes writes for are an alarm', async () => {
    const control = { schemaVersion: 1, token: 9, epochs: { orders: 5 } }
    await store.create('shop/control', control)
    const fence = { epoch: 4, state: 'open' as const, runId: 'r', changedAt: '2026-01-01T00:00:00.000Z' }
    world.answers.set('server aws', () => ({ ...serverState(world, 'aws'), fence }))
    expect((await look()).alarms[0]).toMatch(/^STALE WRITER: orders .* on aws, .* epoch 4 .* epoch 5/)
  })

  it('that nobody can write to are an alarm', async () => {
    world.answers.set('server aws', () => ({ ...serverState(world, 'aws'), acceptsApplicationWrites: false }))
    const status = await look()
    expect(status.alarms).toEqual(['NO WRITER: orders accepts application writes nowhere.'])
    // azure may be the primary, too, and is no target of this record: that says nothing about where it leads
    expect(texts(status)).not.toContain('has no target')
  })

  it.each([
    ['lag over the threshold', { slots: { lagMs: 6000 } }, 'lag 6000 ms is over 5000 ms'],
    ['a disabled subscription', { subscriptions: { enabled: false } }, 'subscription mcloud_gcp is disabled'],
    [
      'a dead worker',
      { subscriptions: { workerAlive: false } },
      'worker of subscription mcloud_gcp does not run',
    ],
    ['tables not ready', { subscriptions: { tablesReady: 2 } }, '2 of 3 tables'],
    ['a lost slot', { slots: { walStatus: 'lost' } }, 'slot mcloud_gcp of the primary is lost'],
    ['an idle slot', { slots: { active: false } }, 'slot mcloud_gcp of the primary is not in use'],
    ['another publisher', { subscriptions: { slot: 'other' } }, 'replicates from 127.9.1.1:5432'],
  ])('with %s are degraded', async (_, change: { slots?: object; subscriptions?: object }, text) => {
    const primary = serverState(world, 'aws')
    const replica = serverState(world, 'gcp')
    world.answers.set('server aws', () => ({
      ...primary,
      slots: primary.slots.map((slot) => (slot.name === 'mcloud_gcp' ? { ...slot, ...change.slots } : slot)),
    }))
    world.answers.set('server gcp', () => ({
      ...replica,
      subscriptions: replica.subscriptions.map((each) => ({ ...each, ...change.subscriptions })),
    }))
    const status = await look()
    expect(status.health).toBe('degraded')
    expect(kindOf(status.health)).toBe('partial')
    expect(texts(status)).toContain(`orders on gcp: `)
    expect(texts(status)).toContain(text)
    expect(status.databases[0]?.members[2]?.health).toBe('healthy')
  })

  it('stopped by their cloud are fenced, not unknown', async () => {
    world.answers.set('control azure', () => ({
      instance: 'orders-azure',
      state: 'stopped',
      vendorState: 'Stopped',
      role: 'replica',
    }))
    world.answers.set('server azure', () => Promise.reject(new Error('connection refused')))
    const status = await look()
    expect(status.databases[0]?.members[2]).toMatchObject({
      fenced: true,
      health: 'degraded',
      state: 'Stopped',
    })
    expect(status.health).toBe('degraded')
  })

  it('that a cloud does not know are degraded', async () => {
    world.answers.set('control gcp', () => undefined)
    expect(texts(await look())).toContain('orders on gcp: control plane: there is no orders-gcp.')
  })
})

describe('routed records', () => {
  it.each([
    ['held aws db.shop.test', () => undefined, 'it does not hold the record'],
    [
      'held aws db.shop.test',
      () => ({ record: held('db.shop.test', 'gcp'), remarks: [] }),
      'holds gcp 127.9.2.1 instead of aws 127.9.1.1',
    ],
    [
      'held aws db.shop.test',
      () => ({ record: { ...held('db.shop.test', 'aws'), ttlSeconds: 60 }, remarks: [] }),
      'TTL 60 s instead of 1 s',
    ],
    [
      'held aws db.shop.test',
      () => ({ record: held('db.shop.test', 'aws'), remarks: ['a second value'] }),
      'a second value',
    ],
    [
      'ask ns.gcp',
      () => ({ ...dnsAnswer('', 'x', 'A', 'aws'), code: 'NXDOMAIN', records: [] }),
      'answers NXDOMAIN',
    ],
    ['ask ns.gcp', () => ({ ...dnsAnswer('', 'x', 'A', 'aws'), records: [] }), 'answers nothing'],
    ['ask ns.gcp', () => dnsAnswer('', 'x', 'A', 'gcp'), 'not the first choice aws'],
    ['ask ns.gcp', () => ({ ...dnsAnswer('', 'x', 'A', 'aws'), authoritative: false }), 'without authority'],
    [
      'ask ns.gcp',
      () => ({
        ...dnsAnswer('', 'x', 'A', 'aws'),
        records: [{ name: 'x', type: 'A', ttlSeconds: 1, data: '10.0.0.1' }],
      }),
      'answers 10.0.0.1, which is no target',
    ],
  ])('%s: drift is shown (%#)', async (question, answer, text) => {
    world.answers.set(question, answer)
    const status = await look()
    expect(status.health).toBe('degraded')
    expect(texts(status)).toContain(text)
    expect(status.findings[0]?.next).toBe('mcloud traffic show')
  })
})

describe("the clouds' own checkers", () => {
  const seen = (value: string, health: string) => ({
    value,
    health,
    vendorState: `all say ${health}`,
    check: 'c',
  })

  it('are shown per target: healthy, unhealthy, unknown, or not looking at all', async () => {
    world.answers.set('probes aws', () => [seen('127.9.1.1', 'unhealthy'), seen('127.9.2.1.', 'healthy')])
    world.answers.set('probes gcp', () => [seen('127.9.1.1', 'unknown')])
    const status = await look()
    const app = status.records.find(({ name }) => name === 'app.shop.test')
    expect(app?.providers.map(({ targets }) => targets.map(({ health }) => health))).toEqual([
      ['degraded', 'healthy'],
      ['unknown', 'unwatched'],
      [],
    ])
    expect(texts(status)).toContain(
      'app.shop.test in aws: its checkers find aws 127.9.1.1 unhealthy (all say unhealthy).',
    )
    expect(texts(status)).toContain('find aws 127.9.1.1 neither healthy nor unhealthy')
    expect(status.health).toBe('unknown')
    const section = pictureOf(status).sections.find(({ title }) => title === 'Routed records')
    expect(section?.rows[0]?.cells.map(({ text }) => text)).toContain('aws unhealthy, gcp healthy')
    // Nobody checks a record that has no health check.
    expect(status.records.find(({ name }) => name === 'db.shop.test')?.providers[0]?.targets).toEqual([])
  })

  it('that cannot be asked leave their targets unknown', async () => {
    world.answers.set('probes azure', () => Promise.reject(new Error('too many requests')))
    const status = await look()
    const app = status.records.find(({ name }) => name === 'app.shop.test')
    expect(app?.providers[2]?.targets.map(({ health }) => health)).toEqual(['unknown', 'unknown'])
    expect(texts(status)).toContain('app.shop.test in azure: its health checks: too many requests.')
    expect(status.health).toBe('unknown')
  })
})

describe('runs and debts', () => {
  async function crashedRun(): Promise<string> {
    const steps = worldSteps([
      { id: 'fence', reversible: true, commitPoint: false },
      { id: 'commit', reversible: false, commitPoint: true },
    ])
    const inside = makeStepWorld()
    inside.failing.set('commit', new Error('lag'))
    const { run } = await engineOf(store, hostOf(7)).start({
      steps,
      context: inside,
      call: call(),
      plan: planOf(steps, inside),
      kind: 'promote',
      subject: 'orders',
      commands,
    })
    return run.id
  }

  it('name the command that ends a run whose owner is gone', async () => {
    const id = await crashedRun()
    world.answers.set('server aws', () => ({ ...serverState(world, 'aws'), acceptsApplicationWrites: false }))
    const status = await look()
    expect(status.alarms).toEqual([
      `orders is fenced, run ${id} has no owner: nothing can write until it is ended.`,
    ])
    expect(status.run).toMatchObject({
      id,
      owned: false,
      state: 'failed',
      resumeWith: `mcloud failover resume ${id}`,
    })
    expect(pictureOf(status).headline.text).toContain(`Next: mcloud failover resume ${id}`)
  })

  it('show a run that only waits to be ended', async () => {
    const id = await crashedRun()
    const status = await look()
    expect(status.health).toBe('degraded')
    expect(texts(status)).toContain(`Run ${id} (promote): failed at "Turn commit on", and has no owner.`)
  })

  it('keep debts in sight', async () => {
    await addDebt(store, 'shop', {
      id: 'orphan-slot:aws:x',
      runId: 'r1',
      kind: 'orphan-slot',
      text: 'slot x keeps WAL',
      clearWith: 'mcloud failover clean',
      since: '2026-01-01T00:00:00.000Z',
    })
    const status = await look()
    expect(status.health).toBe('degraded')
    expect(status.debts).toHaveLength(1)
    expect(status.findings[0]).toMatchObject({
      text: 'Debt of run r1: slot x keeps WAL',
      next: 'mcloud failover clean',
    })
  })
})

describe('two pictures', () => {
  it('are compared cell by cell, without what never rests', async () => {
    const before = pictureOf(await look())
    expect(changesBetween(before, pictureOf(await look()))).toEqual([])
    world.primary = 'gcp'
    world.answers.set('probe aws', () => ({
      healthy: false,
      status: 503,
      reason: 'answered 503',
      elapsedMs: 1,
    }))
    const changes = changesBetween(before, pictureOf(await look()))
    expect(changes).toContainEqual({ what: 'verdict', from: 'HEALTHY', to: 'DEGRADED' })
    expect(changes).toContainEqual({ what: 'Databases orders gcp role', from: 'replica', to: 'primary' })
    expect(changes).toContainEqual({ what: 'Databases orders aws writes', from: 'yes', to: 'fenced' })
    expect(changes).toContainEqual({ what: 'Workloads web aws state', from: 'healthy', to: 'degraded' })
    expect(changes.some(({ what }) => what.includes('lag'))).toBe(false)
  })
})

describe('whatever a cloud does', () => {
  const questions = [
    ...['aws', 'gcp', 'azure'].flatMap((cloud) => [
      `identity ${cloud}`,
      `control ${cloud}`,
      `server ${cloud}`,
      `held ${cloud} app.shop.test`,
      `held ${cloud} db.shop.test`,
      `zone ${cloud}`,
      `probe ${cloud}`,
      `probes ${cloud}`,
    ]),
    'ask 127.9.1.1:5300',
    'ask ns.gcp',
  ]
  const misdeeds: fc.Arbitrary<() => unknown> = fc.oneof(
    fc.constant(hang),
    fc.anything().map((value) => () => value),
    fc.anything().map((value) => () => Promise.reject(value)),
    fc.anything().map((value) => () => {
      throw value
    }),
    fc.record({ record: fc.anything(), remarks: fc.anything() }).map((value) => () => value),
    fc
      .record({ record: fc.record({ routing: fc.anything() }), remarks: fc.constant([]) })
      .map((value) => () => value),
    fc.record({ code: fc.string(), records: fc.array(fc.anything()) }).map((value) => () => value),
  )

  it('status never rejects, can be drawn, and shows the others as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...questions), misdeeds, async (question, misdeed) => {
        world = makeWorld()
        world.answers.set(question, misdeed)
        const status = await look({ timeoutMs: 20 })
        expect(world.asked).toContain(
          question === 'zone aws' || question === 'zone azure' ? 'zone gcp' : question,
        )
        expect(pictureOf(status).headline.text).toMatch(/^[A-Z]+:/)
        expect(JSON.parse(JSON.stringify(status)).platform).toBe('shop')
        const clouds = status.clouds.filter(({ cloud }) => !question.includes(cloud))
        expect(clouds.every(({ health }) => health === 'healthy')).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})
