import type { Platform, TrafficRecord } from '../../src/config/platform.ts'

const HEALTH = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 10, threshold: 3 } as const
const AWS = { cloud: 'aws', value: '127.9.1.1' } as const
const GCP = { cloud: 'gcp', value: '127.9.2.1' } as const
const AZURE = { cloud: 'azure', value: '127.9.3.1' } as const

function record(
  rest: Pick<TrafficRecord, 'name' | 'policy' | 'targets'> & Partial<TrafficRecord>,
): TrafficRecord {
  return { type: 'A', ttlSeconds: 1, places: {}, ...rest }
}

const cloud = (region: string) => ({ region, endpoints: {} })
const member = (name: 'aws' | 'gcp' | 'azure') => ({ cloud: name, instance: `orders-${name}` })

/** The demo platform: one database in three clouds, and the three routed names of the lab. */
export const SHOP = {
  name: 'shop',
  strategy: 'active-passive',
  clouds: { aws: cloud('us-east-1'), gcp: cloud('us-central1'), azure: cloud('eastus') },
  databases: {
    orders: {
      name: 'orders',
      engine: 'postgres',
      primary: 'aws',
      members: { aws: member('aws'), gcp: member('gcp'), azure: member('azure') },
      writers: ['app'],
      lagThresholdMs: 5_000,
    },
  },
  traffic: {
    zone: 'shop.test',
    providers: { aws: {}, gcp: {}, azure: {} },
    records: {
      app: record({
        name: 'app.shop.test',
        policy: 'failover',
        targets: [AWS, GCP],
        follows: 'orders',
        health: HEALTH,
      }),
      db: record({ name: 'db.shop.test', policy: 'simple', targets: [AWS, GCP, AZURE], follows: 'orders' }),
      www: record({
        name: 'www.shop.test',
        policy: 'weighted',
        targets: [
          { ...AWS, weight: 40 },
          { ...GCP, weight: 30 },
          { ...AZURE, weight: 30 },
        ],
        health: HEALTH,
      }),
    },
  },
  workloads: {},
  objectives: { rpoMs: {} },
  scenarios: {},
  notifications: {},
  later: {},
  // The platform knows its file only where one was read.
} as unknown as Platform & { readonly traffic: NonNullable<Platform['traffic']> }
