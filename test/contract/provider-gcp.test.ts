import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { demoSeed, FakeDatabase, FakeWorld } from '../lab/wire/harness.ts'
import { makeGcpHarness } from '../support/gcp-harness.ts'
import { describeProvider } from './provider.contract.ts'

describeProvider('gcp over the wire of the lab', async () => {
  const world = new FakeWorld()
  const cloud = makeGcpCloud(world)
  world.databases.set('orders-gcp', new FakeDatabase('orders-gcp', '127.9.2.1', 'replica'))
  const seed = demoSeed({ account: 'shop-lab', region: 'us-central1', instance: 'orders-gcp' })
  cloud.seed({ ...seed, buckets: ['shop-coordination'] })
  return makeGcpHarness({
    project: seed.account,
    instance: 'orders-gcp',
    nameServers: seed.nameServers,
    bucket: 'shop-coordination',
    setHealth: (value, health) => world.setHealth(cloud, value, health),
    handle: (request) => cloud.handle(request),
    settle: () => world.advance(60_000),
  })
})
