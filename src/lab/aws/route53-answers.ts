import type { LabHost, LabResponse } from '../cloud.ts'
import { chooseByWeight } from '../wire/choose.ts'
import { bare, type DnsZoneView, recordData } from '../wire/dns-answer.ts'
import { distanceKm, type Place, placeOf } from '../wire/geography.ts'
import { visibleRecords } from '../wire/records-timeline.ts'
import { dnsName } from './record-order.ts'
import { isHealthy } from './route53-health-checks.ts'
import type { AwsState, GeoLocation, HostedZone, RecordSet } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'

const longestAliasChain = 8

/** The zones as the name servers have them now, routing policies and health applied for each client. */
export function route53Views(state: AwsState, host: LabHost): DnsZoneView[] {
  return state.hostedZones.map((zone) => {
    const records = visibleRecords(zone.timeline, host.now())
    return {
      apex: dnsName(zone.Name),
      names: new Set(records.map((record) => dnsName(record.Name))),
      lookup: (name, type, client) =>
        routed({ state, host, records, place: placeOf(client) }, name, type).flatMap(({ ttl, values }) =>
          values.map((value) => ({ ttl, data: recordData(type, value) })),
        ),
    }
  })
}

interface Situation {
  readonly state: AwsState
  readonly host: LabHost
  readonly records: readonly RecordSet[]
  readonly place: Place
}

interface Values {
  readonly ttl: number
  readonly values: readonly string[]
}

function routed(situation: Situation, name: string, type: string, depth = 0): Values[] {
  const group = situation.records.filter((record) => record.Type === type && dnsName(record.Name) === name)
  return choose(situation, group).flatMap((record) => {
    const alias = record.AliasTarget
    if (alias !== undefined)
      return depth < longestAliasChain ? routed(situation, dnsName(alias.DNSName), type, depth + 1) : []
    return [
      {
        ttl: record.TTL ?? 0,
        values: (record.ResourceRecords?.ResourceRecord ?? []).map((entry) => entry.Value),
      },
    ]
  })
}

/**
 * The records of one name and type that this client gets.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
function choose(situation: Situation, group: readonly RecordSet[]): readonly RecordSet[] {
  const first = group[0]
  if (first === undefined || first.SetIdentifier === undefined) return group.slice(0, 1)
  const healthy = (record: RecordSet) => recordHealthy(situation, record)
  if (first.Weight !== undefined) return some(chooseWeighted(situation, group, healthy))
  if (first.Failover !== undefined) {
    const primary = group.find((record) => record.Failover === 'PRIMARY')
    const secondary = group.find((record) => record.Failover === 'SECONDARY')
    if (primary !== undefined && healthy(primary)) return [primary]
    return some(secondary !== undefined && healthy(secondary) ? secondary : (primary ?? secondary))
  }
  if (first.GeoLocation !== undefined) {
    const matching = group
      .map((record) => ({ record, rank: geoRank(record.GeoLocation ?? {}, situation.place) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .map(({ record }) => record)
    return some(matching.find(healthy) ?? matching[0])
  }
  if (first.Region !== undefined) {
    const near = group.toSorted(
      (a, b) => distanceKm(situation.place, a.Region ?? '') - distanceKm(situation.place, b.Region ?? ''),
    )
    return some(near.find(healthy) ?? near[0])
  }
  const answering = group.filter(healthy)
  return shuffled(situation.host, answering.length > 0 ? answering : group).slice(0, 8)
}

function some<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}

/** Healthy records with weight, else healthy ones of weight 0, else all as if they were healthy. */
function chooseWeighted(
  situation: Situation,
  group: readonly RecordSet[],
  healthy: (record: RecordSet) => boolean,
): RecordSet | undefined {
  const alive = group.filter(healthy)
  const pool = alive.length > 0 ? alive : group
  return (
    chooseByWeight(situation.host, pool, (record) => record.Weight ?? 0) ??
    chooseByWeight(situation.host, pool, () => 1)
  )
}

function recordHealthy(situation: Situation, record: RecordSet, depth = 0): boolean {
  if (!isHealthy(situation.state, situation.host, record.HealthCheckId)) return false
  const alias = record.AliasTarget
  if (alias === undefined || !alias.EvaluateTargetHealth || depth >= longestAliasChain) return true
  return situation.records.some(
    (target) =>
      target.Name === alias.DNSName &&
      target.Type === record.Type &&
      recordHealthy(situation, target, depth + 1),
  )
}

function geoRank(geo: GeoLocation, place: Place): number {
  if (geo.CountryCode === '*') return 1
  if (geo.ContinentCode !== undefined) return geo.ContinentCode === place.continent ? 2 : 0
  if (geo.CountryCode !== place.country) return 0
  if (geo.SubdivisionCode === undefined) return 3
  return geo.SubdivisionCode === place.subdivision ? 4 : 0
}

function shuffled<T>(host: LabHost, items: readonly T[]): T[] {
  const rest = [...items]
  const out: T[] = []
  while (rest.length > 0) {
    const item = chooseByWeight(host, rest, () => 1) as T
    out.push(...rest.splice(rest.indexOf(item), 1))
  }
  return out
}

/** TestDNSAnswer: what a name server answers a resolver, without asking one. */
export function testDnsAnswer(
  state: AwsState,
  host: LabHost,
  zone: HostedZone,
  query: URLSearchParams,
): LabResponse {
  const name = query.get('recordname')
  const type = query.get('recordtype')
  if (name === null || type === null)
    throw new AwsFault(400, 'InvalidInput', 'A record name and a record type must be given.')
  const records = visibleRecords(zone.timeline, host.now())
  const client = query.get('edns0clientsubnetip') ?? query.get('resolverip') ?? '127.0.0.1'
  const wanted = bare(name)
  const values = routed({ state, host, records, place: placeOf(client) }, wanted, type).flatMap(
    (found) => found.values,
  )
  const known = records.some((record) => dnsName(record.Name) === wanted)
  return awsAnswer(host, 'route53', 'TestDNSAnswerResponse', {
    Nameserver: zone.nameServers[0],
    RecordName: name,
    RecordType: type,
    RecordData: { RecordDataEntry: values },
    ResponseCode: known ? 'NOERROR' : 'NXDOMAIN',
    Protocol: 'UDP',
  })
}
