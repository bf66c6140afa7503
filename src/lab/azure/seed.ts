import type { LabHost, LabSeed, LabSeedRecord, LabSeedTarget } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { restingLifecycle } from '../wire/database-lifecycle.ts'
import { compare } from './dns-records.ts'
import {
  type AzureState,
  type DnsZone,
  emptyAzureState,
  type Profile,
  profileId,
  type RecordSet,
} from './state.ts'

/** The demo platform in the subscription of a new lab; its records are in sync from the start. */
export function seedAzure(host: LabHost, seed: LabSeed): AzureState {
  const resourceGroup = seed.zone.split('.')[0] ?? seed.zone
  const state: AzureState = {
    ...emptyAzureState(),
    subscription: seed.account,
    region: seed.region,
    resourceGroup,
    storageAccounts: [`${resourceGroup}storage`],
    // Those that the demo platform works with.
    registrations: { 'microsoft.network': 0, 'microsoft.dbforpostgresql': 0, 'microsoft.storage': 0 },
  }
  const profiles = seed.records.flatMap((record) => profileOf(resourceGroup, record) ?? [])
  state.profiles = [{ visibleAtMs: host.now(), records: profiles }]
  state.zones = [zoneOf(state, host, seed)]
  state.servers = seed.databases.map((database) => ({
    name: database.instance,
    administratorLogin: database.adminUser,
    createdAtMs: host.now(),
    tags: {},
    life: restingLifecycle('running'),
  }))
  return state
}

function zoneOf(state: AzureState, host: LabHost, seed: LabSeed): DnsZone {
  const servers = seed.nameServers.length > 0 ? seed.nameServers : ['ns1-lab.azure-dns.test']
  const nameServers = servers.map((server) => server.replace(/\.$/, ''))
  const apex: RecordSet[] = [
    {
      name: '@',
      type: 'NS',
      etag: randomUuid(host),
      ttl: 172800,
      records: { NSRecords: nameServers.map((server) => ({ nsdname: `${server}.` })) },
    },
    {
      name: '@',
      type: 'SOA',
      etag: randomUuid(host),
      ttl: 3600,
      records: {
        SOARecord: {
          email: 'azuredns-hostmaster.microsoft.com',
          expireTime: 2419200,
          host: `${nameServers[0]}.`,
          minimumTTL: 300,
          refreshTime: 3600,
          retryTime: 300,
          serialNumber: 1,
        },
      },
    },
  ]
  const records = seed.records.map((record) => recordSet(state, host, seed.zone, record))
  return {
    name: seed.zone,
    etag: randomUuid(host),
    nameServers,
    tags: {},
    timeline: [{ visibleAtMs: host.now(), records: [...apex, ...records].sort(compare) }],
  }
}

/** A routed name is an alias of its Traffic Manager profile. */
function recordSet(state: AzureState, host: LabHost, zone: string, record: LabSeedRecord): RecordSet {
  const key = {
    name: relative(record.name, zone),
    type: record.type,
    etag: randomUuid(host),
    ttl: record.ttl,
  }
  if (record.kind === 'simple') {
    return {
      ...key,
      records:
        record.type === 'A'
          ? { ARecords: [{ ipv4Address: record.value }] }
          : { CNAMERecord: { cname: record.value } },
    }
  }
  return {
    ...key,
    target: profileId(state, profileName(state.resourceGroup, record)),
    records: record.type === 'A' ? { ARecords: [] } : {},
  }
}

function relative(name: string, zone: string): string {
  return name === zone ? '@' : name.slice(0, -zone.length - 1)
}

function profileName(group: string, record: LabSeedRecord): string {
  return `${group}-${record.name.split('.')[0]}`
}

function profileOf(group: string, record: LabSeedRecord): Profile | undefined {
  if (record.kind === 'simple') return undefined
  const targets = record.kind === 'failover' ? [record.primary, record.secondary] : record.targets
  const health = targets.find((target) => target.health !== undefined)?.health
  const name = profileName(group, record)
  return {
    name,
    tags: {},
    profileStatus: 'Enabled',
    trafficRoutingMethod: record.kind === 'failover' ? 'Priority' : 'Weighted',
    relativeName: name,
    ttl: record.ttl,
    monitor: {
      protocol: health?.protocol === 'tcp' ? 'TCP' : health?.protocol === 'https' ? 'HTTPS' : 'HTTP',
      port: health?.port ?? 80,
      ...(health?.protocol === 'tcp' ? {} : { path: health?.path ?? '/' }),
      // Traffic Manager knows these two intervals only.
      intervalInSeconds: (health?.intervalSeconds ?? 30) < 30 ? 10 : 30,
      timeoutInSeconds: 5,
      toleratedNumberOfFailures: Math.min(9, Math.max(0, (health?.threshold ?? 4) - 1)),
    },
    endpoints: targets.map((target: LabSeedTarget & { readonly weight?: number }, index) => ({
      name: target.label,
      target: target.value,
      endpointStatus: 'Enabled',
      weight: Math.max(1, target.weight ?? 1),
      priority: index + 1,
      alwaysServe: target.health === undefined ? 'Enabled' : 'Disabled',
    })),
  }
}
