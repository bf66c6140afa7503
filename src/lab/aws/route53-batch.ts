import { isKnownRegion } from '../wire/geography.ts'
import { compareRecordSets } from './record-order.ts'
import { type RecordChange, valueFault } from './route53-record-input.ts'
import type { RecordSet } from './state.ts'

export interface BatchOutcome {
  /** The records as they are after the batch, in the order of the listing. */
  readonly records: readonly RecordSet[]
  /** Why nothing was changed; empty for a batch that is good. */
  readonly messages: readonly string[]
}

/** Applies a batch as a whole or not at all, with the messages of InvalidChangeBatch. */
export function applyBatch(
  zone: { readonly Id: string; readonly Name: string },
  before: readonly RecordSet[],
  changes: readonly RecordChange[],
): BatchOutcome {
  const after = new Map(before.map((record) => [keyOf(record), record]))
  const messages: string[] = []
  const seen = new Map<string, Set<string>>()
  for (const { action, record } of changes) {
    const key = keyOf(record)
    const actions = seen.get(key) ?? new Set()
    if (actions.has(action) || actions.has('UPSERT') || (actions.size > 0 && action !== 'CREATE')) {
      messages.push(
        `The request contains an invalid set of changes for a resource record set '${record.Type} ${record.Name}'`,
      )
    }
    seen.set(key, actions.add(action))
    const fault = recordFault(zone, record)
    if (fault !== undefined) messages.push(fault)
    const present = after.get(key)
    if (action === 'DELETE') {
      if (present === undefined)
        messages.push(`Tried to delete resource record set ${nameOf(record)} but it was not found`)
      else if (!sameContent(present, record)) {
        messages.push(
          `Tried to delete resource record set ${nameOf(record)} but the values provided do not match the current values`,
        )
      } else if (record.Name === zone.Name && (record.Type === 'SOA' || record.Type === 'NS')) {
        messages.push(
          `A HostedZone must contain ${record.Type === 'SOA' ? 'exactly one SOA record' : 'at least one NS record for the zone itself'}.`,
        )
      } else after.delete(key)
    } else if (action === 'CREATE' && present !== undefined) {
      messages.push(`Tried to create resource record set ${nameOf(record)} but it already exists`)
    } else after.set(key, record)
  }
  const touched = changes.filter((change) => change.action !== 'DELETE').map((change) => change.record)
  const all = [...after.values()].sort(compareRecordSets)
  for (const record of touched) messages.push(...conflicts(zone, record, all))
  return messages.length > 0
    ? { records: before, messages: [...new Set(messages)] }
    : { records: all, messages: [] }
}

function keyOf(record: RecordSet): string {
  return `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`
}

function nameOf(record: RecordSet): string {
  const identifier = record.SetIdentifier === undefined ? '' : `, set-identifier='${record.SetIdentifier}'`
  return `[name='${record.Name}', type='${record.Type}'${identifier}]`
}

function sameContent(a: RecordSet, b: RecordSet): boolean {
  const values = (record: RecordSet) =>
    (record.ResourceRecords?.ResourceRecord ?? []).map((entry) => entry.Value).sort()
  return (
    JSON.stringify([{ ...a, ResourceRecords: values(a) }]) ===
    JSON.stringify([{ ...b, ResourceRecords: values(b) }])
  )
}

function recordFault(zone: { readonly Name: string }, record: RecordSet): string | undefined {
  if (record.Name !== zone.Name && !record.Name.endsWith(`.${zone.Name}`)) {
    return `RRSet with DNS name ${record.Name} is not permitted in zone ${zone.Name}`
  }
  const labels = record.Name.slice(0, -1).split('.')
  if (labels.some((label) => label === ''))
    return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${record.Name}'`
  if (record.Name.length > 256 || labels.some((label) => label.replace(/\\\d{3}/g, 'x').length > 63)) {
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${record.Name}'`
  }
  const values = (record.ResourceRecords?.ResourceRecord ?? []).map((entry) => entry.Value)
  const faults = values.map((value) => valueFault(record.Type, value)).filter((fault) => fault !== undefined)
  if (faults[0] !== undefined) return faults[0]
  if (new Set(values).size !== values.length)
    return `Duplicate Resource Record: '${values.find((value, index) => values.indexOf(value) !== index)}'`
  if (record.Type === 'CNAME' && values.length > 1)
    return `RRSet with DNS name ${record.Name} of type CNAME must have exactly one value`
  if (record.Region !== undefined && !isKnownRegion(record.Region)) return `Invalid region '${record.Region}'`
  if (
    record.Failover === 'PRIMARY' &&
    record.AliasTarget === undefined &&
    record.HealthCheckId === undefined
  ) {
    return 'A non-alias primary ResourceRecordSet must have an associated health check. No changes made.'
  }
  return undefined
}

