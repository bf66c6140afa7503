import type { LabHost, LabSeed, LabSeedRecord, LabSeedTarget } from '../cloud.ts'
import { restingLifecycle } from '../wire/database-lifecycle.ts'
import { sorted } from './cloud-dns-records.ts'
import { newZone } from './cloud-dns-zones.ts'
import {
  type Bucket,
  emptyGcpState,
  type GcpState,
  type HealthCheckConfig,
  type ResourceRecordSet,
  type UptimeCheck,
} from './state.ts'
import { googleTime } from './wire.ts'

/** The demo platform in the project of a new lab; its records are in sync from the start. */
export function seedGcp(host: LabHost, seed: LabSeed): GcpState {
  const state: GcpState = { ...emptyGcpState(), project: seed.account, region: seed.region }
  const dnsName = `${seed.zone}.`
  const zone = newZone(host, {
    name: seed.zone.replaceAll('.', '-'),
    dnsName,
    description: 'lab',
    nameServers: seed.nameServers,
    syncMs: 0,
  })
  const apex = zone.timeline[0]?.records ?? []
  zone.timeline = [
    {
      visibleAtMs: host.now(),
      records: sorted(zone, [...apex, ...seed.records.map((record) => recordSet(state, host, record))]),
    },
  ]
  state.zones = [zone]
  // Those that the demo platform works with.
  for (const service of ['dns', 'compute', 'sqladmin', 'monitoring', 'bigquery'])
    state.services.push(`${service}.googleapis.com`)
  state.uptimeChecks = uptimeChecks(host, seed)
  state.instances = seed.databases.map((database) => ({
    name: database.instance,
    createdAtMs: host.now(),
    databaseName: database.databaseName,
    settings: {
      settingsVersion: '1',
      tier: 'db-custom-2-7680',
      edition: 'ENTERPRISE',
      availabilityType: 'ZONAL',
      pricingPlan: 'PER_USE',
      activationPolicy: 'ALWAYS',
      dataDiskType: 'PD_SSD',
      dataDiskSizeGb: '20',
    },
    life: restingLifecycle('running'),
  }))
  return state
}

function recordSet(state: GcpState, host: LabHost, record: LabSeedRecord): ResourceRecordSet {
  const base = { name: `${record.name}.`, type: record.type, ttl: record.ttl }
  if (record.kind === 'simple') return { ...base, rrdatas: [record.value] }
  if (record.kind === 'weighted') {
    return {
      ...base,
      routingPolicy: {
        wrr: { items: record.targets.map((target) => ({ weight: target.weight, ...bucket(target) })) },
        ...health(state, host, record.targets),
      },
    }
  }
  return {
    ...base,
    routingPolicy: {
      primaryBackup: {
        primaryTargets: { externalEndpoints: [record.primary.value] },
        backupGeoTargets: { items: [{ location: state.region, ...bucket(record.secondary) }] },
      },
      ...health(state, host, [record.primary, record.secondary]),
    },
  }
}

/** One uptime check for every target that is health-checked, however many records it serves. */
function uptimeChecks(host: LabHost, seed: LabSeed): UptimeCheck[] {
  const checks = new Map<string, UptimeCheck>()
  for (const record of seed.records) {
    const targets =
      record.kind === 'simple'
        ? []
        : record.kind === 'failover'
          ? [record.primary, record.secondary]
          : record.targets
    for (const { label, value, health } of targets) {
      if (health === undefined || checks.has(`${value}:${health.port}`)) continue
      const { protocol, port, path } = health
      checks.set(`${value}:${port}`, {
        id: `shop-${label}-${host.randomId(11, 'abcdefghijklmnopqrstuvwxyz0123456789')}`,
        displayName: `shop ${label}`,
        host: value,
        protocol,
        port,
        path,
        period: '60s',
      })
    }
  }
  return [...checks.values()]
}

function bucket(target: LabSeedTarget): Bucket {
  return target.health === undefined
    ? { rrdatas: [target.value] }
    : { healthCheckedTargets: { externalEndpoints: [target.value] } }
}

/** The health check that a policy's targets share (Cloud DNS has one a policy), made where there is none alike. */
function health(state: GcpState, host: LabHost, targets: readonly LabSeedTarget[]): { healthCheck?: string } {
  const wanted = targets.find((target) => target.health !== undefined)?.health
  if (wanted === undefined) return {}
  const type = wanted.protocol === 'tcp' ? 'TCP' : wanted.protocol === 'https' ? 'HTTPS' : 'HTTP'
  const config: HealthCheckConfig = {
    type,
    // Checks from the internet run every 30 seconds at the shortest.
    checkIntervalSec: Math.max(30, wanted.intervalSeconds),
    timeoutSec: 5,
    healthyThreshold: 2,
    unhealthyThreshold: Math.min(10, Math.max(1, wanted.threshold)),
    sourceRegions: ['us-central1', 'us-east1', 'us-west1'],
    [`${type.toLowerCase()}HealthCheck`]: {
      port: wanted.port,
      ...(type === 'TCP' ? {} : { requestPath: wanted.path }),
      proxyHeader: 'NONE',
    },
  }
  let check = state.healthChecks.find(
    (candidate) => JSON.stringify(candidate.config) === JSON.stringify(config),
  )
  if (check === undefined) {
    const number = state.healthChecks.length + 1
    check = {
      id: host.randomId(1, '123456789') + host.randomId(18, '0123456789'),
      name: `lab-${type.toLowerCase()}-${number}`,
      creationTimestamp: googleTime(host.now()),
      config,
    }
    state.healthChecks.push(check)
  }
  return {
    healthCheck: `https://www.googleapis.com/compute/v1/projects/${state.project}/global/healthChecks/${check.name}`,
  }
}
