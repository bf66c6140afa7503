import type { Cloud } from '../../config/clouds.ts'
import type { Platform, Traffic, TrafficRecord } from '../../config/platform.ts'
import type { Call, HeldRecord, RoutedRecord, Unsupported } from '../../providers/provider.ts'
import { sameRecord } from '../../routing/same-record.ts'
import type { ProviderSet } from '../ports.ts'
import type { AskingPorts, ServerAnswer } from './ask-servers.ts'
import { askServer, interrupted, reasonOf } from './ask-servers.ts'
import type { HealthOf } from './judge-answer.ts'
import { recordText } from './record-text.ts'
import { wantedRecord, zoneRefOf } from './wanted-record.ts'
import { dnsOf, dnsProvidersOf, zoneServers } from './zone-servers.ts'

export interface TrafficPorts extends AskingPorts {
  readonly providers: ProviderSet
}

/** The present primary of a database; undefined: it could not be told. */
export type PrimaryOf = (database: string) => Cloud | undefined

export interface ObservedRecord {
  readonly name: string
  readonly policy: TrafficRecord['policy']
  readonly follows?: { readonly database: string; readonly primary?: Cloud }
  /** What every provider should hold; absent where the primary that it follows is not known. */
  readonly wanted?: RoutedRecord
  readonly providers: readonly ObservedAtProvider[]
}

export interface ObservedAtProvider {
  readonly provider: Cloud
  readonly verdict: 'as-wanted' | 'drifted' | 'missing' | 'refused' | 'unknown'
  readonly held?: HeldRecord
  /** Where the provider cannot express what is wanted. */
  readonly refusal?: Unsupported
  /** Everything that is not as it should be, one line each; empty when all is well. */
  readonly differences: readonly string[]
  readonly nameServers: readonly ServerAnswer[]
}

export interface ObserveTrafficInput {
  readonly platform: Platform
  readonly traffic: Traffic
  /** Keys or names of records; absent: all. */
  readonly only?: readonly string[]
  readonly primaryOf: PrimaryOf
  /** What is known of the targets' health, for judging answers of failover records. */
  readonly healthOf?: HealthOf
}

/**
 * Observes every routed record at every provider and at every authoritative name server, all at once; what
 * cannot be observed is `unknown` with its reason and holds nothing else up.
 * @throws McloudError INTERRUPTED only
 */
export async function observeTraffic(
  input: ObserveTrafficInput,
  ports: TrafficPorts,
  call: Call,
): Promise<readonly ObservedRecord[]> {
  const { traffic, only } = input
  const servers = serversOnce(traffic, ports, call)
  const chosen = Object.entries(traffic.records).filter(
    ([key, record]) => only === undefined || only.includes(key) || only.includes(record.name),
  )
  return Promise.all(chosen.map(([, record]) => observeRecord(input, record, ports, servers, call)))
}

type ServersOf = (cloud: Cloud) => Promise<readonly string[]>

async function observeRecord(
  input: ObserveTrafficInput,
  record: TrafficRecord,
  ports: TrafficPorts,
  serversOf: ServersOf,
  call: Call,
): Promise<ObservedRecord> {
  const { platform, traffic, primaryOf } = input
  const primary = record.follows === undefined ? undefined : primaryOf(record.follows)
  const known = record.follows === undefined || primary !== undefined
  const wanted = known ? wantedRecord(platform, record, primary) : undefined
  const providers = await Promise.all(
    dnsProvidersOf(traffic).map((provider) =>
      observeAt({ input, record, wanted, provider, ports, serversOf }, call),
    ),
  )
  return {
    name: record.name,
    policy: record.policy,
    ...(record.follows === undefined
      ? {}
      : { follows: { database: record.follows, ...(primary === undefined ? {} : { primary }) } }),
    ...(wanted === undefined ? {} : { wanted }),
    providers,
  }
}

interface At {
  readonly input: ObserveTrafficInput
  readonly record: TrafficRecord
  readonly wanted: RoutedRecord | undefined
  readonly provider: Cloud
  readonly ports: TrafficPorts
  readonly serversOf: ServersOf
}

async function observeAt(at: At, call: Call): Promise<ObservedAtProvider> {
  const { wanted, provider, record } = at
  const [reading, asking] = await Promise.allSettled([readHeld(at, call), askAll(at, call)])
  if (interrupted(call)) throw reading.status === 'rejected' ? reading.reason : call.signal.reason
  const nameServers = asking.status === 'fulfilled' ? asking.value : []
  const differences = nameServers.flatMap((answer) =>
    answer.kind === 'as-wanted' ? [] : [`${answer.server} ${answer.reason}`],
  )
  if (asking.status === 'rejected') differences.push(`name servers: ${reasonOf(asking.reason)}`)
  if (reading.status === 'rejected') {
    return {
      provider,
      verdict: 'unknown',
      differences: [reasonOf(reading.reason), ...differences],
      nameServers,
    }
  }
  const { held, refusal } = reading.value
  const found = { provider, nameServers, ...(held === undefined ? {} : { held }) }
  if (refusal !== undefined) {
    const text = `${provider} cannot express the record: ${refusal.reason}`
    return { ...found, verdict: 'refused', refusal, differences: [text, ...differences] }
  }
  if (wanted === undefined) {
    const text = `the present primary of ${record.follows} is not known`
    return { ...found, verdict: 'unknown', differences: [text, ...differences] }
  }
  if (held === undefined)
    return { ...found, verdict: 'missing', differences: ['there is no record', ...differences] }
  const drift = [
    ...(sameRecord(held.record, wanted) ? [] : [`holds ${recordText(held.record)}`]),
    ...held.remarks,
  ]
  const all = [...drift, ...differences]
  const answered = nameServers.some((answer) => answer.kind === 'wrong' || answer.kind === 'fallback')
  const silent = asking.status === 'rejected' || nameServers.some((answer) => answer.kind === 'silent')
  const verdict = drift.length > 0 || answered ? 'drifted' : silent ? 'unknown' : 'as-wanted'
  return { ...found, verdict, differences: all }
}

async function readHeld({ input, record, wanted, provider, ports }: At, call: Call) {
  const dns = await dnsOf(ports.providers, provider)
  const held = await dns.read(zoneRefOf(input.traffic, provider), record.name, call)
  return { held, refusal: wanted === undefined ? undefined : dns.refusal(wanted) }
}

/** Asks for the wanted record; where it is not known, for the record's values in the file's order. */
async function askAll({ input, record, wanted, provider, ports, serversOf }: At, call: Call) {
  const asked = wanted ?? anyTarget(input.platform, record)
  const servers = await serversOf(provider)
  return Promise.all(servers.map((server) => askServer(ports, server, asked, call, input.healthOf)))
}

/** A record whose every target is a right answer, for names whose first target is not known. */
function anyTarget(platform: Platform, record: TrafficRecord): RoutedRecord {
  const weighted = record.policy === 'simple' || record.policy === 'failover'
  return wantedRecord(platform, weighted ? { ...record, policy: 'weighted' } : record, undefined)
}

/** The name servers of each provider, looked up once for all records. */
function serversOnce(traffic: Traffic, ports: TrafficPorts, call: Call): ServersOf {
  const found = new Map<Cloud, Promise<readonly string[]>>()
  return (cloud) => {
    const servers = found.get(cloud) ?? zoneServers(traffic, cloud, ports.providers, call)
    found.set(cloud, servers)
    return servers
  }
}