function policyOf(record: RecordSet): string {
  if (record.Weight !== undefined) return 'weighted'
  if (record.Failover !== undefined) return 'failover'
  if (record.GeoLocation !== undefined) return 'geolocation'
  if (record.Region !== undefined) return 'latency'
  return record.MultiValueAnswer !== undefined ? 'multivalue' : 'simple'
}

/** What the state after the batch does not allow, seen from one record of the batch. */
function conflicts(
  zone: { readonly Id: string; readonly Name: string },
  record: RecordSet,
  all: readonly RecordSet[],
): string[] {
  const sameName = all.filter((other) => other.Name === record.Name && other !== record)
  const messages: string[] = []
  if (record.Type === 'CNAME' && record.Name === zone.Name) {
    messages.push(
      `RRSet of type CNAME with DNS name ${record.Name} is not permitted at apex in zone ${zone.Name}`,
    )
  } else if (record.Type === 'CNAME' && sameName.some((other) => other.Type !== 'CNAME')) {
    messages.push(
      `RRSet of type CNAME with DNS name ${record.Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.Name}`,
    )
  } else if (record.Type !== 'CNAME' && sameName.some((other) => other.Type === 'CNAME')) {
    messages.push(
      `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.Name}`,
    )
  }
  const group = sameName.filter((other) => other.Type === record.Type)
  const policy = policyOf(record)
  const who = `RRSet with DNS name ${record.Name} and type ${record.Type}${record.SetIdentifier === undefined ? '' : `, SetIdentifier ${record.SetIdentifier}`} cannot be created as`
  const other = group.find((peer) => policyOf(peer) !== policy)
  if (other !== undefined) messages.push(`${who} a non-${policy} set exists with the same name and type`)
  else if (
    policy === 'weighted' &&
    group.some((peer) => peer.TTL !== undefined && record.TTL !== undefined && peer.TTL !== record.TTL)
  ) {
    messages.push(`${who} weighted sets must contain the same TTL.`)
  } else if (policy === 'failover' && group.some((peer) => peer.Failover === record.Failover)) {
    messages.push(`${who} another ${record.Failover} failover set exists with the same name and type`)
  } else if (
    policy === 'geolocation' &&
    group.some((peer) => JSON.stringify(peer.GeoLocation) === JSON.stringify(record.GeoLocation))
  ) {
    messages.push(`${who} another set exists with the same name, type and geolocation`)
  } else if (policy === 'latency' && group.some((peer) => peer.Region === record.Region)) {
    messages.push(`${who} another set exists with the same name, type and region`)
  }
  return [...messages, ...aliasConflicts(zone, record, all)]
}

function aliasConflicts(
  zone: { readonly Id: string; readonly Name: string },
  record: RecordSet,
  all: readonly RecordSet[],
): string[] {
  const alias = record.AliasTarget
  if (alias === undefined) return []
  const tried = `Tried to create an alias that targets ${alias.DNSName}, type ${record.Type} in zone ${alias.HostedZoneId},`
  if (
    alias.HostedZoneId !== zone.Id ||
    (alias.DNSName !== zone.Name && !alias.DNSName.endsWith(`.${zone.Name}`))
  ) {
    return [`${tried} but the alias target name does not lie within the target zone`]
  }
  const target = all.some(
    (other) => other.Name === alias.DNSName && other.Type === record.Type && other !== record,
  )
  return target ? [] : [`${tried} but that target was not found`]
}
