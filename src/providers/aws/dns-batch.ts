import type { Change, HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { canonicalDnsValue } from '../../config/dns-value.ts'
import type { DesiredSet } from './dns-compile.ts'
import { healthKey } from './dns-compile.ts'
import { canonicalName } from './dns-names.ts'

/** A desired set with the id of its health check in place. */
export interface ReadySet {
  readonly set: ResourceRecordSet
  readonly health?: HealthCheckConfig
}

/** True when the held sets answer exactly as the desired ones would. */
export function isSame(
  held: readonly ResourceRecordSet[],
  desired: readonly DesiredSet[],
  checks: ReadonlyMap<string, HealthCheckConfig>,
): boolean {
  const wanted = desired.map(({ set, health }) => keyOf(set, health)).sort()
  const present = held.map((set) => keyOf(set, configOf(set, checks))).sort()
  return wanted.length === present.length && wanted.every((key, index) => key === present[index])
}

/**
 * The one change batch that turns the held sets into the desired ones; Route 53 applies all of it or nothing.
 * A set whose place in the policy changes is deleted and created instead of upserted, and all deletions come
 * first, so that the batch is valid at every position: two primaries never stand side by side.
 */
export function toChanges(
  held: readonly ResourceRecordSet[],
  desired: readonly ReadySet[],
  checks: ReadonlyMap<string, HealthCheckConfig>,
): Change[] {
  const before = new Map(held.map((set) => [identityOf(set), set]))
  const wanted = new Set(desired.map(({ set }) => identityOf(set)))
  const deletions = held.filter((set) => !wanted.has(identityOf(set)))
  const rest: Change[] = []
  for (const { set, health } of desired) {
    const old = before.get(identityOf(set))
    if (old !== undefined && keyOf(old, configOf(old, checks)) === keyOf(set, health)) continue
    if (old === undefined || placeOf(old) === placeOf(set)) {
      rest.push({ Action: 'UPSERT', ResourceRecordSet: set })
    } else {
      deletions.push(old)
      rest.push({ Action: 'CREATE', ResourceRecordSet: set })
    }
  }
  return [...deletions.map((set): Change => ({ Action: 'DELETE', ResourceRecordSet: set })), ...rest]
}

/** Upserts of everything that is desired: changes nothing where it stands already, and yields a change to watch. */
export function toConfirmation(desired: readonly ReadySet[]): Change[] {
  return desired.map(({ set }) => ({ Action: 'UPSERT', ResourceRecordSet: set }))
}

/** A batch that can be sent twice with the effect of once. */
export function isRepeatable(changes: readonly Change[]): boolean {
  return changes.every((change) => change.Action === 'UPSERT')
}

/** What an upsert finds the set to replace by. */
function identityOf(set: ResourceRecordSet): string {
  return `${set.Type} ${set.SetIdentifier ?? ''}`
}

function configOf(set: ResourceRecordSet, checks: ReadonlyMap<string, HealthCheckConfig>) {
  return set.HealthCheckId === undefined ? undefined : (checks.get(set.HealthCheckId) ?? 'missing')
}

/** Everything that makes answers differ; a health check counts by what it checks, not by its id. */
function keyOf(set: ResourceRecordSet, health: HealthCheckConfig | 'missing' | undefined): string {
  return JSON.stringify([
    canonicalName(set.Name ?? ''),
    set.Type,
    set.SetIdentifier ?? null,
    set.TTL ?? null,
    (set.ResourceRecords ?? []).map((each) => canonicalDnsValue(set.Type ?? '', each.Value ?? '')),
    placeOf(set),
    set.Weight ?? null,
    set.AliasTarget ?? null,
    set.MultiValueAnswer === true,
    set.CidrRoutingConfig ?? null,
    health === undefined || health === 'missing' ? (health ?? null) : healthKey(health),
  ])
}

/** What must be unique among the sets of a name. */
function placeOf(set: ResourceRecordSet): string {
  const { ContinentCode, CountryCode, SubdivisionCode } = set.GeoLocation ?? {}
  return [
    set.SetIdentifier === undefined ? 'simple' : '',
    set.Failover,
    set.Weight === undefined ? '' : 'weighted',
    ContinentCode,
    CountryCode,
    SubdivisionCode,
    set.Region,
    set.GeoProximityLocation && JSON.stringify(set.GeoProximityLocation),
  ].join('|')
}
