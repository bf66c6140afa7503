import type { Cloud } from '../../config/clouds.ts'
import { canonicalDnsName } from '../../config/dns-value.ts'
import type { GeoRule, HealthCheck, HeldRecord, RoutedRecord, Routing, Target } from '../provider.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import { cloudOfLabel } from '../routing/target-owner.ts'
import { placesOf, WORLD } from './places.ts'
import type { Endpoint, MonitorConfig, Profile, RecordSet } from './resources.ts'

// An address that neither the platform file nor a label knows is filed under the provider, with a remark.
const UNKNOWN_OWNER: Cloud = 'azure'
// https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring
const DEFAULT_INTERVAL_SECONDS = 30
const DEFAULT_TOLERATED_FAILURES = 3

/** What stands under one name: a record set, and the profile where it is an alias of one. */
export interface HeldSet {
  readonly name: string
  readonly type: RoutedRecord['type']
  readonly set: RecordSet
  readonly profile: Profile | undefined
}

/** Reads a record set and its profile back into the routing model. */
export function readHeldSet(held: HeldSet, ownerOf: TargetOwner): HeldRecord {
  const remarks: string[] = []
  const reader: Reader = { name: held.name, remarks, ownerOf }
  const { set, profile } = held
  const routing = set.targetResource === undefined ? readPlain(reader, set) : readAlias(reader, set, profile)
  const ttlSeconds = set.ttl ?? 0
  if (profile !== undefined && profile.dnsConfig?.ttl !== ttlSeconds) {
    remarks.push(
      `the profile's time to live is ${profile.dnsConfig?.ttl ?? 'none'} s, the record set's ${ttlSeconds} s`,
    )
  }
  return { record: { name: canonicalDnsName(held.name), type: held.type, ttlSeconds, routing }, remarks }
}

interface Reader {
  readonly name: string
  readonly remarks: string[]
  readonly ownerOf: TargetOwner
}

function readPlain(reader: Reader, set: RecordSet): Routing {
  const values = [
    ...(set.aRecords ?? []).map((entry) => entry.ipv4Address),
    ...(set.aaaaRecords ?? []).map((entry) => entry.ipv6Address),
    set.cnameRecord?.cname,
  ].flatMap((value) => (value === undefined ? [] : [canonicalDnsName(value)]))
  const [value = '', ...more] = values
  if (value === '') reader.remarks.push('the record set has no address')
  if (more.length > 0) reader.remarks.push(`${value} answers together with ${more.join(', ')}`)
  return { policy: 'simple', target: { cloud: ownerOf(reader, value, undefined), value } }
}

function readAlias(reader: Reader, set: RecordSet, profile: Profile | undefined): Routing {
  if (profile === undefined) {
    reader.remarks.push(`the record set is an alias of ${set.targetResource?.id}, which cannot be read`)
    return { policy: 'simple', target: { cloud: UNKNOWN_OWNER, value: '' } }
  }
  if (profile.profileStatus === 'Disabled') reader.remarks.push(`profile ${profile.name} is disabled`)
  const monitor = profile.monitorConfig ?? {}
  noteMonitor(reader, monitor)
  const endpoints = (profile.endpoints ?? []).filter((endpoint) => isServed(reader, endpoint))
  const read = endpoints.map((endpoint) => ({ endpoint, target: readTarget(reader, endpoint, monitor) }))
  switch (profile.trafficRoutingMethod) {
    case 'Priority': {
      const ordered = [...read].sort((a, b) => (a.endpoint.priority ?? 0) - (b.endpoint.priority ?? 0))
      return { policy: 'failover', targets: ordered.map(({ target }) => target) }
    }
    case 'Weighted':
      return {
        policy: 'weighted',
        targets: read.map(({ endpoint, target }) => ({ ...target, weight: endpoint.weight ?? 1 })),
      }
    case 'Performance':
      return {
        policy: 'latency',
        targets: read.map(({ endpoint, target }) => ({ ...target, region: regionOf(endpoint) })),
      }
    case 'Geographic':
      return readPlaces(reader, read)
    default:
      reader.remarks.push(`the profile routes by ${profile.trafficRoutingMethod ?? 'nothing'}`)
      return { policy: 'failover', targets: read.map(({ target }) => target) }
  }
}

