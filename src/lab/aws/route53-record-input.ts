import { isIPv4, isIPv6 } from 'node:net'
import { storedName } from './record-order.ts'
import type { GeoLocation, RecordSet } from './state.ts'
import { AwsFault } from './wire.ts'
import { child, members, text, type XmlNode } from './xml.ts'

export type ChangeAction = 'CREATE' | 'UPSERT' | 'DELETE'

export interface RecordChange {
  readonly action: ChangeAction
  readonly record: RecordSet
}

/** Types that Route 53 has (the service model's RRType). */
export const recordTypes = [
  'SOA',
  'A',
  'TXT',
  'NS',
  'CNAME',
  'MX',
  'NAPTR',
  'PTR',
  'SRV',
  'SPF',
  'AAAA',
  'CAA',
  'DS',
  'TLSA',
  'SSHFP',
  'SVCB',
  'HTTPS',
]

function invalidInput(message: string): AwsFault {
  return new AwsFault(400, 'InvalidInput', message)
}

/**
 * The changes of a ChangeResourceRecordSets document, in the order given.
 * @throws AwsFault InvalidInput for what the schema refuses, before any record is looked at
 */
export function readChanges(root: XmlNode): RecordChange[] {
  const changes = members(child(root, 'ChangeBatch'), 'Changes', 'Change') as XmlNode[]
  if (changes.length === 0)
    throw invalidInput("Invalid XML ; The content of element 'Changes' is not complete.")
  if (changes.length > 1000) throw invalidInput('Number of records limit of 1000 exceeded.')
  return changes.map((change, index) => {
    const action = text(change, 'Action') ?? ''
    if (action !== 'CREATE' && action !== 'UPSERT' && action !== 'DELETE') {
      throw constraint(
        action,
        index,
        'action',
        'Member must satisfy enum value set: [CREATE, UPSERT, DELETE]',
      )
    }
    const node = child(change, 'ResourceRecordSet')
    if (node === undefined)
      throw invalidInput("Invalid XML ; The content of element 'Change' is not complete.")
    return { action, record: readRecordSet(node, action, index) }
  })
}

function constraint(value: string, index: number, member: string, rule: string): AwsFault {
  const place = member === 'action' ? member : `resourceRecordSet.${member}`
  return invalidInput(
    `1 validation error detected: Value '${value}' at 'changeBatch.changes.${index + 1}.member.${place}' failed to satisfy constraint: ${rule}`,
  )
}

function readRecordSet(node: XmlNode, action: ChangeAction, index: number): RecordSet {
  const name = text(node, 'Name')
  const type = text(node, 'Type') ?? ''
  if (name === undefined || name === '')
    throw invalidInput("Invalid XML ; The content of element 'ResourceRecordSet' is not complete.")
  if (!recordTypes.includes(type)) {
    throw constraint(type, index, 'type', `Member must satisfy enum value set: [${recordTypes.join(', ')}]`)
  }
  for (const unmodelled of ['TrafficPolicyInstanceId', 'CidrRoutingConfig', 'GeoProximityLocation']) {
    if (node[unmodelled] !== undefined) throw invalidInput(`${unmodelled} is not modelled by this lab.`)
  }
  const integer = (member: string, least: number, most: number): number | undefined => {
    const value = text(node, member)
    if (value === undefined) return undefined
    const number = Number(value)
    if (!Number.isInteger(number))
      throw invalidInput(`Invalid XML ; '${value}' is not a valid value for 'integer'.`)
    if (number > most)
      throw constraint(
        value,
        index,
        lowerFirst(member),
        `Member must have value less than or equal to ${most}`,
      )
    if (number < least)
      throw constraint(
        value,
        index,
        lowerFirst(member),
        `Member must have value greater than or equal to ${least}`,
      )
    return number
  }
  const setIdentifier = text(node, 'SetIdentifier')
  const weight = integer('Weight', 0, 255)
  const ttl = integer('TTL', 0, 2147483647)
  const values = (members(node, 'ResourceRecords', 'ResourceRecord') as XmlNode[]).map((value) => ({
    Value: text(value, 'Value') ?? '',
  }))
  const alias = readAlias(child(node, 'AliasTarget'))
  const described = `Change with [Action=${action}, Name=${storedName(name)}, Type=${type}, SetIdentifier=${setIdentifier ?? 'null'}]`
  if (alias === undefined && (ttl === undefined || values.length === 0)) {
    const found =
      ttl === undefined && values.length === 0
        ? 'none'
        : ttl === undefined
          ? 'only ResourceRecords'
          : 'only TTL'
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${found} in ${described}`,
    )
  }
  if (alias !== undefined && (ttl !== undefined || values.length > 0)) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found more than one in ${described}`,
    )
  }
  const failover = text(node, 'Failover')
  if (failover !== undefined && failover !== 'PRIMARY' && failover !== 'SECONDARY') {
    throw constraint(failover, index, 'failover', 'Member must satisfy enum value set: [PRIMARY, SECONDARY]')
  }
  const region = text(node, 'Region')
  const geo = readGeoLocation(child(node, 'GeoLocation'))
  const multiValue = text(node, 'MultiValueAnswer')
  const policies = [weight, region, geo, failover, multiValue].filter((policy) => policy !== undefined)
  if (policies.length > 1) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found more than one in ${described}`,
    )
  }
  if (setIdentifier !== undefined && policies.length === 0) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found none in ${described}`,
    )
  }
  if (setIdentifier === undefined && policies.length > 0)
    throw invalidInput(`Invalid request: Missing field 'SetIdentifier' in ${described}`)
  const health = text(node, 'HealthCheckId')
  return {
    Name: storedName(name),
    Type: type,
    ...(setIdentifier === undefined ? {} : { SetIdentifier: setIdentifier }),
    ...(weight === undefined ? {} : { Weight: weight }),
    ...(region === undefined ? {} : { Region: region }),
    ...(geo === undefined ? {} : { GeoLocation: geo }),
    ...(failover === undefined ? {} : { Failover: failover }),
    ...(multiValue === undefined ? {} : { MultiValueAnswer: multiValue === 'true' }),
    ...(ttl === undefined ? {} : { TTL: ttl }),
    ...(values.length === 0 ? {} : { ResourceRecords: { ResourceRecord: values } }),
    ...(alias === undefined ? {} : { AliasTarget: alias }),
    ...(health === undefined || health === '' ? {} : { HealthCheckId: health }),
  }
}

