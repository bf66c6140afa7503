/**
 * A Cloud DNS record set as its API holds it, with the parts that mcloud reads and writes.
 * https://cloud.google.com/dns/docs/reference/rest/v1/resourceRecordSets
 */
export interface RecordSet {
  readonly kind?: string
  /** With the final dot. */
  readonly name: string
  readonly type: string
  readonly ttl?: number
  readonly rrdatas?: readonly string[]
  readonly routingPolicy?: RoutingPolicy
}

export interface RoutingPolicy {
  readonly kind?: string
  readonly wrr?: { readonly items?: readonly WrrItem[] }
  readonly geo?: GeoPolicy
  readonly primaryBackup?: {
    readonly primaryTargets?: HealthCheckedTargets
    readonly backupGeoTargets?: GeoPolicy
    readonly trickleTraffic?: number
  }
  /** URL of the compute health check that all health-checked targets share. */
  readonly healthCheck?: string
}

export interface GeoPolicy {
  readonly items?: readonly GeoItem[]
  readonly enableFencing?: boolean
}

export interface PolicyItem {
  readonly rrdatas?: readonly string[]
  readonly healthCheckedTargets?: HealthCheckedTargets
}

export interface WrrItem extends PolicyItem {
  readonly weight?: number
}

export interface GeoItem extends PolicyItem {
  /** A Google Cloud region. */
  readonly location?: string
}

export interface HealthCheckedTargets {
  readonly externalEndpoints?: readonly string[]
  readonly internalLoadBalancers?: readonly unknown[]
}
