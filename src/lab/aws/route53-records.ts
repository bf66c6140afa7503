import type { LabHost, LabResponse } from '../cloud.ts'
import { currentRecords, publishRecords } from '../wire/records-timeline.ts'
import { compareRecordSets, storedName } from './record-order.ts'
import { applyBatch } from './route53-batch.ts'
import { readChanges, recordTypes } from './route53-record-input.ts'
import type { AwsState, ChangeInfo, HostedZone } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import { child, text, type XmlNode } from './xml.ts'

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A vendor-like identifier: one letter for the kind and 20 random characters. */
export function route53Id(host: LabHost, kind: 'Z' | 'C' | 'N'): string {
  return kind + host.randomId(20, idAlphabet)
}

/** Notes a change and gives it an id; it is in sync once the host's time has passed. */
export function submitChange(state: AwsState, host: LabHost, comment?: string): ChangeInfo {
  const change = {
    Id: route53Id(host, 'C'),
    submittedAtMs: host.now(),
    ...(comment === undefined ? {} : { Comment: comment }),
  }
  state.changes = [...state.changes.slice(-999), change]
  host.changed()
  return change
}

/** A change as ChangeInfo. */
export function changeInfo(change: ChangeInfo, host: LabHost): XmlNode {
  return {
    Id: `/change/${change.Id}`,
    Status: host.now() >= change.submittedAtMs + host.dnsSyncMs ? 'INSYNC' : 'PENDING',
    SubmittedAt: new Date(change.submittedAtMs).toISOString(),
    Comment: change.Comment,
  }
}

/** ChangeResourceRecordSets: the whole batch or nothing. */
export function changeRecordSets(
  state: AwsState,
  host: LabHost,
  zone: HostedZone,
  body: XmlNode,
): LabResponse {
  const changes = readChanges(body)
  const health = changes
    .filter((change) => change.action !== 'DELETE')
    .map((change) => change.record.HealthCheckId)
    .find((id) => id !== undefined && !state.healthChecks.some((check) => check.Id === id))
  if (health !== undefined) {
    throw new AwsFault(404, 'NoSuchHealthCheck', `A health check with id ${health} does not exist.`)
  }
  const outcome = applyBatch(zone, currentRecords(zone.timeline), changes)
  if (outcome.messages.length > 0)
    throw new AwsFault(400, 'InvalidChangeBatch', `[${outcome.messages.join(', ')}]`)
  const now = host.now()
  zone.timeline = publishRecords(zone.timeline, outcome.records, now, host.dnsSyncMs)
  const change = submitChange(state, host, text(child(body, 'ChangeBatch'), 'Comment'))
  return awsAnswer(host, 'route53', 'ChangeResourceRecordSetsResponse', {
    ChangeInfo: changeInfo(change, host),
  })
}

/** GetChange. */
export function getChange(state: AwsState, host: LabHost, id: string): LabResponse {
  const change = state.changes.find((candidate) => candidate.Id === id)
  if (change === undefined) throw new AwsFault(404, 'NoSuchChange', `A change with id ${id} does not exist.`)
  return awsAnswer(host, 'route53', 'GetChangeResponse', { ChangeInfo: changeInfo(change, host) })
}

/** How many items a page may hold. @throws AwsFault InvalidInput */
export function maxItems(query: URLSearchParams, most: number): number {
  const given = query.get('maxitems')
  if (given === null) return most
  const items = Number(given)
  if (!Number.isInteger(items) || items < 1)
    throw new AwsFault(400, 'InvalidInput', `The maxitems value ${given} is not valid`)
  return Math.min(items, most)
}

/** ListResourceRecordSets, paged by name, type and identifier. */
export function listRecordSets(host: LabHost, zone: HostedZone, query: URLSearchParams): LabResponse {
  const name = query.get('name')
  const type = query.get('type')
  const identifier = query.get('identifier')
  if (type !== null && name === null)
    throw new AwsFault(
      400,
      'InvalidInput',
      'The input is not valid: a start record type needs a start record name.',
    )
  if (type !== null && !recordTypes.includes(type))
    throw new AwsFault(400, 'InvalidInput', `The record type ${type} is not valid`)
  if (identifier !== null && (name === null || type === null)) {
    throw new AwsFault(
      400,
      'InvalidInput',
      'The input is not valid: a start record identifier needs a start record name and type.',
    )
  }
  const start = {
    Name: name === null ? '' : storedName(name),
    Type: type ?? '',
    ...(identifier === null ? {} : { SetIdentifier: identifier }),
  }
  const most = maxItems(query, 300)
  const records = currentRecords(zone.timeline).filter(
    (record) => name === null || compareRecordSets(record, start) >= 0,
  )
  const next = records[most]
  return awsAnswer(host, 'route53', 'ListResourceRecordSetsResponse', {
    ResourceRecordSets: { ResourceRecordSet: records.slice(0, most) },
    IsTruncated: next !== undefined,
    NextRecordName: next?.Name,
    NextRecordType: next?.Type,
    NextRecordIdentifier: next?.SetIdentifier,
    MaxItems: most,
  })
}