function readPlaces(
  reader: Reader,
  read: readonly { readonly endpoint: Endpoint; readonly target: Target }[],
): Routing {
  const rules: GeoRule[] = []
  let fallback: Target | undefined
  for (const { endpoint, target } of read) {
    const codes = endpoint.geoMapping ?? []
    const { places, rest } = placesOf(codes)
    rules.push(...places.map((place) => ({ place, target })))
    if (codes.includes(WORLD)) fallback = target
    if (rest.length > 0) reader.remarks.push(`${target.value} answers for ${rest.join(', ')}`)
  }
  if (fallback === undefined) reader.remarks.push('no endpoint answers for the rest of the world')
  return { policy: 'geolocation', rules, fallback: fallback ?? { cloud: UNKNOWN_OWNER, value: '' } }
}

function isServed(reader: Reader, endpoint: Endpoint): boolean {
  if (endpoint.endpointStatus !== 'Disabled') return true
  reader.remarks.push(`endpoint ${endpoint.name} is disabled`)
  return false
}

function readTarget(reader: Reader, endpoint: Endpoint, monitor: MonitorConfig): Target {
  const value = canonicalDnsName(endpoint.target ?? '')
  if (endpoint.type !== undefined && !/\/externalEndpoints$/i.test(endpoint.type)) {
    reader.remarks.push(`endpoint ${endpoint.name} is of the type ${endpoint.type.split('/').at(-1)}`)
  }
  const health = endpoint.alwaysServe === 'Enabled' ? undefined : readMonitor(reader, monitor)
  return {
    cloud: ownerOf(reader, value, endpoint.name),
    value,
    ...(health === undefined ? {} : { health }),
  }
}

function readMonitor(reader: Reader, monitor: MonitorConfig): HealthCheck | undefined {
  const protocol = (['http', 'https', 'tcp'] as const).find((p) => p === monitor.protocol?.toLowerCase())
  if (protocol === undefined) {
    reader.remarks.push(`the profile probes by ${monitor.protocol ?? 'nothing'}`)
    return undefined
  }
  return {
    protocol,
    port: monitor.port ?? (protocol === 'https' ? 443 : 80),
    ...(protocol === 'tcp' ? {} : { path: monitor.path ?? '/' }),
    intervalSeconds: monitor.intervalInSeconds ?? DEFAULT_INTERVAL_SECONDS,
    threshold: (monitor.toleratedNumberOfFailures ?? DEFAULT_TOLERATED_FAILURES) + 1,
  }
}

function noteMonitor(reader: Reader, monitor: MonitorConfig): void {
  if ((monitor.customHeaders ?? []).length > 0) reader.remarks.push('the probes send headers of their own')
  const ranges = monitor.expectedStatusCodeRanges ?? []
  if (ranges.some(({ min, max }) => min !== 200 || max !== 200)) {
    reader.remarks.push(`the probes expect ${ranges.map(({ min, max }) => `${min}-${max}`).join(', ')}`)
  }
}

function ownerOf(reader: Reader, value: string, label: string | undefined): Cloud {
  const owner = reader.ownerOf(reader.name, value) ?? (label && cloudOfLabel(label.toLowerCase()))
  if (owner) return owner
  if (value !== '') reader.remarks.push(`${value} belongs to no target of the platform file`)
  return UNKNOWN_OWNER
}

// The API answers with display names: East US.
function regionOf(endpoint: Endpoint): string {
  return (endpoint.endpointLocation ?? '').toLowerCase().replaceAll(' ', '')
}
