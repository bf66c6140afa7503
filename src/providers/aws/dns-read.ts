import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { canonicalDnsValue, withoutFinalDot } from '../../config/dns-value.ts'
import type { GeoRule, HealthCheck, HeldRecord, RoutedRecord, Routing, Target } from '../provider.ts'
import type { TargetOwner } from '../routing/target-owner.ts'
import { cloudOfLabel } from '../routing/target-owner.ts'

export interface HeldSets {
  readonly name: string
  readonly type: RoutedRecord['type']
  /** The record sets of one name and type; at least one. */
  readonly sets: readonly ResourceRecordSet[]
  /** By health check id. */
  readonly checks: ReadonlyMap<string, HealthCheckConfig>
}

/** Reads the record sets of one name and type back into the routing model. */
export function readRecord(held: HeldSets, owner: TargetOwner): HeldRecord {
  const remarks: string[] = []
  const items = held.sets.map((set) => ({ set, target: readTarget(held, set, owner, remarks) }))
  const ttls = [...new Set(held.sets.map((set) => set.TTL ?? 0))]
  if (ttls.length > 1) remarks.push(`the record sets have different TTLs (${ttls.join(', ')} s)`)
  return {
    record: {
      name: held.name,
      type: held.type,
      ttlSeconds: Math.min(...ttls),
      routing: readRouting(items, remarks),
    },
    remarks,
  }
}

interface Item {
  readonly set: ResourceRecordSet
  readonly target: Target
}

function readRouting(items: readonly Item[], remarks: string[]): Routing {
  const [first] = items as readonly [Item, ...Item[]]
  if (first.set.SetIdentifier === undefined) return { policy: 'simple', target: first.target }
  if (first.set.Failover !== undefined) {
    const ordered = [...items].sort((a, b) => tier(a) - tier(b))
    return { policy: 'failover', targets: ordered.map((item) => item.target) }
  }
  if (first.set.Region !== undefined) {
    const targets = items.map(({ set, target }) => ({ ...target, region: set.Region ?? '' }))
    return { policy: 'latency', targets }
  }
  if (first.set.GeoLocation !== undefined) return readGeolocation(items, remarks)
  if (first.set.Weight === undefined) remarks.push(`the policy of ${labels(items)} is not one of mcloud's`)
  const targets = items.map(({ set, target }) => ({ ...target, weight: set.Weight ?? 1 }))
  return { policy: 'weighted', targets }
}

function tier({ set }: Item): number {
  return set.Failover === 'PRIMARY' ? 0 : 1
}

function readGeolocation(items: readonly Item[], remarks: string[]): Routing {
  const rules: GeoRule[] = []
  let fallback: Target | undefined
  for (const { set, target } of items) {
    const { ContinentCode, CountryCode, SubdivisionCode } = set.GeoLocation ?? {}
    if (CountryCode === '*') fallback = target
    else if (SubdivisionCode !== undefined) {
      remarks.push(`${set.SetIdentifier} is for the subdivision ${CountryCode}-${SubdivisionCode} only`)
    } else rules.push({ place: ContinentCode ?? `country:${CountryCode}`, target })
  }
  if (fallback === undefined) remarks.push('there is no default: clients from other places get no answer')
  return { policy: 'geolocation', rules, fallback: fallback ?? (items[0] as Item).target }
}

function labels(items: readonly Item[]): string {
  return items.map((item) => item.set.SetIdentifier).join(', ')
}

function readTarget(held: HeldSets, set: ResourceRecordSet, owner: TargetOwner, remarks: string[]): Target {
  const what = set.SetIdentifier === undefined ? 'the record' : set.SetIdentifier
  const [first, ...others] = set.ResourceRecords ?? []
  if (others.length > 0) remarks.push(`${what} answers with ${others.length + 1} values`)
  if (set.AliasTarget !== undefined)
    remarks.push(`${what} is an alias of ${withoutFinalDot(set.AliasTarget.DNSName ?? '')}`)
  if (set.CidrRoutingConfig !== undefined) remarks.push(`${what} is chosen by CIDR blocks`)
  if (set.GeoProximityLocation !== undefined) remarks.push(`${what} is chosen by proximity`)
  if (set.MultiValueAnswer === true) remarks.push(`${what} is a multivalue answer`)
  const value = canonicalDnsValue(held.type, first?.Value ?? set.AliasTarget?.DNSName ?? '')
  const cloud = owner(held.name, value) ?? cloudOfLabel(set.SetIdentifier ?? '')
  if (cloud === undefined) remarks.push(`${value} is no target of the platform file; it is shown under aws`)
  const health = readHealth(held, set, value, what, remarks)
  return { cloud: cloud ?? 'aws', value, ...(health === undefined ? {} : { health }) }
}

function readHealth(
  held: HeldSets,
  set: ResourceRecordSet,
  value: string,
  what: string,
  remarks: string[],
): HealthCheck | undefined {
  if (set.HealthCheckId === undefined) return undefined
  const config = held.checks.get(set.HealthCheckId)
  const odd = (text: string) => {
    remarks.push(`the health check ${set.HealthCheckId} of ${what} ${text}`)
    return undefined
  }
  if (config === undefined) return odd('does not exist')
  const protocol = ({ HTTP: 'http', HTTPS: 'https', TCP: 'tcp' } as const)[config.Type as string]
  if (protocol === undefined) return odd(`is of type ${config.Type}`)
  if (config.Inverted === true) return odd('is inverted')
  if (config.Disabled === true) return odd('is disabled')
  const checked = canonicalDnsValue(held.type, config.IPAddress ?? config.FullyQualifiedDomainName ?? '')
  if (checked !== value) return odd(`checks ${checked}`)
  if (config.IPAddress !== undefined && config.FullyQualifiedDomainName !== undefined) {
    remarks.push(`the health check of ${what} sends the host name ${config.FullyQualifiedDomainName}`)
  }
  return {
    protocol,
    port: config.Port ?? (protocol === 'https' ? 443 : 80),
    ...(protocol === 'tcp' ? {} : { path: config.ResourcePath ?? '/' }),
    intervalSeconds: config.RequestInterval ?? 30,
    threshold: config.FailureThreshold ?? 3,
  }
}
