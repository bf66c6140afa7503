import { canonicalDnsName } from '../../config/dns-value.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { sameRecord } from '../../routing/same-record.ts'
import { sendChange } from '../calls/change.ts'
import { pause } from '../calls/pause.ts'
import type { Call, Dns, DnsChange, HeldRecord, PreparedRecord, RoutedRecord, ZoneRef } from '../provider.ts'
import type { GcpContext } from './context.ts'
import type { Change } from './dns-client.ts'
import { makeDnsClient } from './dns-client.ts'
import { isConflict, sortGcpFailure } from './failure.ts'
import type { HealthCheckResource } from './health-check.ts'
import { makeHealthChecks } from './health-checks.ts'
import type { RecordSet } from './record-set.ts'
import { compileRecordSet } from './routing-compile.ts'
import { readRecordSet } from './routing-read.ts'
import { gcpRefusal, sharedHealth } from './routing-refusal.ts'
import { makeZones } from './zones.ts'

// Concurrent writers of one record set: each conflict is answered by reading again, so often at the most.
const MAX_CONFLICTS = 8

interface HeldSets {
  /** Record sets of the routed types under the name. */
  readonly sets: readonly RoutedSet[]
  readonly healthCheck: HealthCheckResource | undefined
}

type Planned =
  | 'unchanged'
  | {
      readonly before: HeldSets
      readonly additions: readonly RecordSet[]
      readonly deletions: readonly RecordSet[]
    }

type RoutedSet = RecordSet & { readonly type: RoutedRecord['type'] }

/**
 * Cloud DNS: one record set with a routing policy a record, changed in one atomic change.
 * https://cloud.google.com/dns/docs/reference/rest/v1
 */
