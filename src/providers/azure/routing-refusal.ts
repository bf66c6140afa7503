import { sameHealth } from '../../routing/same-record.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { HealthCheck, RoutedRecord, Routing, Target, Unsupported } from '../provider.ts'
import { recordMistake } from '../routing/record-mistake.ts'
import { codesOf } from './places.ts'

const METHODS = 'https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods'
const MONITORING = 'https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring'
const REGIONS = 'https://learn.microsoft.com/azure/traffic-manager/traffic-manager-geographic-regions'
const RECORD_SETS = 'https://learn.microsoft.com/azure/dns/dns-zones-records'
const LIMITS =
  'https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits'

const INTERVALS_SECONDS: readonly number[] = [10, 30]
const MAX_THRESHOLD = 10
const MAX_WEIGHT = 1000
const MAX_TARGETS = 200
const MAX_TTL_SECONDS = 2_147_483_647
// us-east-1 and us-central1 are regions of others: no Azure region has a hyphen in its name.
const AZURE_REGION = /^[a-z]+\d?$/

/** Why Azure DNS and Traffic Manager cannot express a record exactly, if they cannot. */
export function azureRefusal(record: RoutedRecord): Unsupported | undefined {
  const mistake = recordMistake(record)
  if (mistake !== undefined) return { reason: mistake, url: RECORD_SETS }
  if (!(record.ttlSeconds >= 1 && record.ttlSeconds <= MAX_TTL_SECONDS)) {
    return { reason: `Azure DNS takes times to live from 1 s, not ${record.ttlSeconds} s`, url: LIMITS }
  }
  const targets = targetsOf(record)
  return (
    routingRefusal(record.routing) ??
    sharingRefusal(record.routing, targets) ??
    healthRefusal(record, targets)
  )
}

/** The one health check of a record that is not refused. */
export function sharedHealth(routing: Routing): HealthCheck | undefined {
  return targetsOf({ routing }).find((target) => target.health !== undefined)?.health
}

function routingRefusal(routing: Routing): Unsupported | undefined {
  switch (routing.policy) {
    case 'simple':
    case 'failover':
      return undefined
    case 'weighted': {
      const wrong = routing.targets.find(
        ({ weight }) => !(Number.isInteger(weight) && weight >= 1 && weight <= MAX_WEIGHT),
      )
      if (wrong === undefined) return undefined
      return {
        reason: `weights of Traffic Manager are 1 to ${MAX_WEIGHT}, not ${wrong.weight}`,
        url: METHODS,
      }
    }
    case 'latency': {
      const foreign = routing.targets.find(({ region }) => !AZURE_REGION.test(region))
      if (foreign === undefined) return undefined
      return {
        reason: `Traffic Manager measures latency to Azure regions only, and ${foreign.region} is none`,
        url: METHODS,
      }
    }
    case 'geolocation': {
      const unknown = routing.rules.find((rule) => codesOf(rule.place) === undefined)
      if (unknown !== undefined) {
        return { reason: `Traffic Manager has no place ${unknown.place}`, url: REGIONS }
      }
      const places = routing.rules.map((rule) => rule.place)
      if (new Set(places).size === places.length) return undefined
      return { reason: 'Traffic Manager takes each place once in a profile', url: METHODS }
    }
  }
}

function sharingRefusal(routing: Routing, targets: readonly Target[]): Unsupported | undefined {
  if (routing.policy === 'simple') return undefined
  const owners = new Map(targets.map((target) => [target.value.toLowerCase(), target.cloud]))
  // A geolocation policy names a target once for each of its places; the profile takes them together.
  if (routing.policy === 'geolocation') {
    const two = targets.find((target) => owners.get(target.value.toLowerCase()) !== target.cloud)
    return two && { reason: `${two.value} is the target of two clouds`, url: METHODS }
  }
  if (owners.size < targets.length) {
    return { reason: 'Traffic Manager takes each target once in a profile', url: METHODS }
  }
  if (targets.length === 0 || targets.length > MAX_TARGETS) {
    return { reason: `a profile has 1 to ${MAX_TARGETS} endpoints, not ${targets.length}`, url: LIMITS }
  }
  return undefined
}

function healthRefusal({ routing }: RoutedRecord, targets: readonly Target[]): Unsupported | undefined {
  const checks = targets.flatMap((target) => (target.health === undefined ? [] : [target.health]))
  const first = checks[0]
  if (first === undefined) return undefined
  if (routing.policy === 'simple') {
    return { reason: 'a plain record set of Azure DNS answers without any health check', url: MONITORING }
  }
  if (routing.policy === 'geolocation') {
    return {
      reason:
        'Traffic Manager does not fail over between the places of a Geographic profile; leave the health check out',
      url: MONITORING,
    }
  }
  if (checks.some((check) => !sameHealth(check, first))) {
    return { reason: 'Traffic Manager has one health check for all endpoints of a profile', url: MONITORING }
  }
  if (!INTERVALS_SECONDS.includes(first.intervalSeconds)) {
    return {
      reason: `Traffic Manager probes every 10 or 30 s, not every ${first.intervalSeconds} s`,
      url: MONITORING,
    }
  }
  if (!(Number.isInteger(first.threshold) && first.threshold >= 1 && first.threshold <= MAX_THRESHOLD)) {
    return {
      reason: `Traffic Manager tolerates 0 to 9 failures, so an endpoint fails after 1 to ${MAX_THRESHOLD}, not after ${first.threshold}`,
      url: MONITORING,
    }
  }
  return undefined
}
