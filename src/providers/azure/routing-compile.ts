import type { Cloud } from '../../config/clouds.ts'
import { canonicalDnsName } from '../../config/dns-value.ts'
import type { HealthCheck, RoutedRecord, Routing, Target } from '../provider.ts'
import { codesOf, WORLD } from './places.ts'
import type { Endpoint, MonitorConfig, Profile, RecordSet } from './resources.ts'
import { EXTERNAL_ENDPOINT } from './resources.ts'
import { sharedHealth } from './routing-refusal.ts'

// Allowed with both intervals. https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring
const TIMEOUT_SECONDS = 5
// A profile has to have one; with every endpoint always served it is never used.
const UNUSED_MONITOR: HealthCheck = {
  protocol: 'http',
  port: 80,
  path: '/',
  intervalSeconds: 30,
  threshold: 4,
}

/** The part of a profile that the record decides; undefined for a simple record, which has none. */
export function compileProfile(
  record: RoutedRecord,
): Pick<Profile, 'trafficRoutingMethod' | 'monitorConfig' | 'endpoints'> | undefined {
  const { routing } = record
  if (routing.policy === 'simple') return undefined
  return {
    trafficRoutingMethod: METHOD[routing.policy],
    monitorConfig: compileMonitor(sharedHealth(routing) ?? UNUSED_MONITOR),
    endpoints: named(compileEndpoints(routing)),
  }
}

/** The record set: an alias of the profile, or the plain answer of a simple record. */
export function compileRecordSet(record: RoutedRecord, profileId: string | undefined): RecordSet {
  const ttl = record.ttlSeconds
  if (profileId !== undefined) return { ttl, targetResource: { id: profileId } }
  const value = record.routing.policy === 'simple' ? canonicalDnsName(record.routing.target.value) : ''
  if (record.type === 'CNAME') return { ttl, cnameRecord: { cname: value } }
  if (record.type === 'AAAA') return { ttl, aaaaRecords: [{ ipv6Address: value }] }
  return { ttl, aRecords: [{ ipv4Address: value }] }
}

const METHOD = {
  failover: 'Priority',
  weighted: 'Weighted',
  geolocation: 'Geographic',
  latency: 'Performance',
} as const satisfies Record<Exclude<Routing['policy'], 'simple'>, string>

function compileMonitor(health: HealthCheck): MonitorConfig {
  return {
    protocol: health.protocol.toUpperCase(),
    port: health.port,
    ...(health.protocol === 'tcp' ? {} : { path: health.path ?? '/' }),
    intervalInSeconds: health.intervalSeconds,
    timeoutInSeconds: TIMEOUT_SECONDS,
    toleratedNumberOfFailures: health.threshold - 1,
  }
}

type Unnamed = { readonly cloud: Cloud; readonly endpoint: Endpoint }

function compileEndpoints(routing: Exclude<Routing, { policy: 'simple' }>): readonly Unnamed[] {
  switch (routing.policy) {
    case 'failover':
      return routing.targets.map((t, index) => endpointOf(t, { priority: index + 1 }))
    case 'weighted':
      return routing.targets.map((t) => endpointOf(t, { weight: t.weight }))
    case 'latency':
      return routing.targets.map((t) => endpointOf(t, { endpointLocation: t.region }))
    case 'geolocation':
      return compilePlaces(routing)
  }
}

function compilePlaces(routing: Extract<Routing, { policy: 'geolocation' }>): readonly Unnamed[] {
  const parts = new Map<string, { target: Target; codes: string[] }>()
  const add = (target: Target, codes: readonly string[]) => {
    const key = target.value.toLowerCase()
    const part = parts.get(key) ?? { target, codes: [] }
    part.codes.push(...codes)
    parts.set(key, part)
  }
  for (const rule of routing.rules) add(rule.target, codesOf(rule.place) ?? [])
  add(routing.fallback, [WORLD])
  return [...parts.values()].map(({ target, codes }) => endpointOf(target, { geoMapping: codes }))
}

function endpointOf(target: Target, settings: Endpoint): Unnamed {
  return {
    cloud: target.cloud,
    endpoint: {
      type: EXTERNAL_ENDPOINT,
      target: canonicalDnsName(target.value),
      endpointStatus: 'Enabled',
      alwaysServe: target.health === undefined ? 'Enabled' : 'Disabled',
      ...settings,
    },
  }
}

/** Endpoints carry the cloud as their name, numbered where a cloud has several. */
function named(endpoints: readonly Unnamed[]): readonly Endpoint[] {
  const count = new Map<Cloud, number>()
  return endpoints.map(({ cloud, endpoint }) => {
    const number = (count.get(cloud) ?? 0) + 1
    count.set(cloud, number)
    return { name: number === 1 ? cloud : `${cloud}-${number}`, ...endpoint }
  })
}
