import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Dns, DnsChange, HeldRecord, PreparedRecord, RoutedRecord, ZoneRef } from '../provider.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import type { ReadySet } from './dns-batch.ts'
import { isRepeatable, isSame, toChanges, toConfirmation } from './dns-batch.ts'
import type { DesiredSet } from './dns-compile.ts'
import { compileRecord } from './dns-compile.ts'
import { withHealthChecks } from './dns-health-checks.ts'
import { readRecord } from './dns-read.ts'
import { route53Refusal } from './dns-refusal.ts'
import { makeZoneFinder } from './dns-zone.ts'
import type { HeldCheck } from './route-53.ts'
import { makeRoute53, vendorCode } from './route-53.ts'
import type { AwsSession } from './session.ts'
import { shareListing } from './shared-listing.ts'

const ADDRESS_TYPES = ['A', 'AAAA', 'CNAME'] as const
/** How often a change is planned anew because the record sets moved under it. */
const REPLANS = 3

/** What Route 53 holds for one name and type, and for names that cannot stand beside it. */
interface Held {
  readonly sets: readonly ResourceRecordSet[]
  readonly checks: readonly HeldCheck[]
  readonly configs: ReadonlyMap<string, HealthCheckConfig>
}

interface Planned {
  readonly zoneId: string
  readonly zone: ZoneRef
  readonly record: RoutedRecord
  readonly desired: readonly ReadySet[]
  readonly changes: ReturnType<typeof toChanges>
}

/** DNS by Route 53: one hosted zone, record sets with routing policies, and health checks. */
export async function makeRoute53Dns(
  session: AwsSession,
  owner: TargetOwner,
): Promise<Omit<Dns, 'refusal'> & Required<Pick<Dns, 'prepare'>>> {
  const route53 = await makeRoute53(session)
  const zones = makeZoneFinder(route53)
  const listChecks = shareListing(route53)

  async function hold(zoneId: string, name: string, withChecks: boolean, call: Call): Promise<Held> {
    const early = withChecks ? listChecks(call) : undefined
    early?.catch(() => undefined)
    const sets = await route53.recordSets(zoneId, name, call)
    const needed = sets.some((set) => set.HealthCheckId !== undefined)
    const checks = (await (early ?? (needed ? listChecks(call) : undefined))) ?? []
    return { sets, checks, configs: new Map(checks.map((check) => [check.id, check.config])) }
  }

  async function holdFor(zoneId: string, record: RoutedRecord, desired: readonly DesiredSet[], call: Call) {
    const health = desired.some((each) => each.health !== undefined)
    const held = await hold(zoneId, record.name, health, call)
    return { ...held, sets: held.sets.filter((set) => excludes(record.type, set.Type)) }
  }

  async function plan(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<Planned> {
    const refused = route53Refusal(record)
    if (refused !== undefined) throw unsupported(record, refused)
    const zoneId = await zones.idOf(zone, call)
    const desired = compileRecord(record)
    const held = await holdFor(zoneId, record, desired, call)
    const base = { zoneId, zone, record }
    if (isSame(held.sets, desired, held.configs)) return { ...base, desired, changes: [] }
    const idsOfRecord = new Set(held.sets.flatMap((set) => set.HealthCheckId ?? []))
    const ready = await withHealthChecks(route53, desired, { checks: held.checks, idsOfRecord }, call)
    return { ...base, desired: ready, changes: toChanges(held.sets, ready, held.configs) }
  }

  async function commit(planned: Planned, call: Call): Promise<DnsChange> {
    const { zone, zoneId, record, desired, changes } = planned
    const submit = (batch: typeof changes) =>
      route53.change(zoneId, batch, call, {
        repeatable: isRepeatable(batch),
        async readBack() {
          const held = await holdFor(zoneId, record, desired, call)
          return isSame(held.sets, desired, held.configs)
        },
      })
    const first = await submit(changes)
    // The change is there, but its id was lost with the answer: an equal one yields an id to watch.
    const sent = first.kind === 'applied' ? await submit(toConfirmation(desired)) : first
    if (sent.kind === 'applied') return { outcome: { kind: 'done' }, zone }
    if (sent.kind === 'unknown') return { outcome: sent, zone }
    const { id, status, requestId } = sent.answer
    const trace = requestId === undefined ? {} : { requestId }
    const outcome =
      status === 'INSYNC'
        ? ({ kind: 'done', ...trace } as const)
        : ({ kind: 'pending', handle: id, ...trace } as const)
    return { outcome, id, zone }
  }

  async function apply(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<DnsChange> {
    for (let replans = 0; ; replans += 1) {
      const planned = await plan(zone, record, call)
      if (planned.changes.length === 0) return { outcome: { kind: 'unchanged' }, zone }
      try {
        return await commit(planned, call)
      } catch (error) {
        if (vendorCode(error) !== 'InvalidChangeBatch' || replans === REPLANS) throw error
      }
    }
  }

  return {
    zone: zones.find,

    async read(zone, name, call): Promise<HeldRecord | undefined> {
      const zoneId = await zones.idOf(zone, call)
      const held = await hold(zoneId, name, false, call)
      const present = ADDRESS_TYPES.filter((type) => held.sets.some((set) => set.Type === type))
      const [type, ...others] = present
      if (type === undefined) return undefined
      const sets = held.sets.filter((set) => set.Type === type)
      const { record, remarks } = readRecord({ name, type, sets, checks: held.configs }, owner)
      return {
        record,
        remarks: [...remarks, ...others.map((other) => `there is a record of type ${other} too`)],
      }
    },

    apply,

    async prepare(zone, record, call): Promise<PreparedRecord> {
      const planned = await plan(zone, record, call)
      return {
        async commit(commitCall) {
          if (planned.changes.length === 0) return apply(zone, record, commitCall)
          try {
            return await commit(planned, commitCall)
          } catch (error) {
            if (vendorCode(error) === 'InvalidChangeBatch') return apply(zone, record, commitCall)
            throw error
          }
        },
      }
    },

    async progress(change, call) {
      if (change.id === undefined) {
        if (change.outcome.kind !== 'unknown') return 'in-sync'
        throw new McloudError({ code: 'OUTCOME_UNKNOWN', provider: 'aws', message: change.outcome.reason })
      }
      return (await route53.changeStatus(change.id, call)) === 'INSYNC' ? 'in-sync' : 'pending'
    },
  }
}

/** A CNAME excludes all other types at its name; addresses of the two families stand side by side. */
function excludes(type: RoutedRecord['type'], other: string | undefined): boolean {
  if (type === other) return true
  return type === 'CNAME' ? other === 'A' || other === 'AAAA' : other === 'CNAME'
}

function unsupported(record: RoutedRecord, refused: { reason: string; url: string }): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    provider: 'aws',
    message: `aws: ${record.name} (${record.routing.policy}): ${refused.reason}`,
    hint: `See ${refused.url}`,
  })
}
