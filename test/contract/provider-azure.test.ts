import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { demoSeed, FakeDatabase, FakeWorld } from '../lab/wire/harness.ts'
import { makeAzureHarness } from '../support/azure-harness.ts'
import { describeProvider } from './provider.contract.ts'

describeProvider('azure over the wire of the lab', async () => {
  const world = new FakeWorld()
  const cloud = makeAzureCloud(world)
  world.databases.set('orders-azure', new FakeDatabase('orders-azure', '127.9.3.1', 'replica'))
  const seed = demoSeed({
    account: '00000000-0000-0000-0000-000000000001',
    region: 'eastus',
    instance: 'orders-azure',
  })
  cloud.seed({ ...seed, buckets: ['shop-coordination'] })
  return makeAzureHarness({
    subscription: seed.account,
    resourceGroup: 'shop',
    instance: 'orders-azure',
    nameServers: seed.nameServers,
    bucket: 'shopstorage/shop-coordination',
    setHealth: (value, health) => world.setHealth(cloud, value, health),
    handle: (request) => cloud.handle(request),
    settle: () => world.advance(60_000),
  })
})
