import type { LabHost, LabResponse } from '../cloud.ts'
import { currentRecords, publishRecords } from '../wire/records-timeline.ts'
import { readRecordSet } from './cloud-dns-record-input.ts'
import type {
  Bucket,
  DnsChange,
  GcpState,
  GeoPolicy,
  HealthCheckedTargets,
  ManagedZone,
  ResourceRecordSet,
  RoutingPolicy,
} from './state.ts'
import { GoogleFault, googleAnswer, googleTime, invalidValue, page } from './wire.ts'

/** A record set as the API shows it, with the kinds and empty lists that the service adds. */
function recordSetJson(record: ResourceRecordSet): Record<string, unknown> {
  return {
    name: record.name,
    type: record.type,
    ttl: record.ttl,
    ...(record.rrdatas === undefined ? {} : { rrdatas: record.rrdatas }),
    signatureRrdatas: [],
    ...(record.routingPolicy === undefined ? {} : { routingPolicy: policyJson(record.routingPolicy) }),
    kind: 'dns#resourceRecordSet',
  }
}

function policyJson(policy: RoutingPolicy): Record<string, unknown> {
  const targets = (given: HealthCheckedTargets | undefined) =>
    given === undefined ? {} : { healthCheckedTargets: given }
  const bucket = (item: Bucket) => ({
    ...(item.rrdatas === undefined ? {} : { rrdatas: item.rrdatas }),
    ...targets(item.healthCheckedTargets),
  })
  const geo = (given: GeoPolicy) => ({
    kind: 'dns#rRSetRoutingPolicyGeoPolicy',
    items: given.items.map((item) => ({
      kind: 'dns#rRSetRoutingPolicyGeoPolicyGeoPolicyItem',
      location: item.location,
      ...bucket(item),
    })),
    enableFencing: given.enableFencing === true,
  })
  return {
    kind: 'dns#rRSetRoutingPolicy',
    ...(policy.geo === undefined ? {} : { geo: geo(policy.geo) }),
    ...(policy.wrr === undefined
      ? {}
      : {
          wrr: {
            kind: 'dns#rRSetRoutingPolicyWrrPolicy',
            items: policy.wrr.items.map((item) => ({
              kind: 'dns#rRSetRoutingPolicyWrrPolicyWrrPolicyItem',
              weight: item.weight,
              ...bucket(item),
            })),
          },
        }),
    ...(policy.primaryBackup === undefined
      ? {}
      : {
          primaryBackup: {
            kind: 'dns#rRSetRoutingPolicyPrimaryBackupPolicy',
            ...policy.primaryBackup,
            backupGeoTargets: geo(policy.primaryBackup.backupGeoTargets),
          },
        }),
    ...(policy.healthCheck === undefined ? {} : { healthCheck: policy.healthCheck }),
  }
}

function named(record: { readonly name: string; readonly type: string }): string {
  return `${record.name} (${record.type})`
}

function same(a: ResourceRecordSet, b: { readonly name: string; readonly type: string }): boolean {
  return a.name === b.name && a.type === b.type
}

/** Equal but for the order of plain record data. */
function equal(a: ResourceRecordSet, b: ResourceRecordSet): boolean {
  const comparable = (record: ResourceRecordSet) =>
    JSON.stringify([record.name, record.type, record.ttl, record.rrdatas?.toSorted(), record.routingPolicy])
  return comparable(a) === comparable(b)
}

