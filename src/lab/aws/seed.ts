import { isIP } from 'node:net'
import type { LabHost, LabSeed, LabSeedRecord, LabSeedTarget } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { restingLifecycle } from '../wire/database-lifecycle.ts'
import { compareRecordSets, storedName } from './record-order.ts'
import { newZone } from './route53-zones.ts'
import { type AwsState, emptyAwsState, type HealthCheck, type RecordSet } from './state.ts'

/** The demo platform in the account of a new lab; its records are in sync from the start. */
export function seedAws(host: LabHost, seed: LabSeed): AwsState {
  const state: AwsState = { ...emptyAwsState(), account: seed.account, region: seed.region }
  const zone = newZone(host, {
    name: seed.zone,
    callerReference: 'lab',
    comment: 'lab',
    nameServers: seed.nameServers,
    syncMs: 0,
  })
  const apex = zone.timeline[0]?.records ?? []
  const records = seed.records.flatMap((record) => recordSets(state, host, record))
  zone.timeline = [{ visibleAtMs: host.now(), records: [...apex, ...records].sort(compareRecordSets) }]
  state.hostedZones = [zone]
  state.databases = seed.databases.map((database) => ({
    DBInstanceIdentifier: database.instance,
    DBName: database.databaseName,
    MasterUsername: database.adminUser,
    DbiResourceId: `db-${host.randomId(26, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`,
    createdAtMs: host.now(),
    BackupRetentionPeriod: 7,
    life: restingLifecycle('running'),
  }))
  return state
}

function recordSets(state: AwsState, host: LabHost, record: LabSeedRecord): RecordSet[] {
  const name = { Name: storedName(record.name), Type: record.type }
  if (record.kind === 'simple') return [{ ...name, TTL: record.ttl, ResourceRecords: values(record.value) }]
  if (record.kind === 'weighted') {
    return record.targets.map((target) => ({
      ...name,
      SetIdentifier: target.label,
      Weight: target.weight,
      TTL: record.ttl,
      ResourceRecords: values(target.value),
      ...health(state, host, target),
    }))
  }
  return (
    [
      ['PRIMARY', record.primary],
      ['SECONDARY', record.secondary],
    ] as const
  ).map(([Failover, target]) => ({
    ...name,
    SetIdentifier: target.label,
    Failover,
    TTL: record.ttl,
    ResourceRecords: values(target.value),
    ...health(state, host, target),
  }))
}

function values(value: string): NonNullable<RecordSet['ResourceRecords']> {
  return { ResourceRecord: [{ Value: value }] }
}

/** A health check for a target; one for all targets that are probed alike. */
function health(state: AwsState, host: LabHost, target: LabSeedTarget): { HealthCheckId?: string } {
  const wanted = target.health
  if (wanted === undefined) return {}
  const config: HealthCheck['config'] = {
    ...(isIP(target.value) === 0 ? {} : { IPAddress: target.value }),
    Port: wanted.port,
    Type: wanted.protocol === 'tcp' ? 'TCP' : wanted.protocol === 'https' ? 'HTTPS' : 'HTTP',
    ...(wanted.protocol === 'tcp' ? {} : { ResourcePath: wanted.path }),
    ...(isIP(target.value) === 0 ? { FullyQualifiedDomainName: target.value } : {}),
    // Route 53 knows these two intervals only.
    RequestInterval: wanted.intervalSeconds < 30 ? 10 : 30,
    FailureThreshold: Math.min(10, Math.max(1, wanted.threshold)),
    MeasureLatency: false,
    Inverted: false,
    Disabled: false,
  }
  const same = state.healthChecks.find((check) => JSON.stringify(check.config) === JSON.stringify(config))
  if (same !== undefined) return { HealthCheckId: same.Id }
  const check: HealthCheck = {
    Id: randomUuid(host),
    CallerReference: `lab-${target.label}`,
    config,
    version: 1,
  }
  state.healthChecks.push(check)
  return { HealthCheckId: check.Id }
}
