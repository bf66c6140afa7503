import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { currentRecords, publishRecords } from '../wire/records-timeline.ts'
import { pathOf } from '../wire/request-url.ts'
import { readRecordSetContent, shapes } from './dns-record-input.ts'
import { type AzureState, type DnsZone, groupId, type RecordSet } from './state.ts'
import { AzureFault, armAnswer, badRequest, checkConditions, jsonBody, notModelled } from './wire.ts'

/** The resource id of a zone, spelled as the service spells it. */
export function zoneId(state: AzureState, zone: DnsZone): string {
  return `${groupId(state)}/providers/Microsoft.Network/dnszones/${zone.name}`
}

function recordSetJson(state: AzureState, zone: DnsZone, record: RecordSet): unknown {
  return {
    id: `${zoneId(state, zone)}/${record.type}/${record.name}`,
    name: record.name,
    type: `Microsoft.Network/dnszones/${record.type}`,
    etag: record.etag,
    properties: {
      ...(record.metadata === undefined ? {} : { metadata: record.metadata }),
      fqdn: record.name === '@' ? `${zone.name}.` : `${record.name}.${zone.name}.`,
      TTL: record.ttl,
      ...record.records,
      targetResource: record.target === undefined ? {} : { id: record.target },
      provisioningState: 'Succeeded',
    },
  }
}

/** Record sets below a zone; `path` is what follows the zone's name. @throws AzureFault */
export function handleRecordSets(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  zone: DnsZone,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [kind = '', relativeName, ...rest] = path
  if (rest.length > 0) throw notModelled(request)
  const listed = kind.toLowerCase()
  if (relativeName === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    const type = listed === 'recordsets' || listed === 'all' ? undefined : recordType(kind)
    return list(state, host, zone, type, request, query)
  }
  const type = recordType(kind)
  const name = relativeName.toLowerCase()
  const present = currentRecords(zone.timeline).find((record) => record.name === name && record.type === type)
  if (request.method === 'GET') {
    if (present === undefined) throw missing(state, name)
    return armAnswer(host, 200, recordSetJson(state, zone, present), { etag: present.etag })
  }
  checkConditions(request, present?.etag)
  if (request.method === 'PUT') return put(state, host, zone, { name, type }, present, jsonBody(request))
  if (request.method === 'PATCH') {
    if (present === undefined) throw missing(state, name)
    const body = jsonBody(request)
    const own = {
      TTL: present.ttl,
      metadata: present.metadata,
      targetResource: { id: present.target },
      ...present.records,
    }
    return put(state, host, zone, { name, type }, present, {
      ...body,
      properties: { ...own, ...(body.properties as object | undefined) },
    })
  }
  if (request.method !== 'DELETE') throw notModelled(request)
  if (name === '@' && (type === 'SOA' || type === 'NS'))
    throw badRequest(`The ${type} record set at the zone apex cannot be deleted.`)
  if (present === undefined) return armAnswer(host, 204)
  publish(
    host,
    zone,
    currentRecords(zone.timeline).filter((record) => record !== present),
  )
  return armAnswer(host, 200)
}

function recordType(kind: string): string {
  const type = kind.toUpperCase()
  if (shapes[type] === undefined)
    throw badRequest(
      `The record type '${kind}' is not modelled by this lab (it models ${Object.keys(shapes).join(', ')}).`,
    )
  return type
}

function missing(state: AzureState, name: string): AzureFault {
  return new AzureFault(
    404,
    'NotFound',
    `The resource record '${name}' does not exist in resource group '${state.resourceGroup}' of subscription '${state.subscription}'.`,
  )
}

function publish(host: LabHost, zone: DnsZone, records: readonly RecordSet[]): void {
  zone.timeline = publishRecords(zone.timeline, records, host.now(), host.dnsSyncMs)
  host.changed()
}

function put(
  state: AzureState,
  host: LabHost,
  zone: DnsZone,
  key: { name: string; type: string },
  present: RecordSet | undefined,
  body: Record<string, unknown>,
): LabResponse {
  if (
    key.name !== '@' &&
    !/^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(key.name)
  ) {
    throw badRequest(`The domain name label '${key.name}' is not valid.`)
  }
  if (key.type === 'SOA' && (key.name !== '@' || present === undefined))
    throw badRequest('An SOA record set exists at the zone apex only.')
  const others = currentRecords(zone.timeline).filter((record) => record !== present)
  const beside = others.filter((record) => record.name === key.name)
  if (key.type === 'CNAME' && (key.name === '@' || beside.length > 0)) {
    throw badRequest(
      `The CNAME record set '${key.name}' cannot be created: a CNAME record cannot be at the zone apex or beside other records of the same name.`,
    )
  }
  if (beside.some((record) => record.type === 'CNAME')) {
    throw badRequest(
      `The record set '${key.name}' of type ${key.type} could not be created because a CNAME record set with the same name already exists in this zone.`,
    )
  }
  const record: RecordSet = { ...key, etag: randomUuid(host), ...readRecordSetContent(state, key.type, body) }
  publish(host, zone, [...others, record].sort(compare))
  return armAnswer(host, present === undefined ? 201 : 200, recordSetJson(state, zone, record), {
    etag: record.etag,
  })
}

/** By name with the apex first, then by type. */
export function compare(a: RecordSet, b: RecordSet): number {
  const key = (record: RecordSet) => `${record.name === '@' ? ' ' : record.name} ${record.type}`
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}

function list(
  state: AzureState,
  host: LabHost,
  zone: DnsZone,
  type: string | undefined,
  request: LabRequest,
  query: URLSearchParams,
): LabResponse {
  const suffix = (query.get('$recordsetnamesuffix') ?? '').toLowerCase()
  const most = Number(query.get('$top') ?? 100)
  if (!Number.isInteger(most) || most < 1 || most > 1000)
    throw badRequest(`The value '${query.get('$top')}' of $top is not valid.`)
  const at = Number(query.get('$skipToken') ?? 0)
  const found = currentRecords(zone.timeline).filter(
    (record) => (type === undefined || record.type === type) && record.name.endsWith(suffix),
  )
  const next = new URLSearchParams(query)
  next.set('$skipToken', String(at + most))
  return armAnswer(host, 200, {
    value: found.slice(at, at + most).map((record) => recordSetJson(state, zone, record)),
    ...(at + most < found.length ? { nextLink: `${host.baseUrl()}${pathOf(request)}?${next}` } : {}),
  })
}
