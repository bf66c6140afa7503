import { isIPv4, isIPv6 } from 'node:net'
import { isKnownRegion } from '../wire/geography.ts'
import {
  type Bucket,
  type GcpState,
  type GeoPolicy,
  type HealthCheckedTargets,
  healthCheckName,
  type ResourceRecordSet,
  type RoutingPolicy,
} from './state.ts'
import { GoogleFault, invalidValue } from './wire.ts'

type Json = Readonly<Record<string, unknown>>

/** https://cloud.google.com/dns/docs/records-overview#supported_dns_record_types */
const recordTypes = [
  'A',
  'AAAA',
  'ALIAS',
  'CAA',
  'CNAME',
  'DNSKEY',
  'DS',
  'HTTPS',
  'IPSECKEY',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
]

/**
 * A resource record set as given by a client, checked; `entity` is the place that refusals name.
 * @throws GoogleFault
 */
export function readRecordSet(
  state: GcpState,
  zone: { readonly dnsName: string },
  given: unknown,
  entity: string,
): ResourceRecordSet {
  if (!isJson(given)) throw invalidValue(entity, given)
  const { name, type, ttl } = given
  if (typeof name !== 'string' || !isName(name)) throw invalidValue(`${entity}.name`, name ?? '')
  const lower = name.toLowerCase()
  if (lower !== zone.dnsName && !lower.endsWith(`.${zone.dnsName}`))
    throw invalidValue(`${entity}.name`, name)
  if (typeof type !== 'string' || !recordTypes.includes(type))
    throw invalidValue(`${entity}.type`, type ?? '')
  const seconds = ttl === undefined ? 0 : Number(ttl)
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 2147483647)
    throw invalidValue(`${entity}.ttl`, ttl)
  const policy = given.routingPolicy
  const rrdatas = given.rrdatas
  const hasData = Array.isArray(rrdatas) && rrdatas.length > 0
  const hasPolicy =
    isJson(policy) && ['geo', 'wrr', 'primaryBackup'].some((kind) => policy[kind] !== undefined)
  if (hasData === hasPolicy) {
    throw new GoogleFault(
      400,
      hasData ? 'invalid' : 'required',
      `${hasData ? 'Only one of' : 'One of'} '${entity}.rrdata' and '${entity}.routingPolicy' must be specified.`,
    )
  }
  const base = { name: lower, type, ttl: seconds }
  return hasPolicy
    ? { ...base, routingPolicy: readPolicy(state, policy as Json, type, `${entity}.routingPolicy`) }
    : { ...base, rrdatas: readData(rrdatas, type, `${entity}.rrdata`) }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a text is a fully qualified DNS name with its final dot. */
export function isName(name: string): boolean {
  if (!name.endsWith('.') || name.length > 254) return false
  return name
    .slice(0, -1)
    .split('.')
    .every(
      (label, index) =>
        (label === '*' && index === 0) || /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label),
    )
}

function readData(given: unknown, type: string, entity: string): string[] {
  if (!Array.isArray(given)) throw invalidValue(entity, given)
  const values = given.map(String)
  for (const [index, value] of values.entries()) {
    const good =
      type === 'A'
        ? isIPv4(value)
        : type === 'AAAA'
          ? isIPv6(value)
          : type === 'CNAME' || type === 'NS' || type === 'PTR'
            ? value.endsWith('.') && isName(value)
            : value.trim() !== ''
    if (!good) throw invalidValue(`${entity}[${index}]`, value)
  }
  if (type === 'CNAME' && values.length !== 1) throw invalidValue(entity, values)
  return values
}

