import type { LabCloudName } from '../cloud.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { LabSettings } from '../settings.ts'
import { endpointsOf } from './client-environment.ts'
import { DEMO, forEachCloud, instanceOf, LAB_CLOUDS } from './facts.ts'

/** The demo platform as a platform file that every command takes with `--config`. */
export async function platformFile(folder: LabFolder, settings: LabSettings): Promise<string> {
  const { stringify } = await import('yaml')
  const { hosts, ports } = settings.network
  const endpoints = endpointsOf(settings.network)
  const health = (extra: Record<string, unknown>) => ({
    protocol: 'http',
    port: ports.application,
    path: DEMO.health.path,
    ...extra,
  })
  const target = (cloud: LabCloudName) => ({ cloud, value: hosts[cloud] })
  const interval = { interval: `${DEMO.health.intervalSeconds}s`, threshold: DEMO.health.threshold }
  const { aws, gcp, azure } = DEMO.clouds
  const platform = {
    platform: DEMO.platform,
    strategy: 'active-passive',
    clouds: {
      aws: { region: aws.region, account: aws.account, endpoints: { default: endpoints.aws } },
      gcp: { project: gcp.account, region: gcp.region, endpoints: { default: endpoints.gcp } },
      azure: {
        subscription: azure.account,
        resourceGroup: DEMO.resourceGroup,
        region: azure.region,
        endpoints: { default: endpoints.azure },
        caFile: 'ca.pem',
      },
    },
    databases: {
      [DEMO.database]: {
        primary: DEMO.primary,
        members: forEachCloud((cloud) => ({
          instance: instanceOf(cloud),
          url: `\${MCLOUD_LAB_DB_${cloud.toUpperCase()}}`,
          replicationHost: `${hosts[cloud]}:${ports.replication}`,
        })),
        writers: [DEMO.applicationUser],
        lagThreshold: '5s',
      },
    },
    traffic: {
      zone: DEMO.zone,
      providers: forEachCloud((cloud) => ({ nameServers: [`${hosts[cloud]}:${ports.dns}`] })),
      records: {
        app: {
          type: 'A',
          policy: 'failover',
          ttl: `${DEMO.ttlSeconds.application}s`,
          follows: DEMO.database,
          targets: [target('aws'), target('gcp')],
          health: health(interval),
        },
        db: {
          type: 'A',
          policy: 'simple',
          ttl: `${DEMO.ttlSeconds.database}s`,
          follows: DEMO.database,
          targets: LAB_CLOUDS.map(target),
        },
        www: {
          type: 'A',
          policy: 'weighted',
          ttl: `${DEMO.ttlSeconds.storefront}s`,
          targets: LAB_CLOUDS.map((cloud) => ({ ...target(cloud), weight: DEMO.storefrontWeights[cloud] })),
          health: health(interval),
        },
      },
    },
    workloads: {
      shop: {
        kind: 'service',
        health: forEachCloud((cloud) => `http://${hosts[cloud]}:${ports.application}${DEMO.health.path}`),
      },
    },
    cost: { budget: 4500, sources: { gcp: { table: DEMO.billingTable } } },
    objectives: { rto: '1m', rpo: { database: '0s' } },
    coordination: { kind: 'file', place: folder.coordination },
  }
  return `# The demo platform of the lab in ${folder.root}; written by \`mcloud lab up\`.\n${stringify(platform)}`
}