/** Deletions, then additions, as a whole or not at all. @throws GoogleFault */
function applied(
  zone: ManagedZone,
  additions: readonly ResourceRecordSet[],
  deletions: readonly ResourceRecordSet[],
  entity: string,
): ResourceRecordSet[] {
  let records = [...currentRecords(zone.timeline)]
  for (const [index, deletion] of deletions.entries()) {
    const place = `${entity}.deletions[${index}]`
    const present = records.find((record) => same(record, deletion))
    if (present === undefined)
      throw new GoogleFault(
        404,
        'notFound',
        `The '${place}' resource named '${named(deletion)}' does not exist.`,
      )
    if (!equal(present, deletion))
      throw new GoogleFault(412, 'conditionNotMet', `Precondition not met for '${place}'`)
    records = records.filter((record) => record !== present)
  }
  for (const [index, addition] of additions.entries()) {
    const place = `${entity}.additions[${index}]`
    if (records.some((record) => same(record, addition)))
      throw new GoogleFault(
        409,
        'alreadyExists',
        `The resource '${place}' named '${named(addition)}' already exists`,
      )
    records.push(addition)
  }
  for (const [index, addition] of additions.entries()) {
    const place = `${entity}.additions[${index}]`
    const others = records.filter((record) => record.name === addition.name && record !== addition)
    if (
      others.length > 0 &&
      (addition.type === 'CNAME' || others.some((record) => record.type === 'CNAME'))
    ) {
      throw new GoogleFault(
        400,
        'cnameResourceRecordSetConflict',
        `The resource record set '${place}' is invalid because the DNS name '${addition.name}' may have either one CNAME resource record set or resource record sets of other types, but not both.`,
      )
    }
  }
  for (const type of ['SOA', 'NS']) {
    if (!records.some((record) => same(record, { name: zone.dnsName, type }))) {
      throw new GoogleFault(
        400,
        'invalidZoneApex',
        `The resource record set '${entity}' is invalid because a zone must contain exactly one resource record set of type '${type}' at the apex.`,
      )
    }
  }
  return records
}

function commit(
  host: LabHost,
  zone: ManagedZone,
  records: readonly ResourceRecordSet[],
  additions: readonly ResourceRecordSet[],
  deletions: readonly ResourceRecordSet[],
): DnsChange {
  const now = host.now()
  const id = String(Number(zone.changes.at(-1)?.id ?? '-1') + 1)
  const change = { id, startedAtMs: now, doneAtMs: now + host.dnsSyncMs, additions, deletions }
  zone.timeline = publishRecords(zone.timeline, sorted(zone, records), now, host.dnsSyncMs)
  zone.changes = [...zone.changes.slice(-999), change]
  host.changed()
  return change
}