function readPolicy(state: GcpState, given: Json, type: string, entity: string): RoutingPolicy {
  const kinds = ['geo', 'wrr', 'primaryBackup'].filter((kind) => given[kind] !== undefined)
  if (kinds.length !== 1)
    throw new GoogleFault(
      400,
      'invalid',
      `Only one of geo, wrr and primaryBackup may be given in '${entity}'.`,
    )
  if (!['A', 'AAAA', 'CNAME', 'MX', 'SRV', 'TXT'].includes(type))
    throw new GoogleFault(400, 'invalid', `Routing policies cannot be used with records of type '${type}'.`)
  const healthCheck = readHealthCheck(state, given.healthCheck, entity)
  const context = { type, checked: healthCheck !== undefined }
  const health = healthCheck === undefined ? {} : { healthCheck }
  if (given.geo !== undefined) return { geo: readGeo(given.geo, context, `${entity}.geo`), ...health }
  if (given.wrr !== undefined) {
    const items = itemsOf(given.wrr, `${entity}.wrr`).map((item, index) => {
      const place = `${entity}.wrr.items[${index}]`
      const weight = Number(item.weight ?? 0)
      if (!Number.isFinite(weight) || weight < 0) throw invalidValue(`${place}.weight`, item.weight)
      return { weight, ...readBucket(item, context, place) }
    })
    return { wrr: { items }, ...health }
  }
  const backup = given.primaryBackup as Json
  const place = `${entity}.primaryBackup`
  if (!isJson(backup) || !isJson(backup.primaryTargets)) throw invalidValue(`${place}.primaryTargets`, backup)
  const trickle = backup.trickleTraffic === undefined ? undefined : Number(backup.trickleTraffic)
  if (trickle !== undefined && !(trickle >= 0 && trickle <= 1))
    throw invalidValue(`${place}.trickleTraffic`, backup.trickleTraffic)
  if (!context.checked)
    throw new GoogleFault(
      400,
      'required',
      `'${entity}.healthCheck' is required for health-checked external endpoints.`,
    )
  return {
    primaryBackup: {
      primaryTargets: readTargets(backup.primaryTargets, context, `${place}.primaryTargets`),
      backupGeoTargets: readGeo(backup.backupGeoTargets, context, `${place}.backupGeoTargets`),
      ...(trickle === undefined ? {} : { trickleTraffic: trickle }),
    },
    ...health,
  }
}

interface Context {
  readonly type: string
  readonly checked: boolean
}

function itemsOf(given: unknown, entity: string): Json[] {
  const items = isJson(given) && Array.isArray(given.items) ? given.items : []
  if (items.length === 0 || !items.every(isJson)) throw invalidValue(`${entity}.items`, items)
  return items
}

function readGeo(given: unknown, context: Context, entity: string): GeoPolicy {
  const items = itemsOf(given, entity).map((item, index) => {
    const place = `${entity}.items[${index}]`
    const location = item.location
    if (typeof location !== 'string' || !isKnownRegion(location))
      throw invalidValue(`${place}.location`, location ?? '')
    return { location, ...readBucket(item, context, place) }
  })
  const twice = items.find(
    (item, index) => items.findIndex((other) => other.location === item.location) !== index,
  )
  if (twice !== undefined)
    throw new GoogleFault(
      400,
      'invalid',
      `Location '${twice.location}' is given more than once in '${entity}.items'.`,
    )
  return { ...((given as Json).enableFencing === true ? { enableFencing: true } : {}), items }
}

function readBucket(item: Json, context: Context, entity: string): Bucket {
  const data =
    Array.isArray(item.rrdatas) && item.rrdatas.length > 0
      ? readData(item.rrdatas, context.type, `${entity}.rrdata`)
      : undefined
  const targets =
    item.healthCheckedTargets === undefined
      ? undefined
      : readTargets(item.healthCheckedTargets, context, `${entity}.healthCheckedTargets`)
  if (data === undefined && targets === undefined)
    throw new GoogleFault(400, 'required', `'${entity}' must have rrdata or health-checked targets.`)
  return {
    ...(data === undefined ? {} : { rrdatas: data }),
    ...(targets === undefined ? {} : { healthCheckedTargets: targets }),
  }
}

function readTargets(given: unknown, context: Context, entity: string): HealthCheckedTargets {
  if (!isJson(given)) throw invalidValue(entity, given)
  if (Array.isArray(given.internalLoadBalancers) && given.internalLoadBalancers.length > 0) {
    throw new GoogleFault(
      400,
      'invalid',
      `Internal load balancers in '${entity}' can be health checked in private zones only.`,
    )
  }
  if (context.type !== 'A' && context.type !== 'AAAA')
    throw new GoogleFault(
      400,
      'invalid',
      `Health checking is available for A and AAAA records only ('${entity}').`,
    )
  if (!context.checked)
    throw new GoogleFault(
      400,
      'required',
      `A health check is required for the external endpoints of '${entity}'.`,
    )
  const endpoints = readData(given.externalEndpoints ?? [], context.type, `${entity}.externalEndpoints`)
  if (endpoints.length === 0) throw invalidValue(`${entity}.externalEndpoints`, [])
  return { externalEndpoints: endpoints }
}

function readHealthCheck(state: GcpState, given: unknown, entity: string): string | undefined {
  if (given === undefined || given === '') return undefined
  const name = healthCheckName(state, String(given))
  const check = state.healthChecks.find((candidate) => candidate.name === name)
  if (check === undefined)
    throw new GoogleFault(
      404,
      'notFound',
      `The '${entity}.healthCheck' resource named '${given}' does not exist.`,
    )
  if (check.config.sourceRegions === undefined) {
    throw new GoogleFault(
      400,
      'invalid',
      `The health check '${given}' must have source regions to check external endpoints.`,
    )
  }
  return String(given)
}
