import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { demoSeed, FakeDatabase, FakeWorld } from '../lab/wire/harness.ts'
import { makeAwsHarness } from '../support/aws-harness.ts'
import { describeProvider } from './provider.contract.ts'

describeProvider('aws over the wire of the lab', async () => {
  const world = new FakeWorld()
  const cloud = makeAwsCloud(world)
  world.databases.set('orders-aws', new FakeDatabase('orders-aws', '127.9.1.1', 'primary'))
  const seed = demoSeed({ account: '000000000000', region: 'us-east-1', instance: 'orders-aws' })
  cloud.seed({ ...seed, buckets: ['shop-coordination'] })
  return makeAwsHarness({
    account: seed.account,
    instance: 'orders-aws',
    nameServers: seed.nameServers,
    bucket: 'shop-coordination',
    setHealth: (value, health) => world.setHealth(cloud, value, health),
    handle: (request) => cloud.handle(request),
    settle: () => world.advance(60_000),
    close: async () => {},
  })
})
