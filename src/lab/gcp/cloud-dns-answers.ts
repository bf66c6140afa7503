import type { LabHost, LabProbe } from '../cloud.ts'
import { chooseByWeight } from '../wire/choose.ts'
import { bare, type DnsZoneView, recordData } from '../wire/dns-answer.ts'
import { distanceKm, type Place, placeOf } from '../wire/geography.ts'
import { currentRecords, visibleRecords } from '../wire/records-timeline.ts'
import {
  type Bucket,
  type GcpState,
  type GeoPolicy,
  type HealthCheckedTargets,
  healthCheckName,
  type ResourceRecordSet,
  type RoutingPolicy,
} from './state.ts'

/** The zones as the name servers have them now, routing policies and health applied for each client. */
export function cloudDnsViews(state: GcpState, host: LabHost): DnsZoneView[] {
  return state.zones.map((zone) => {
    const records = visibleRecords(zone.timeline, host.now())
    return {
      apex: bare(zone.dnsName),
      names: new Set(records.map((record) => bare(record.name))),
      lookup: (name, type, client) => {
        const record = records.find((candidate) => candidate.type === type && bare(candidate.name) === name)
        if (record === undefined) return []
        return valuesOf(state, host, record, placeOf(client)).map((value) => ({
          ttl: record.ttl,
          data: recordData(type, value),
        }))
      },
    }
  })
}

function valuesOf(
  state: GcpState,
  host: LabHost,
  record: ResourceRecordSet,
  place: Place,
): readonly string[] {
  const policy = record.routingPolicy
  if (policy === undefined) return record.rrdatas ?? []
  const alive = (endpoint: string) => endpointHealthy(state, host, policy, endpoint)
  if (policy.wrr !== undefined) {
    const buckets = policy.wrr.items
    const serving = buckets.filter((bucket) => healthyOf(bucket, alive).length > 0)
    const bucket = chooseByWeight(host, serving, (item) => item.weight)
    if (bucket !== undefined) return healthyOf(bucket, alive)
    const any = chooseByWeight(host, buckets, (item) => item.weight)
    return any === undefined ? [] : everythingOf(any)
  }
  if (policy.geo !== undefined) return geoValues(policy.geo, place, alive)
  const backup = policy.primaryBackup
  if (backup === undefined) return []
  const primary = (backup.primaryTargets.externalEndpoints ?? []).filter(alive)
  const fallback = () => geoValues(backup.backupGeoTargets, place, alive)
  if (primary.length === 0) return fallback()
  const trickle = backup.trickleTraffic ?? 0
  const side = chooseByWeight(host, ['primary', 'backup'] as const, (item) =>
    item === 'backup' ? trickle : 1 - trickle,
  )
  return side === 'backup' ? fallback() : primary
}

/** The nearest location's healthy data; without a fence the next nearest that has any, else all of the nearest. */
function geoValues(geo: GeoPolicy, place: Place, alive: (endpoint: string) => boolean): readonly string[] {
  const near = geo.items.toSorted((a, b) => distanceKm(place, a.location) - distanceKm(place, b.location))
  const nearest = near[0]
  if (nearest === undefined) return []
  const candidates = geo.enableFencing === true ? [nearest] : near
  const serving = candidates.find((item) => healthyOf(item, alive).length > 0)
  return serving === undefined ? everythingOf(nearest) : healthyOf(serving, alive)
}

function healthyOf(bucket: Bucket, alive: (endpoint: string) => boolean): string[] {
  return [...(bucket.rrdatas ?? []), ...(bucket.healthCheckedTargets?.externalEndpoints ?? []).filter(alive)]
}

function everythingOf(bucket: Bucket): string[] {
  return [...(bucket.rrdatas ?? []), ...(bucket.healthCheckedTargets?.externalEndpoints ?? [])]
}

/** An endpoint without a result yet counts as healthy. */
function endpointHealthy(state: GcpState, host: LabHost, policy: RoutingPolicy, endpoint: string): boolean {
  const name = policy.healthCheck === undefined ? undefined : healthCheckName(state, policy.healthCheck)
  return name === undefined || host.health(probeId(name, endpoint)) !== 'unhealthy'
}

function probeId(healthCheck: string, endpoint: string): string {
  return `${healthCheck}/${endpoint}`
}

/** A probe for every endpoint of every policy that a health check stands behind. */
export function cloudDnsProbes(state: GcpState): LabProbe[] {
  const probes = new Map<string, LabProbe>()
  for (const zone of state.zones) {
    for (const { routingPolicy } of currentRecords(zone.timeline)) {
      const name =
        routingPolicy?.healthCheck === undefined
          ? undefined
          : healthCheckName(state, routingPolicy.healthCheck)
      const check = state.healthChecks.find((candidate) => candidate.name === name)
      if (routingPolicy === undefined || check === undefined) continue
      const { config } = check
      const port = config.httpHealthCheck ?? config.httpsHealthCheck ?? config.tcpHealthCheck
      for (const host of endpointsOf(routingPolicy)) {
        const id = probeId(check.name, host)
        probes.set(id, {
          id,
          protocol: config.type === 'TCP' ? 'tcp' : config.type === 'HTTPS' ? 'https' : 'http',
          host,
          port: port?.port ?? (config.type === 'HTTPS' ? 443 : 80),
          path: port?.requestPath ?? '/',
          intervalMs: config.checkIntervalSec * 1000,
          timeoutMs: config.timeoutSec * 1000,
          threshold: config.unhealthyThreshold,
        })
      }
    }
  }
  return [...probes.values()]
}

function endpointsOf(policy: RoutingPolicy): string[] {
  const targets: (HealthCheckedTargets | undefined)[] = [
    ...(policy.wrr?.items ?? []).map((item) => item.healthCheckedTargets),
    ...(policy.geo?.items ?? []).map((item) => item.healthCheckedTargets),
    ...(policy.primaryBackup?.backupGeoTargets.items ?? []).map((item) => item.healthCheckedTargets),
    policy.primaryBackup?.primaryTargets,
  ]
  return targets.flatMap((target) => target?.externalEndpoints ?? [])
}