/** The apex first, then by name and type. */
export function sorted(
  zone: { readonly dnsName: string },
  records: readonly ResourceRecordSet[],
): ResourceRecordSet[] {
  const key = (record: ResourceRecordSet) =>
    `${record.name === zone.dnsName ? 0 : 1} ${record.name} ${record.type}`
  return records.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

function changeJson(host: LabHost, change: DnsChange): Record<string, unknown> {
  return {
    kind: 'dns#change',
    ...(change.additions.length === 0 ? {} : { additions: change.additions.map(recordSetJson) }),
    ...(change.deletions.length === 0 ? {} : { deletions: change.deletions.map(recordSetJson) }),
    startTime: googleTime(change.startedAtMs),
    id: change.id,
    status: host.now() >= change.doneAtMs ? 'done' : 'pending',
  }
}

/** changes.create. */
export function createChange(
  state: GcpState,
  host: LabHost,
  zone: ManagedZone,
  body: Record<string, unknown>,
): LabResponse {
  const read = (list: 'additions' | 'deletions') =>
    (Array.isArray(body[list]) ? body[list] : []).map((record, index) =>
      readRecordSet(state, zone, record, `entity.change.${list}[${index}]`),
    )
  const additions = read('additions')
  const deletions = read('deletions')
  if (additions.length + deletions.length === 0)
    throw new GoogleFault(400, 'required', "The 'entity.change' parameter is required but was missing.")
  const records = applied(zone, additions, deletions, 'entity.change')
  return googleAnswer(host, changeJson(host, commit(host, zone, records, additions, deletions)))
}

/** changes.get. */
export function getChange(host: LabHost, zone: ManagedZone, id: string): LabResponse {
  const change = zone.changes.find((candidate) => candidate.id === id)
  if (change === undefined)
    throw new GoogleFault(404, 'notFound', `The 'parameters.changeId' resource named '${id}' does not exist.`)
  return googleAnswer(host, changeJson(host, change))
}

/** changes.list, newest first unless asked otherwise. */
export function listChanges(host: LabHost, zone: ManagedZone, query: URLSearchParams): LabResponse {
  const order = query.get('sortOrder') ?? 'descending'
  if (order !== 'ascending' && order !== 'descending') throw invalidValue('parameters.sortOrder', order)
  const found = page(order === 'ascending' ? zone.changes : zone.changes.toReversed(), query, 100)
  return googleAnswer(host, {
    kind: 'dns#changesListResponse',
    changes: found.items.map((change) => changeJson(host, change)),
    ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
  })
}

/** resourceRecordSets.list. */
export function listRecordSets(host: LabHost, zone: ManagedZone, query: URLSearchParams): LabResponse {
  const name = query.get('name')
  const type = query.get('type')
  if (type !== null && name === null)
    throw new GoogleFault(
      400,
      'required',
      "The 'parameters.name' parameter is required with 'parameters.type'.",
    )
  const records = currentRecords(zone.timeline).filter(
    (record) =>
      (name === null || record.name === name.toLowerCase()) && (type === null || record.type === type),
  )
  const found = page(records, query, 100)
  return googleAnswer(host, {
    kind: 'dns#resourceRecordSetsListResponse',
    rrsets: found.items.map(recordSetJson),
    ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
  })
}

function findRecordSet(zone: ManagedZone, name: string, type: string): ResourceRecordSet {
  const wanted = { name: name.toLowerCase(), type }
  const found = currentRecords(zone.timeline).find((record) => same(record, wanted))
  if (found === undefined)
    throw new GoogleFault(
      404,
      'notFound',
      `The 'parameters.name' resource named '${named({ name, type })}' does not exist.`,
    )
  return found
}

/** resourceRecordSets.get. */
export function getRecordSet(host: LabHost, zone: ManagedZone, name: string, type: string): LabResponse {
  return googleAnswer(host, recordSetJson(findRecordSet(zone, name, type)))
}

/** resourceRecordSets.create. */
export function createRecordSet(
  state: GcpState,
  host: LabHost,
  zone: ManagedZone,
  body: Record<string, unknown>,
): LabResponse {
  const record = readRecordSet(state, zone, body, 'entity.rrset')
  if (currentRecords(zone.timeline).some((present) => same(present, record))) {
    throw new GoogleFault(
      409,
      'alreadyExists',
      `The resource 'entity.rrset' named '${named(record)}' already exists`,
    )
  }
  commit(host, zone, applied(zone, [record], [], 'entity.rrset'), [record], [])
  return googleAnswer(host, recordSetJson(record))
}

/** resourceRecordSets.patch: fields that are given replace those that are there. */
export function patchRecordSet(
  state: GcpState,
  host: LabHost,
  zone: ManagedZone,
  name: string,
  type: string,
  body: Record<string, unknown>,
): LabResponse {
  const present = findRecordSet(zone, name, type)
  const { rrdatas, routingPolicy, ...kept } = present
  const data =
    body.rrdatas === undefined && body.routingPolicy === undefined ? { rrdatas, routingPolicy } : {}
  const merged = JSON.parse(JSON.stringify({ ...kept, ...data, ...body })) as Record<string, unknown>
  const record = readRecordSet(state, zone, merged, 'entity.rrset')
  if (!same(record, present)) throw invalidValue('entity.rrset.name', record.name)
  commit(host, zone, applied(zone, [record], [present], 'entity.rrset'), [record], [present])
  return googleAnswer(host, recordSetJson(record))
}

/** resourceRecordSets.delete. */
export function deleteRecordSet(host: LabHost, zone: ManagedZone, name: string, type: string): LabResponse {
  const present = findRecordSet(zone, name, type)
  commit(host, zone, applied(zone, [], [present], 'entity.rrset'), [], [present])
  return googleAnswer(host, {})
}
