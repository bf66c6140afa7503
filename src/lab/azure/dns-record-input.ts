import { isIPv4, isIPv6 } from 'node:net'
import { currentRecords } from '../wire/records-timeline.ts'
import { type AzureState, profileId } from './state.ts'
import { badRequest } from './wire.ts'

type Json = Readonly<Record<string, unknown>>

interface Shape {
  /** The property of the wire; a list unless `single`. */
  readonly property: string
  readonly single?: boolean
  /** The fields of one record, checked; undefined for one that is not good. */
  read(record: Json): Json | undefined
  /** One record in zone-file notation. */
  text(record: Json): string
}

const hostName =
  /^(?=.{1,253}\.?$)([a-z0-9_*]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i

function name(field: string): Pick<Shape, 'read' | 'text'> {
  return {
    read: (record) =>
      typeof record[field] === 'string' && hostName.test(record[field])
        ? { [field]: record[field] }
        : undefined,
    text: (record) => String(record[field]),
  }
}

function isNumber(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}

/** The record types of Azure DNS that the lab models, with their properties on the wire. */
export const shapes: Readonly<Record<string, Shape>> = {
  A: {
    property: 'ARecords',
    read: ({ ipv4Address }) =>
      typeof ipv4Address === 'string' && isIPv4(ipv4Address) ? { ipv4Address } : undefined,
    text: (record) => String(record.ipv4Address),
  },
  AAAA: {
    property: 'AAAARecords',
    read: ({ ipv6Address }) =>
      typeof ipv6Address === 'string' && isIPv6(ipv6Address) ? { ipv6Address } : undefined,
    text: (record) => String(record.ipv6Address),
  },
  CNAME: { property: 'CNAMERecord', single: true, ...name('cname') },
  NS: { property: 'NSRecords', ...name('nsdname') },
  TXT: {
    property: 'TXTRecords',
    read: ({ value }) =>
      Array.isArray(value) && value.every((text) => typeof text === 'string' && text.length <= 255)
        ? { value }
        : undefined,
    text: (record) =>
      (record.value as string[]).map((text) => `"${text.replace(/(["\\])/g, '\\$1')}"`).join(' '),
  },
  MX: {
    property: 'MXRecords',
    read: ({ preference, exchange }) =>
      isNumber(preference, 65535) && typeof exchange === 'string' && hostName.test(exchange)
        ? { preference, exchange }
        : undefined,
    text: (record) => `${record.preference} ${record.exchange}`,
  },
  SRV: {
    property: 'SRVRecords',
    read: ({ priority, weight, port, target }) =>
      [priority, weight, port].every((value) => isNumber(value, 65535)) &&
      typeof target === 'string' &&
      hostName.test(target)
        ? { priority, weight, port, target }
        : undefined,
    text: (record) => `${record.priority} ${record.weight} ${record.port} ${record.target}`,
  },
  SOA: {
    property: 'SOARecord',
    single: true,
    read: ({ host, email, serialNumber, refreshTime, retryTime, expireTime, minimumTTL }) =>
      typeof email === 'string' &&
      [refreshTime, retryTime, expireTime, minimumTTL].every((value) => isNumber(value, 2147483647))
        ? { host, email, serialNumber: serialNumber ?? 1, refreshTime, retryTime, expireTime, minimumTTL }
        : undefined,
    text: (record) =>
      `${record.host} ${record.email} ${record.serialNumber} ${record.refreshTime} ${record.retryTime} ${record.expireTime} ${record.minimumTTL}`,
  },
}

export interface RecordSetContent {
  readonly ttl: number
  readonly metadata?: Readonly<Record<string, string>>
  readonly target?: string
  readonly records: Readonly<Record<string, unknown>>
}

/** The properties of a record set as a client gave them, checked. @throws AzureFault */
export function readRecordSetContent(state: AzureState, type: string, body: Json): RecordSetContent {
  const shape = shapes[type]
  const properties = body.properties
  if (shape === undefined || typeof properties !== 'object' || properties === null)
    throw badRequest('The record set properties are missing.')
  const given = properties as Json
  const ttl = given.TTL ?? given.ttl
  const alias = (given.targetResource as Json | undefined)?.id
  const target = typeof alias === 'string' && alias !== '' ? readAlias(state, type, alias) : undefined
  if (!isNumber(ttl, 2147483647) || ttl === 0) {
    throw badRequest(`The value '${ttl ?? 0}' of TTL is out of range: it must be between 1 and 2147483647.`)
  }
  const other = Object.values(shapes).find(
    (candidate) => candidate !== shape && !isEmpty(given[candidate.property]),
  )
  if (other !== undefined) throw badRequest(`The record set of type ${type} must not have ${other.property}.`)
  const records = given[shape.property]
  if (target !== undefined && !isEmpty(records))
    throw badRequest('An alias record set must not have records of its own.')
  const metadata = given.metadata as Record<string, string> | undefined
  return {
    ttl: ttl as number,
    ...(isEmpty(metadata) ? {} : { metadata: metadata as Record<string, string> }),
    ...(target === undefined ? {} : { target }),
    records:
      shape.single === true
        ? records === undefined || records === null
          ? {}
          : { [shape.property]: one(shape, type, records) }
        : { [shape.property]: many(shape, type, records ?? []) },
  }
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  )
}

function one(shape: Shape, type: string, record: unknown): Json {
  const read = typeof record === 'object' && record !== null ? shape.read(record as Json) : undefined
  if (read === undefined)
    throw badRequest(`The record ${JSON.stringify(record)} is not valid for type ${type}.`)
  return read
}

function many(shape: Shape, type: string, records: unknown): Json[] {
  if (!Array.isArray(records)) throw badRequest(`The property ${shape.property} must be a list.`)
  const read = records.map((record) => one(shape, type, record))
  if (new Set(read.map((record) => JSON.stringify(record))).size !== read.length)
    throw badRequest(`The record set of type ${type} has duplicate records.`)
  return read
}

/** https://learn.microsoft.com/azure/dns/dns-alias#capabilities */
function readAlias(state: AzureState, type: string, id: string): string {
  const profile = currentRecords(state.profiles).find(
    (candidate) => profileId(state, candidate.name).toLowerCase() === id.toLowerCase(),
  )
  if (profile === undefined) {
    throw badRequest(
      `The alias target '${id}' was not found: this lab models Traffic Manager profiles as targets.`,
    )
  }
  if (!['A', 'AAAA', 'CNAME'].includes(type))
    throw badRequest(`Alias record sets of type ${type} are not supported.`)
  const is = type === 'A' ? isIPv4 : type === 'AAAA' ? isIPv6 : () => true
  if (!profile.endpoints.every((endpoint) => is(endpoint.target))) {
    throw badRequest(
      `An alias record set of type ${type} needs a Traffic Manager profile whose endpoints are all ${type === 'A' ? 'IPv4' : 'IPv6'} addresses.`,
    )
  }
  return profileId(state, profile.name)
}
