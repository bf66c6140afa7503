import { beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import type { DatabaseServers } from '../../../src/core/databases/server.ts'
import { planRepoint } from '../../../src/core/traffic/plan-repoint.ts'
import { showTraffic } from '../../../src/core/traffic/show-traffic.ts'
import { wantedRecord } from '../../../src/core/traffic/wanted-record.ts'
import { DnsWorld } from '../../support/dns-world.ts'
import { SHOP } from '../../support/shop-platform.ts'

let world: DnsWorld
/** Clouds whose servers take writes, and those whose servers say nothing. */
let writers: Cloud[]
let away: Cloud[]

const databases: DatabaseServers = {
  async open(_database, { cloud }) {
    if (away.includes(cloud)) throw new Error(`${cloud} does not answer`)
    return {
      cloud,
      inspect: async () => ({ acceptsApplicationWrites: writers.includes(cloud) }) as never,
      close: async () => {},
    }
  },
}

const show = (name?: string) =>
  showTraffic(name, {
    clock: world.ports.clock,
    platform: async () => SHOP,
    providers: async () => world.ports.providers,
    databases: async () => databases,
    nameServers: async () => world.ports.nameServers,
    call: () => world.call(5_000),
  })

beforeEach(() => {
  world = new DnsWorld()
  writers = ['aws']
  away = []
  const www = wantedRecord(SHOP, SHOP.traffic.records.www as never, undefined)
  for (const cloud of ['aws', 'gcp', 'azure'] as const) world.dns[cloud].hold(www)
  for (const { provider, record } of planRepoint(SHOP, 'orders', 'aws').changes)
    world.dns[provider].hold(record)
})

describe('showTraffic', () => {
  it('finds nothing to say when all is as wanted', async () => {
    const { kind, data } = await show()
    expect(kind).toBe('done')
    expect(data.primaries).toEqual({ orders: { kind: 'known', cloud: 'aws' } })
    expect(data.records.map((record) => record.name)).toEqual([
      'app.shop.test',
      'db.shop.test',
      'www.shop.test',
    ])
    for (const each of data.records.flatMap((record) => record.providers)) {
      expect(each).toMatchObject({ verdict: 'as-wanted', differences: [] })
      expect(each.nameServers).toHaveLength(2)
    }
  })

  it('marks a provider that holds something else', async () => {
    const wrong = wantedRecord(SHOP, SHOP.traffic.records.db as never, 'azure')
    world.dns.gcp.hold(wrong)
    const { kind, data } = await show('db')
    expect(kind).toBe('partial')
    const verdicts = data.records[0]?.providers.map((each) => [each.provider, each.verdict])
    expect(verdicts).toEqual([
      ['aws', 'as-wanted'],
      ['gcp', 'drifted'],
      ['azure', 'as-wanted'],
    ])
    expect(data.records[0]?.providers[1]?.differences[0]).toContain('127.9.3.1')
  })

  it('follows the primary that it observes, not the one of the file', async () => {
    writers = ['gcp']
    const { kind, data } = await show('db.shop.test')
    expect(kind).toBe('partial')
    expect(data.records[0]?.wanted?.routing).toMatchObject({ target: { cloud: 'gcp' } })
    expect(data.records[0]?.providers.map((each) => each.verdict)).toEqual(['drifted', 'drifted', 'drifted'])
  })

  it('calls unknown what it cannot tell, and goes on with the rest', async () => {
    away = ['aws']
    writers = []
    world.dns.azure.unreachable = true
    const { kind, data } = await show()
    expect(kind).toBe('unknown')
    expect(data.primaries.orders).toEqual({ kind: 'unknown', reason: 'aws does not answer' })
    expect(data.records[0]?.wanted).toBeUndefined()
    const www = data.records.find((record) => record.name === 'www.shop.test')
    expect(www?.providers.map((each) => each.verdict)).toEqual(['as-wanted', 'as-wanted', 'unknown'])
    expect(www?.providers[2]?.differences).toContain('azure is away')
  })

  it('does not choose between two primaries', async () => {
    writers = ['aws', 'gcp']
    const { data } = await show('db')
    expect(data.primaries.orders).toEqual({ kind: 'unknown', reason: 'aws and gcp both take writes' })
  })

  it('says which names there are', async () => {
    await expect(show('ap.shop.test')).rejects.toMatchObject({
      code: 'USAGE',
      problems: [{ expected: 'app.shop.test, db.shop.test, www.shop.test' }],
    })
  })

  it('tells a missing record from one that cannot be held', async () => {
    world = new DnsWorld()
    world.dns.gcp.refusal = 'not expressible'
    const { data } = await show('www')
    expect(data.records[0]?.providers.map((each) => each.verdict)).toEqual(['missing', 'refused', 'missing'])
  })
})
