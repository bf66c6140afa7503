import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import type { Call, Dns, RoutedRecord } from '../../../src/providers/provider.ts'
import type { ProviderHarness } from '../../contract/provider.contract.ts'
import { demoSeed, FakeWorld } from '../../lab/wire/harness.ts'
import { makeGcpHarness } from '../../support/gcp-harness.ts'

const within = (ms: number): Call => ({
  signal: new AbortController().signal,
  deadlineMs: Date.now() + ms,
})

function record(value: string): RoutedRecord {
  return {
    name: 'race.shop.test',
    type: 'A',
    ttlSeconds: 5,
    routing: { policy: 'simple', target: { cloud: 'aws', value } },
  }
}

describe('several writers of one Cloud DNS record set', () => {
  let harness: ProviderHarness
  const dns = () => harness.provider.can.dns as Dns

  beforeAll(async () => {
    const world = new FakeWorld()
    const cloud = makeGcpCloud(world)
    const seed = demoSeed({ account: 'shop-lab', region: 'us-central1', instance: 'orders-gcp' })
    cloud.seed(seed)
    harness = await makeGcpHarness({
      project: seed.account,
      instance: 'orders-gcp',
      bucket: 'not-used',
      nameServers: seed.nameServers,
      handle: (request) => cloud.handle(request),
    })
  })
  afterAll(() => harness?.close())

  it('all end, each reading again after a conflict, and one of their records stands', async () => {
    const values = [1, 2, 3, 4].map((host) => `198.51.101.${host}`)
    harness.front.clear()
    const changes = await Promise.all(
      values.map((value) => dns().apply(harness.zone, record(value), within(20_000))),
    )
    expect(changes.map((change) => change.outcome.kind)).toEqual(['done', 'done', 'done', 'done'])
    // More were sent than took effect: the rest were refused as conflicts.
    expect(harness.front.requests.filter(harness.changesRecords).length).toBeGreaterThan(values.length)
    const held = await dns().read(harness.zone, 'race.shop.test', within(5_000))
    expect(held?.remarks).toEqual([])
    expect(values).toContain(held?.record.routing.policy === 'simple' && held.record.routing.target.value)
  })

  it('sends a prepared change again when another writer was quicker', async () => {
    await dns().apply(harness.zone, record('198.51.101.1'), within(10_000))
    const prepared = await dns().prepare?.(harness.zone, record('198.51.102.1'), within(10_000))
    await dns().apply(harness.zone, record('198.51.103.1'), within(10_000))
    const change = await prepared?.commit(within(10_000))
    expect(change?.outcome.kind).toBe('done')
    const held = await dns().read(harness.zone, 'race.shop.test', within(5_000))
    expect(held?.record.routing).toMatchObject({ target: { cloud: 'gcp', value: '198.51.102.1' } })
  })

  it('reuses the health check that is there, and shares the one it makes between records', async () => {
    const target = (value: string) => ({
      cloud: 'aws' as const,
      value,
      health: { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 60, threshold: 2 } as const,
      weight: 1,
    })
    const weighted = (name: string, values: readonly string[]): RoutedRecord => ({
      name,
      type: 'A',
      ttlSeconds: 5,
      routing: { policy: 'weighted', targets: values.map(target) },
    })
    harness.front.clear()
    const [one, two] = ['198.51.101.1', '198.51.101.2'] as const
    await dns().apply(harness.zone, weighted('one.shop.test', [one, two]), within(10_000))
    await dns().apply(harness.zone, weighted('two.shop.test', [one]), within(10_000))
    await dns().apply(harness.zone, weighted('one.shop.test', [two]), within(10_000))
    const made = harness.front.requests.filter(
      ({ method, url }) => method === 'POST' && url.includes('/global/healthChecks'),
    )
    expect(made).toHaveLength(1)
  })
})
