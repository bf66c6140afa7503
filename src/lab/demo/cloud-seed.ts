import type { LabCloudName, LabSeed, LabSeedRecord } from '../cloud.ts'
import type { LabNetwork } from '../network.ts'
import { DEMO, instanceOf, LAB_CLOUDS } from './facts.ts'

/** The demo platform as one cloud is given it at the lab's first start. */
export function cloudSeed(cloud: LabCloudName, network: LabNetwork): LabSeed {
  return {
    ...DEMO.clouds[cloud],
    zone: DEMO.zone,
    nameServers: [`ns-${cloud}.${DEMO.zone}`],
    records: records(network),
    buckets: [DEMO.coordinationBucket, DEMO.assetsBucket],
    databases: LAB_CLOUDS.filter((other) => other === cloud).map((own) => ({
      instance: instanceOf(own),
      role: own === DEMO.primary ? 'primary' : 'replica',
      databaseName: DEMO.database,
      adminUser: DEMO.adminUser,
    })),
  }
}

function records(network: LabNetwork): LabSeedRecord[] {
  const { path, intervalSeconds, threshold } = DEMO.health
  const target = (cloud: LabCloudName) => ({
    label: cloud,
    value: network.hosts[cloud],
    health: { protocol: 'http' as const, port: network.ports.application, path, intervalSeconds, threshold },
  })
  return [
    {
      kind: 'failover',
      name: DEMO.applicationName,
      type: 'A',
      ttl: DEMO.ttlSeconds.application,
      primary: target('aws'),
      secondary: target('gcp'),
    },
    {
      kind: 'simple',
      name: DEMO.databaseName,
      type: 'A',
      ttl: DEMO.ttlSeconds.database,
      value: network.hosts[DEMO.primary],
    },
    {
      kind: 'weighted',
      name: DEMO.storefrontName,
      type: 'A',
      ttl: DEMO.ttlSeconds.storefront,
      targets: LAB_CLOUDS.map((cloud) => ({ ...target(cloud), weight: DEMO.storefrontWeights[cloud] })),
    },
  ]
}
