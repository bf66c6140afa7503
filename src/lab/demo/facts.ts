import type { LabCloudName } from '../cloud.ts'

export const LAB_CLOUDS = ['aws', 'gcp', 'azure'] as const satisfies readonly LabCloudName[]

/** The demo platform: what is the same in every lab. */
export const DEMO = {
  platform: 'shop',
  zone: 'shop.test',
  applicationName: 'app.shop.test',
  databaseName: 'db.shop.test',
  storefrontName: 'www.shop.test',
  database: 'orders',
  primary: 'aws',
  publication: 'mcloud',
  adminUser: 'mcloud_admin',
  applicationUser: 'app',
  replicationUser: 'replicator',
  resourceGroup: 'shop',
  coordinationBucket: 'shop-coordination',
  assetsBucket: 'shop-assets',
  billingTable: 'shop-lab.billing.gcp_billing_export_v1_0LAB00_0LAB00_0LAB00',
  clouds: {
    aws: { account: '000000000000', region: 'us-east-1' },
    gcp: { account: 'shop-lab', region: 'us-central1' },
    azure: { account: '00000000-0000-0000-0000-000000000001', region: 'eastus' },
  },
  health: { path: '/healthz', intervalSeconds: 30, threshold: 3 },
  ttlSeconds: { application: 1, database: 1, storefront: 5 },
  storefrontWeights: { aws: 40, gcp: 30, azure: 30 },
} as const

/** Name of the database server of a cloud, which is also the name of its instance in the cloud's API. */
export function instanceOf(cloud: LabCloudName): string {
  return `orders-${cloud}`
}

/** A value for each cloud. */
export function forEachCloud<T>(make: (cloud: LabCloudName) => T): Record<LabCloudName, T> {
  return { aws: make('aws'), gcp: make('gcp'), azure: make('azure') }
}
