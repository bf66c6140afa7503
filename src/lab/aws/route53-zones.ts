import type { LabHost, LabResponse } from '../cloud.ts'
import { currentRecords, publishRecords } from '../wire/records-timeline.ts'
import { compareNames, storedName } from './record-order.ts'
import { changeInfo, maxItems, route53Id, submitChange } from './route53-records.ts'
import type { AwsState, HostedZone, RecordSet } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import { child, text, type XmlNode } from './xml.ts'

/** The name servers that a zone gets where the lab names none. */
const delegation = ['ns-1.awsdns-lab.test', 'ns-2.awsdns-lab.test']

/** @throws AwsFault NoSuchHostedZone */
export function findZone(state: AwsState, id: string): HostedZone {
  const zone = state.hostedZones.find((candidate) => candidate.Id === id)
  if (zone === undefined) throw new AwsFault(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`)
  return zone
}

function zoneXml(zone: HostedZone): XmlNode {
  return {
    Id: `/hostedzone/${zone.Id}`,
    Name: zone.Name,
    CallerReference: zone.CallerReference,
    Config: { Comment: zone.Comment, PrivateZone: false },
    ResourceRecordSetCount: currentRecords(zone.timeline).length,
  }
}

/** A new zone with its SOA and NS records, known to the name servers from `visibleAtMs` on. */
export function newZone(
  host: LabHost,
  given: {
    name: string
    callerReference: string
    comment?: string
    nameServers?: readonly string[]
    syncMs: number
  },
): HostedZone {
  const name = storedName(given.name)
  const servers = (given.nameServers ?? []).length > 0 ? (given.nameServers ?? []) : delegation
  const names = servers.map(storedName)
  const apex: RecordSet[] = [
    {
      Name: name,
      Type: 'NS',
      TTL: 172800,
      ResourceRecords: { ResourceRecord: names.map((Value) => ({ Value })) },
    },
    {
      Name: name,
      Type: 'SOA',
      TTL: 900,
      ResourceRecords: {
        ResourceRecord: [{ Value: `${names[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400` }],
      },
    },
  ]
  return {
    Id: route53Id(host, 'Z'),
    Name: name,
    CallerReference: given.callerReference,
    ...(given.comment === undefined ? {} : { Comment: given.comment }),
    nameServers: names.map((server) => server.slice(0, -1)),
    timeline: publishRecords<RecordSet>([], apex, host.now(), given.syncMs),
  }
}

/** CreateHostedZone (public zones). */
export function createZone(state: AwsState, host: LabHost, body: XmlNode): LabResponse {
  const name = text(body, 'Name') ?? ''
  const callerReference = text(body, 'CallerReference') ?? ''
  if (callerReference === '') throw new AwsFault(400, 'InvalidInput', 'Invalid parameter: CallerReference')
  if (
    !/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?$/i.test(name) ||
    name.length > 255
  ) {
    throw new AwsFault(400, 'InvalidDomainName', `${name} is not a valid domain name`)
  }
  if (child(body, 'VPC') !== undefined)
    throw new AwsFault(400, 'InvalidInput', 'Private hosted zones are not modelled by this lab.')
  if (state.hostedZones.some((zone) => zone.CallerReference === callerReference)) {
    throw new AwsFault(
      409,
      'HostedZoneAlreadyExists',
      `A hosted zone has already been created with the specified caller reference.`,
    )
  }
  const comment = text(child(body, 'HostedZoneConfig'), 'Comment')
  const zone = newZone(host, {
    name,
    callerReference,
    ...(comment === undefined ? {} : { comment }),
    syncMs: host.dnsSyncMs,
  })
  state.hostedZones.push(zone)
  const change = submitChange(state, host)
  return awsAnswer(
    host,
    'route53',
    'CreateHostedZoneResponse',
    {
      HostedZone: zoneXml(zone),
      ChangeInfo: changeInfo(change, host),
      DelegationSet: { NameServers: { NameServer: zone.nameServers } },
    },
    { status: 201, headers: { location: `${host.baseUrl()}/2013-04-01/hostedzone/${zone.Id}` } },
  )
}

/** GetHostedZone. */
export function getZone(host: LabHost, zone: HostedZone): LabResponse {
  return awsAnswer(host, 'route53', 'GetHostedZoneResponse', {
    HostedZone: zoneXml(zone),
    DelegationSet: { NameServers: { NameServer: zone.nameServers } },
  })
}

/** UpdateHostedZoneComment. */
export function updateZoneComment(host: LabHost, zone: HostedZone, body: XmlNode): LabResponse {
  const comment = text(body, 'Comment')
  if (comment === undefined) delete zone.Comment
  else zone.Comment = comment
  host.changed()
  return awsAnswer(host, 'route53', 'UpdateHostedZoneCommentResponse', { HostedZone: zoneXml(zone) })
}

/** DeleteHostedZone: only a zone with nothing but its own SOA and NS. */
export function deleteZone(state: AwsState, host: LabHost, zone: HostedZone): LabResponse {
  const others = currentRecords(zone.timeline).filter(
    (record) => record.Name !== zone.Name || !['SOA', 'NS'].includes(record.Type),
  )
  if (others.length > 0) {
    throw new AwsFault(
      400,
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    )
  }
  state.hostedZones = state.hostedZones.filter((candidate) => candidate !== zone)
  delete state.tags[`hostedzone/${zone.Id}`]
  const change = submitChange(state, host)
  return awsAnswer(host, 'route53', 'DeleteHostedZoneResponse', { ChangeInfo: changeInfo(change, host) })
}

/** ListHostedZones, paged by marker. */
export function listZones(state: AwsState, host: LabHost, query: URLSearchParams): LabResponse {
  const most = maxItems(query, 100)
  const marker = query.get('marker')
  const at = marker === null ? 0 : state.hostedZones.findIndex((zone) => zone.Id === marker)
  if (at < 0) throw new AwsFault(400, 'InvalidInput', `The marker ${marker} is not valid`)
  const next = state.hostedZones[at + most]
  return awsAnswer(host, 'route53', 'ListHostedZonesResponse', {
    HostedZones: { HostedZone: state.hostedZones.slice(at, at + most).map(zoneXml) },
    Marker: marker ?? undefined,
    IsTruncated: next !== undefined,
    NextMarker: next?.Id,
    MaxItems: most,
  })
}

/** ListHostedZonesByName, in the order of the labels from the right. */
export function listZonesByName(state: AwsState, host: LabHost, query: URLSearchParams): LabResponse {
  const most = maxItems(query, 100)
  const dnsName = query.get('dnsname')
  const zoneId = query.get('hostedzoneid')
  if (zoneId !== null && dnsName === null)
    throw new AwsFault(400, 'InvalidInput', 'The input is not valid: a hosted zone ID needs a DNS name.')
  const from = dnsName === null ? undefined : storedName(dnsName)
  const zones = state.hostedZones
    .toSorted((a, b) => compareNames(a.Name, b.Name) || (a.Id < b.Id ? -1 : 1))
    .filter((zone) => {
      if (from === undefined) return true
      const order = compareNames(zone.Name, from)
      return order > 0 || (order === 0 && (zoneId === null || zone.Id >= zoneId))
    })
  const next = zones[most]
  return awsAnswer(host, 'route53', 'ListHostedZonesByNameResponse', {
    HostedZones: { HostedZone: zones.slice(0, most).map(zoneXml) },
    DNSName: dnsName ?? undefined,
    HostedZoneId: zoneId ?? undefined,
    IsTruncated: next !== undefined,
    NextDNSName: next?.Name,
    NextHostedZoneId: next?.Id,
    MaxItems: most,
  })
}