export function makeGcpDns(context: GcpContext): Dns {
  const { project, region, rest, ownerOf } = context
  const zones = makeZones(context)
  const healthChecks = makeHealthChecks(context)
  const client = makeDnsClient(context)
  const zonePath = (id: string) => `/dns/v1/projects/${project}/managedZones/${encodeURIComponent(id)}`

  async function listed(zoneId: string, name: string, call: Call): Promise<readonly RoutedSet[]> {
    const { rrsets = [] } = await rest<{ rrsets?: readonly RecordSet[] }>({
      name: 'dns.resourceRecordSets.list',
      service: 'dns',
      path: `${zonePath(zoneId)}/rrsets`,
      query: { name: `${canonicalDnsName(name)}.` },
      call,
    })
    return rrsets.filter(isRouted)
  }

  async function held(zoneId: string, name: string, type: string | undefined, call: Call): Promise<HeldSets> {
    const sets = await listed(zoneId, name, call)
    const url = chosen(sets, type)?.routingPolicy?.healthCheck
    return { sets, healthCheck: url ? await healthChecks.read(url, call) : undefined }
  }

  function modelOf({ sets, healthCheck }: HeldSets, type?: string): HeldRecord | undefined {
    const set = chosen(sets, type)
    return set && readRecordSet(set, healthCheck, ownerOf)
  }

  async function plan(zoneId: string, record: RoutedRecord, call: Call): Promise<Planned> {
    const before = await held(zoneId, record.name, record.type, call)
    if (isExactly(modelOf(before, record.type), record)) return 'unchanged'
    const health = sharedHealth(record)
    const wanted = compileRecordSet(record, {
      healthCheckUrl: health && (await healthChecks.ensure(health, before.healthCheck, call)),
      backupLocation: region,
    })
    const deletions = before.sets.filter((set) => excludes(set.type, record.type))
    return { before, additions: [wanted], deletions }
  }

  async function carryOut(
    zoneId: string,
    record: RoutedRecord,
    planned: Exclude<Planned, 'unchanged'>,
    call: Call,
  ): Promise<Omit<DnsChange, 'zone'>> {
    const sent = await sendChange<Change>(
      {
        cloud: 'gcp',
        name: 'dns.changes.create',
        call,
        send: (signal) => client.createChange(zoneId, planned, signal),
        sort: sortGcpFailure,
      },
      async () => {
        const now = await held(zoneId, record.name, record.type, call)
        if (isExactly(modelOf(now, record.type), record)) return true
        return JSON.stringify(now.sets) === JSON.stringify(planned.before.sets) ? false : undefined
      },
    )
    if (sent.kind === 'unknown') return { outcome: sent }
    return sent.kind === 'answered'
      ? { outcome: { kind: 'done' }, id: sent.answer.id }
      : { outcome: { kind: 'done' } }
  }

  async function apply(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<DnsChange> {
    refuse(record)
    const zoneId = await zones.idOf(zone, call)
    const resolved = { ...zone, id: zoneId }
    for (let conflicts = 0; ; conflicts += 1) {
      const planned = await plan(zoneId, record, call)
      if (planned === 'unchanged') {
        // After a conflict, "already so" is the work of this apply or of one that wanted the same.
        return { zone: resolved, outcome: { kind: conflicts > 0 ? 'done' : 'unchanged' } }
      }
      try {
        return { zone: resolved, ...(await carryOut(zoneId, record, planned, call)) }
      } catch (error) {
        if (!isConflicted(error) || conflicts === MAX_CONFLICTS) throw error
        await pause(20 + Math.random() * 60 * 2 ** Math.min(conflicts, 4), call)
      }
    }
  }

  async function prepare(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<PreparedRecord> {
    refuse(record)
    const zoneId = await zones.idOf(zone, call)
    const [planned] = await Promise.all([plan(zoneId, record, call), client.load()])
    return {
      async commit(within) {
        if (planned !== 'unchanged') {
          try {
            const change = await carryOut(zoneId, record, planned, within)
            return { zone: { ...zone, id: zoneId }, ...change }
          } catch (error) {
            if (!isConflicted(error)) throw error
          }
        }
        return apply(zone, record, within)
      },
    }
  }

  return {
    zone: zones.find,
    async read(zone, name, call) {
      const zoneId = await zones.idOf(zone, call)
      const found = await held(zoneId, name, undefined, call)
      const model = modelOf(found)
      const others = found.sets.filter((set) => set.type !== model?.record.type).map((set) => set.type)
      if (model === undefined || others.length === 0) return model
      return { ...model, remarks: [...model.remarks, `the name has ${others.join(' and ')} records too`] }
    },
    refusal: gcpRefusal,
    apply,
    prepare,
    async progress(change, call) {
      const zoneId = await zones.idOf(change.zone, call)
      if (change.id !== undefined) {
        const { status } = await rest<Change>({
          name: 'dns.changes.get',
          service: 'dns',
          path: `${zonePath(zoneId)}/changes/${encodeURIComponent(change.id)}`,
          call,
        })
        return status === 'done' ? 'in-sync' : 'pending'
      }
      // A change whose answer was lost has no id here: the zone is in sync when none of its changes is pending.
      const { changes = [] } = await rest<{ changes?: readonly Change[] }>({
        name: 'dns.changes.list',
        service: 'dns',
        path: `${zonePath(zoneId)}/changes`,
        query: { sortBy: 'changeSequence', sortOrder: 'descending' },
        call,
      })
      return changes.some(({ status }) => status === 'pending') ? 'pending' : 'in-sync'
    },
  }
}

/** @throws McloudError UNSUPPORTED */
function refuse(record: RoutedRecord): void {
  const refusal = gcpRefusal(record)
  if (refusal === undefined) return
  throw new McloudError({
    code: 'UNSUPPORTED',
    provider: 'gcp',
    message: `gcp cannot hold ${record.name}: ${refusal.reason}`,
    hint: refusal.url,
  })
}

function isConflicted(error: unknown): boolean {
  return isMcloudError(error) && isConflict(error.cause)
}

function isRouted(set: RecordSet): set is RoutedSet {
  return set.type === 'A' || set.type === 'AAAA' || set.type === 'CNAME'
}

/** The set of the wanted type, or the first in the order A, AAAA, CNAME. */
function chosen(sets: readonly RoutedSet[], type: string | undefined): RoutedSet | undefined {
  if (type !== undefined) return sets.find((set) => set.type === type)
  return [...sets].sort((a, b) => a.type.localeCompare(b.type))[0]
}

/** True when a held set has to go before a set of the wanted type can stand. */
function excludes(held: RoutedRecord['type'], wanted: RoutedRecord['type']): boolean {
  return held === wanted || held === 'CNAME' || wanted === 'CNAME'
}

function isExactly(held: HeldRecord | undefined, wanted: RoutedRecord): boolean {
  return held !== undefined && held.remarks.length === 0 && sameRecord(held.record, wanted)
}