function lowerFirst(member: string): string {
  return member === 'TTL' ? 'tTL' : member.charAt(0).toLowerCase() + member.slice(1)
}

function readAlias(node: XmlNode | undefined): RecordSet['AliasTarget'] {
  if (node === undefined) return undefined
  const zone = text(node, 'HostedZoneId')
  const name = text(node, 'DNSName')
  const evaluate = text(node, 'EvaluateTargetHealth')
  if (zone === undefined || name === undefined || evaluate === undefined) {
    throw invalidInput("Invalid XML ; The content of element 'AliasTarget' is not complete.")
  }
  return { HostedZoneId: zone, DNSName: storedName(name), EvaluateTargetHealth: evaluate === 'true' }
}

function readGeoLocation(node: XmlNode | undefined): GeoLocation | undefined {
  if (node === undefined) return undefined
  const continent = text(node, 'ContinentCode')
  const country = text(node, 'CountryCode')
  const subdivision = text(node, 'SubdivisionCode')
  const known =
    (continent !== undefined &&
      country === undefined &&
      subdivision === undefined &&
      /^(AF|AN|AS|EU|OC|NA|SA)$/.test(continent)) ||
    (continent === undefined &&
      country !== undefined &&
      /^([A-Z]{2}|\*)$/.test(country) &&
      (subdivision === undefined || /^[A-Z0-9]{1,3}$/.test(subdivision)))
  if (!known)
    throw invalidInput(
      'Invalid geolocation: give a continent code, or a country code with or without a subdivision code.',
    )
  return {
    ...(continent === undefined ? {} : { ContinentCode: continent }),
    ...(country === undefined ? {} : { CountryCode: country }),
    ...(subdivision === undefined ? {} : { SubdivisionCode: subdivision }),
  }
}

/** What Route 53 finds wrong with one value of a record; undefined where it is well formed. */
export function valueFault(type: string, value: string): string | undefined {
  const fatal = (problem: string) =>
    `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`
  if (type === 'A' && !isIPv4(value))
    return fatal('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)')
  if (type === 'AAAA' && !isIPv6(value))
    return fatal('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)')
  if ((type === 'CNAME' || type === 'NS' || type === 'PTR') && /(^|[^.])\.\.|^\.|\s/.test(value)) {
    return fatal('DomainLabelEmpty (Domain label is empty)')
  }
  if ((type === 'TXT' || type === 'SPF') && !/^"(?:[^"\\]|\\.)*"(\s+"(?:[^"\\]|\\.)*")*$/.test(value)) {
    return fatal('InvalidCharacterString (Value should be enclosed in quotation marks)')
  }
  if (type === 'SOA' && value.trim().split(/\s+/).length !== 7)
    return fatal('SOARRDATAFieldCount (Value has the wrong number of fields)')
  return undefined
}
