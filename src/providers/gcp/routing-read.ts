import type { Cloud } from '../../config/clouds.ts'
import type { HealthCheck, HeldRecord, RoutedRecord, Routing, Target } from '../provider.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import type { HealthCheckResource } from './health-check.ts'
import { readHealthCheck } from './health-check.ts'
import type { GeoPolicy, HealthCheckedTargets, PolicyItem, RecordSet, RoutingPolicy } from './record-set.ts'
import { GOOGLE_REGION } from './routing-refusal.ts'

// An address of which the platform file knows nothing is filed under the provider that holds it, with a remark.
const UNKNOWN_OWNER: Cloud = 'gcp'

/** Reads a record set of type A, AAAA or CNAME back into the routing model. */
export function readRecordSet(
  recordSet: RecordSet & { readonly type: RoutedRecord['type'] },
  healthCheck: HealthCheckResource | undefined,
  ownerOf: TargetOwner,
): HeldRecord {
  const name = recordSet.name.replace(/\.$/, '')
  const reader = new PolicyReader(name, healthCheck, ownerOf)
  const routing =
    recordSet.routingPolicy === undefined
      ? reader.simple(recordSet.rrdatas ?? [])
      : reader.policy(recordSet.routingPolicy)
  const record = { name, type: recordSet.type, ttlSeconds: recordSet.ttl ?? 0, routing }
  return { record, remarks: reader.remarks }
}

class PolicyReader {
  readonly remarks: string[] = []
  readonly #name: string
  readonly #health: HealthCheck | undefined
  readonly #ownerOf: TargetOwner

  constructor(name: string, healthCheck: HealthCheckResource | undefined, ownerOf: TargetOwner) {
    this.#name = name
    this.#ownerOf = ownerOf
    const read = healthCheck === undefined ? undefined : readHealthCheck(healthCheck)
    this.#health = read?.health
    this.remarks.push(...(read?.remarks ?? []))
  }

  simple(rrdatas: readonly string[]): Routing {
    return { policy: 'simple', target: this.#target({ rrdatas }) }
  }

  policy(policy: RoutingPolicy): Routing {
    if (policy.wrr !== undefined) {
      const items = policy.wrr.items ?? []
      const targets = items.map((item) => ({ ...this.#target(item), weight: item.weight ?? 0 }))
      return { policy: 'weighted', targets }
    }
    if (policy.geo !== undefined) return this.#geolocation(policy.geo)
    if (policy.primaryBackup !== undefined) return this.#failover(policy.primaryBackup)
    this.remarks.push('the routing policy is of a kind that mcloud does not know')
    return this.simple([])
  }

  #geolocation(geo: GeoPolicy): Routing {
    this.#noteFencing(geo)
    const rules = (geo.items ?? []).map((item) => ({
      place: `${GOOGLE_REGION}${item.location ?? ''}`,
      target: this.#target(item),
    }))
    return { policy: 'geolocation', rules, fallback: rules[0]?.target ?? this.#target({}) }
  }

  #failover(policy: NonNullable<RoutingPolicy['primaryBackup']>): Routing {
    if ((policy.trickleTraffic ?? 0) > 0) {
      this.remarks.push(`${policy.trickleTraffic} of the traffic trickles to the backup`)
    }
    const items = policy.backupGeoTargets?.items ?? []
    this.#noteFencing(policy.backupGeoTargets ?? {})
    if (items.length > 1) this.remarks.push(`the backup differs by region (${items.length} regions)`)
    const primary = this.#target({ healthCheckedTargets: policy.primaryTargets ?? {} })
    const backups = items.slice(0, 1).map((item) => this.#target(item))
    if (backups.length === 0) this.remarks.push('the failover has no backup')
    return { policy: 'failover', targets: [primary, ...backups] }
  }

  #noteFencing(geo: GeoPolicy): void {
    // With one region there is no other region to spill over to, fenced or not.
    if (geo.enableFencing === true && (geo.items ?? []).length > 1) {
      this.remarks.push('geofencing keeps queries in a region whose targets are all unhealthy')
    }
  }

  #target(item: PolicyItem): Target {
    const checked = item.healthCheckedTargets?.externalEndpoints ?? []
    this.#noteInternal(item.healthCheckedTargets)
    const values = [...checked, ...(item.rrdatas ?? [])].map((value) => value.replace(/\.$/, ''))
    const [value = '', ...more] = values
    if (values.length === 0) this.remarks.push('a target has no address')
    if (more.length > 0) this.remarks.push(`${value} answers together with ${more.join(', ')}`)
    const owner = this.#ownerOf(this.#name, value)
    if (owner === undefined && values.length > 0) {
      this.remarks.push(`${value} belongs to no target of the platform file`)
    }
    if (checked.length > 0 && this.#health === undefined) {
      this.remarks.push(`the health check of ${value} cannot be read`)
    }
    const health = checked.length > 0 && this.#health !== undefined ? { health: this.#health } : {}
    return { cloud: owner ?? UNKNOWN_OWNER, value, ...health }
  }

  #noteInternal(targets: HealthCheckedTargets | undefined): void {
    if ((targets?.internalLoadBalancers ?? []).length > 0) {
      this.remarks.push('targets are internal load balancers')
    }
  }
}
