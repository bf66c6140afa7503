/**
 * Resources as the arm-* clients hold them: the REST form with `properties` lifted up. Only what mcloud reads
 * and writes.
 */

/** https://learn.microsoft.com/rest/api/dns/record-sets */
export interface RecordSet {
  readonly id?: string
  readonly name?: string
  readonly etag?: string
  readonly ttl?: number
  readonly fqdn?: string
  readonly provisioningState?: string
  readonly metadata?: Readonly<Record<string, string>>
  /** An alias: the resource that the answer is taken from. */
  readonly targetResource?: { readonly id?: string }
  readonly aRecords?: readonly { readonly ipv4Address?: string }[]
  readonly aaaaRecords?: readonly { readonly ipv6Address?: string }[]
  readonly cnameRecord?: { readonly cname?: string }
}

/** https://learn.microsoft.com/rest/api/trafficmanager/profiles */
export interface Profile {
  readonly id?: string
  readonly name?: string
  readonly location?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly profileStatus?: string
  readonly trafficRoutingMethod?: string
  readonly dnsConfig?: { readonly relativeName?: string; readonly fqdn?: string; readonly ttl?: number }
  readonly monitorConfig?: MonitorConfig
  readonly endpoints?: readonly Endpoint[]
}

export interface MonitorConfig {
  readonly protocol?: string
  readonly port?: number
  readonly path?: string
  readonly intervalInSeconds?: number
  readonly timeoutInSeconds?: number
  readonly toleratedNumberOfFailures?: number
  readonly customHeaders?: readonly unknown[]
  readonly expectedStatusCodeRanges?: readonly { readonly min?: number; readonly max?: number }[]
}

export interface Endpoint {
  readonly name?: string
  readonly type?: string
  readonly target?: string
  readonly endpointStatus?: string
  readonly weight?: number
  readonly priority?: number
  readonly endpointLocation?: string
  readonly geoMapping?: readonly string[]
  readonly alwaysServe?: string
  /** What the profile's probes found; read only. */
  readonly endpointMonitorStatus?: string
}

/** A resource as it comes over the wire. */
export interface WireResource {
  readonly id?: string
  readonly name?: string
  readonly type?: string
  readonly etag?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly location?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

export const EXTERNAL_ENDPOINT = 'Microsoft.Network/trafficManagerProfiles/externalEndpoints'

/** A record set of the wire in the clients' form. */
export function recordSetOf(wire: WireResource): RecordSet {
  const { TTL, ARecords, AAAARecords, CNAMERecord, targetResource, ...rest } = wire.properties ?? {}
  const target = targetResource as RecordSet['targetResource'] | null | undefined
  return {
    ...head(wire),
    ...(rest as Partial<RecordSet>),
    ...present('ttl', TTL as number | undefined),
    ...present('aRecords', ARecords as RecordSet['aRecords']),
    ...present('aaaaRecords', AAAARecords as RecordSet['aaaaRecords']),
    ...present('cnameRecord', CNAMERecord as RecordSet['cnameRecord']),
    ...(target?.id ? { targetResource: target } : {}),
  }
}

/** A profile of the wire in the clients' form. */
export function profileOf(wire: WireResource): Profile {
  const { endpoints = [], ...rest } = wire.properties ?? {}
  return {
    ...head(wire),
    ...present('location', wire.location),
    ...present('tags', wire.tags),
    ...(rest as Partial<Profile>),
    endpoints: (endpoints as readonly WireResource[]).map((endpoint) => ({
      ...present('name', endpoint.name),
      ...present('type', endpoint.type),
      ...(endpoint.properties as Endpoint),
    })),
  }
}

function head(wire: WireResource) {
  return { ...present('id', wire.id), ...present('name', wire.name), ...present('etag', wire.etag) }
}

function present<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } {
  return (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: V }
}
