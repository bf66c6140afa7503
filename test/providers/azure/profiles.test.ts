import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import type { LabRequest } from '../../../src/lab/cloud.ts'
import type { Call, Dns, RoutedRecord, Routing, Target } from '../../../src/providers/provider.ts'
import type { ProviderHarness } from '../../contract/provider.contract.ts'
import { demoSeed, digShort, FakeWorld } from '../../lab/wire/harness.ts'
import { makeAzureHarness } from '../../support/azure-harness.ts'

const within = (ms: number): Call => ({
  signal: new AbortController().signal,
  deadlineMs: Date.now() + ms,
})

const health = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const
const aws: Target = { cloud: 'aws', value: '198.51.101.1', health }
const gcp: Target = { cloud: 'gcp', value: '198.51.102.1', health }

function record(name: string, routing: Routing): RoutedRecord {
  return { name: `${name}.shop.test`, type: 'A', ttlSeconds: 5, routing }
}

describe('Traffic Manager profiles behind records', () => {
  const world = new FakeWorld()
  const cloud = makeAzureCloud(world)
  let harness: ProviderHarness
  let authorization: string | undefined
  const dns = () => harness.provider.can.dns as Dns
  const changes = () => harness.front.requests.filter(harness.changesRecords).map(described)
  const profiles = async () => {
    const found = await cloud.handle({
      method: 'GET',
      url: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Network/trafficmanagerprofiles?api-version=2022-04-01',
      headers: { authorization },
      body: Buffer.alloc(0),
    })
    const { value } = JSON.parse(String(found.body)) as { value: { name: string }[] }
    return value.map(({ name }) => name)
  }

  beforeAll(async () => {
    const seed = demoSeed({
      account: '00000000-0000-0000-0000-000000000001',
      region: 'eastus',
      instance: 'orders-azure',
    })
    cloud.seed(seed)
    harness = await makeAzureHarness({
      subscription: seed.account,
      resourceGroup: 'shop',
      instance: 'orders-azure',
      bucket: 'not-used',
      nameServers: seed.nameServers,
      handle: (request) => cloud.handle(request),
      settle: () => world.advance(60_000),
    })
    await harness.provider.can.identity?.whoAmI(within(5_000))
    authorization = harness.front.requests[0]?.headers.authorization
  })
  beforeEach(() => harness.front.clear())
  afterAll(() => harness?.close())

  it('turns a failover around with one change of the profile, which the name servers follow', async () => {
    const name = 'around'
    await dns().apply(harness.zone, record(name, { policy: 'failover', targets: [aws, gcp] }), within(10_000))
    world.advance(60_000)
    expect(digShort(cloud, `${name}.shop.test`)).toEqual([aws.value])
    const turned = record(name, { policy: 'failover', targets: [gcp, aws] })
    const prepared = await dns().prepare?.(harness.zone, turned, within(10_000))
    harness.front.clear()
    const change = await prepared?.commit(within(10_000))
    expect(change?.outcome.kind).toBe('done')
    expect(changes()).toEqual(['PUT trafficmanagerprofiles/mcloud-around-shop-test-a'])
    expect(harness.front.requests).toHaveLength(1)
    world.advance(60_000)
    expect(digShort(cloud, `${name}.shop.test`)).toEqual([gcp.value])
  })

  it('makes a new profile while preparing, and points the record to it only with the commit', async () => {
    const name = 'ahead'
    await dns().apply(harness.zone, record(name, { policy: 'simple', target: plain(aws) }), within(10_000))
    world.advance(60_000)
    harness.front.clear()
    const routed = record(name, { policy: 'failover', targets: [gcp, aws] })
    const prepared = await dns().prepare?.(harness.zone, routed, within(10_000))
    expect(changes()).toEqual(['PUT trafficmanagerprofiles/mcloud-ahead-shop-test-a'])
    expect(digShort(cloud, `${name}.shop.test`)).toEqual([aws.value])
    harness.front.clear()
    await prepared?.commit(within(10_000))
    expect(changes()).toEqual(['PUT A/ahead'])
    world.advance(60_000)
    expect(digShort(cloud, `${name}.shop.test`)).toEqual([gcp.value])
  })

  it('takes its own profile away when the record becomes a simple one', async () => {
    const name = 'plain'
    await dns().apply(harness.zone, record(name, { policy: 'failover', targets: [aws, gcp] }), within(10_000))
    expect(await profiles()).toContain('mcloud-plain-shop-test-a')
    await dns().apply(harness.zone, record(name, { policy: 'simple', target: plain(gcp) }), within(10_000))
    expect(await profiles()).not.toContain('mcloud-plain-shop-test-a')
  })

  it('changes a profile that it has not made in place, and leaves it standing', async () => {
    const before = await profiles()
    const turned = record('app', { policy: 'failover', targets: [gcp, aws] })
    await dns().apply(harness.zone, turned, within(10_000))
    expect(await profiles()).toEqual(before)
    await dns().apply(harness.zone, record('app', { policy: 'simple', target: plain(aws) }), within(10_000))
    expect(await profiles()).toEqual(before)
  })

  it('reads again when another writer was quicker, told by the etag', async () => {
    const name = 'race'
    const simple = (value: string) => record(name, { policy: 'simple', target: { cloud: 'aws', value } })
    const values = [1, 2, 3, 4].map((host) => `198.51.101.${host}`)
    const all = values.map((value) => dns().apply(harness.zone, simple(value), within(20_000)))
    expect((await Promise.all(all)).map((change) => change.outcome.kind)).toEqual(values.map(() => 'done'))
    expect(changes().length).toBeGreaterThan(values.length)
    const held = await dns().read(harness.zone, `${name}.shop.test`, within(5_000))
    expect(values).toContain(held?.record.routing.policy === 'simple' && held.record.routing.target.value)
  })

  it('replaces an address by a name', async () => {
    await dns().apply(harness.zone, record('kind', { policy: 'simple', target: plain(aws) }), within(10_000))
    harness.front.clear()
    const named: RoutedRecord = {
      ...record('kind', { policy: 'simple', target: { cloud: 'gcp', value: 'gcp-1.example.net' } }),
      type: 'CNAME',
    }
    await dns().apply(harness.zone, named, within(10_000))
    expect(changes()).toEqual(['DELETE A/kind', 'PUT CNAME/kind'])
    const held = await dns().read(harness.zone, 'kind.shop.test', within(5_000))
    expect(held).toEqual({ record: named, remarks: [] })
  })
})

function plain({ cloud, value }: Target): Target {
  return { cloud, value }
}

function described({ method, url }: LabRequest): string {
  return `${method} ${url.split('?')[0]?.split('/').slice(-2).join('/')}`
}
