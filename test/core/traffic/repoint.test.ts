import { beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { CLOUDS } from '../../../src/config/clouds.ts'
import { commitRepoint } from '../../../src/core/traffic/commit-repoint.ts'
import { planRepoint } from '../../../src/core/traffic/plan-repoint.ts'
import { prepareRepoint } from '../../../src/core/traffic/prepare-repoint.ts'
import { repoint, verifyRepoint } from '../../../src/core/traffic/repoint.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { DnsWorld } from '../../support/dns-world.ts'
import { SHOP } from '../../support/shop-platform.ts'

let world: DnsWorld

beforeEach(() => {
  world = new DnsWorld()
  for (const { provider, record } of planRepoint(SHOP, 'orders', 'aws').changes)
    world.dns[provider].hold(record)
})

const toGcp = planRepoint(SHOP, 'orders', 'gcp')
const run = (plan = toGcp, withinMs = 60_000) =>
  repoint(plan, SHOP.traffic, world.ports, world.call(withinMs))
const verify = (plan = toGcp) => verifyRepoint(plan, SHOP.traffic, world.ports, world.call(5_000))
const sent = () => CLOUDS.map((cloud) => world.dns[cloud].sent)
const changeAt = (changes: readonly { provider: Cloud; name: string }[], provider: Cloud) =>
  changes.filter((change) => change.provider === provider)

describe('planRepoint', () => {
  it('changes every record that follows the database at every provider, and no other', () => {
    const changes = toGcp.changes.map(({ provider, record }) => `${record.name} ${provider}`).sort()
    const names = ['app.shop.test', 'db.shop.test']
    expect(changes).toEqual(names.flatMap((name) => CLOUDS.map((cloud) => `${name} ${cloud}`)).sort())
  })

  it('refuses a cloud in which a record has no target', () => {
    expect(() => planRepoint(SHOP, 'orders', 'azure')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

describe('repoint', () => {
  it('ends when every provider is in sync and every name server answers the new target', async () => {
    world.dns.aws.syncMs = 2_000
    world.dns.azure.syncMs = 500
    const result = await run()
    expect(result.kind).toBe('done')
    for (const change of result.changes) {
      expect(change).toMatchObject({ sync: 'in-sync', everywhere: true, reasons: [] })
      expect(change.answers.map((answer) => answer.values)).toEqual([['127.9.2.1'], ['127.9.2.1']])
    }
    expect(await verify()).toEqual({ kind: 'yes' })
  })

  it('changes nothing when it is repeated', async () => {
    await run()
    expect(sent()).toEqual([2, 2, 2])
    expect((await run()).kind).toBe('unchanged')
    expect(sent()).toEqual([2, 2, 2])
  })

  it('goes back by the plan of the old cloud', async () => {
    await run()
    const back = planRepoint(SHOP, 'orders', 'aws')
    expect((await run(back)).kind).toBe('done')
    expect(await verify(back)).toEqual({ kind: 'yes' })
    expect(await verify(toGcp)).toMatchObject({ kind: 'no' })
  })

  it('tells the provider that failed from those that did not, and mends it on repetition', async () => {
    world.dns.azure.failure = new McloudError({
      code: 'CLOUD_REFUSED',
      message: 'azure: refused by the test',
    })
    const result = await run()
    expect(result.kind).toBe('partial')
    for (const change of changeAt(result.changes, 'azure')) {
      expect(change).toMatchObject({
        outcome: 'failed',
        everywhere: false,
        reasons: ['azure: refused by the test'],
      })
    }
    for (const cloud of ['aws', 'gcp'] as const) {
      for (const change of changeAt(result.changes, cloud)) expect(change).toMatchObject({ everywhere: true })
    }
    expect(await verify()).toMatchObject({ kind: 'no' })
    world.dns.azure.failure = undefined
    expect((await run()).kind).toBe('done')
    expect(sent()).toEqual([2, 2, 2])
  })

  it('isolates a provider that is away and one that refuses', async () => {
    world.dns.aws.unreachable = true
    world.dns.azure.refusal = 'not expressible'
    const result = await run()
    expect(result.kind).toBe('partial')
    expect(changeAt(result.changes, 'aws')[0]).toMatchObject({ outcome: 'failed', reasons: ['aws is away'] })
    expect(changeAt(result.changes, 'azure')[0]).toMatchObject({
      outcome: 'refused',
      reasons: ['not expressible'],
    })
    expect(changeAt(result.changes, 'gcp')[0]).toMatchObject({ everywhere: true })
  })

  it('is pending when the time is up before the name servers have the change', async () => {
    for (const cloud of CLOUDS) world.dns[cloud].syncMs = 100_000
    const result = await run(toGcp, 5_000)
    expect(result.kind).toBe('pending')
    expect(result.changes[0]).toMatchObject({ outcome: 'pending', sync: 'pending', everywhere: false })
  })

  it('names the name server that says nothing', async () => {
    world.dns.gcp.silent.add('gcp-2')
    const result = await run(toGcp, 5_000)
    expect(result.kind).toBe('partial')
    const change = changeAt(result.changes, 'gcp')[0]
    expect(change).toMatchObject({ sync: 'in-sync', reasons: ['gcp-2 no answer'] })
    expect(await verify()).toMatchObject({ kind: 'unknown' })
  })

  it('does not wait for a target that a provider takes for unhealthy', async () => {
    world.dns.aws.unhealthy.add('127.9.2.1')
    const startedMs = world.nowMs
    const result = await run(toGcp, 600_000)
    expect(result.kind).toBe('partial')
    expect(world.nowMs - startedMs).toBeLessThan(60_000)
    const app = changeAt(result.changes, 'aws').find((change) => change.name === 'app.shop.test')
    expect(app).toMatchObject({
      sync: 'in-sync',
      reasons: ['aws-1', 'aws-2'].map((server) => expect.stringMatching(`${server} .*unhealthy`)),
    })
  })
})

describe('prepareRepoint', () => {
  it('sends nothing before the commit', async () => {
    const prepared = await prepareRepoint(toGcp, SHOP.traffic, world.ports, world.call(5_000))
    expect(sent()).toEqual([0, 0, 0])
    expect(prepared.changes.map((change) => change.kind)).toEqual(toGcp.changes.map(() => 'ready'))
    expect((await commitRepoint(prepared, world.ports, world.call(5_000))).kind).toBe('done')
  })

  it('ends when it is interrupted', async () => {
    world.dns.aws.unreachable = true
    const controller = new AbortController()
    controller.abort(new McloudError({ code: 'INTERRUPTED', message: 'interrupted' }))
    const call = { signal: controller.signal, deadlineMs: world.nowMs + 5_000 }
    await expect(prepareRepoint(toGcp, SHOP.traffic, world.ports, call)).rejects.toThrow()
  })
})
