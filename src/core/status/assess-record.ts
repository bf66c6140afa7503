import type { Cloud } from '../../config/clouds.ts'
import type { Platform, TrafficTarget } from '../../config/platform.ts'
import type { RoutedRecord, Target } from '../../providers/provider.ts'
import { sameRecord } from '../../routing/same-record.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { DnsAnswer } from '../ports.ts'
import { wantedRecord } from '../traffic/wanted-record.ts'
import { type Asked, reasonOf } from './ask.ts'
import type { HeldAnswer, ProviderRecordObservation, RecordObservation } from './observation.ts'
import type {
  DatabaseStatus,
  NameServerStatus,
  ProviderRecordStatus,
  Reason,
  RecordStatus,
  TargetStatus,
} from './status.ts'
import { worst } from './status.ts'

/** Judges one routed record: what the file asks for, what each provider holds, what each name server answers. */
export function assessRecord(
  platform: Platform,
  { record, providers }: RecordObservation,
  databases: readonly DatabaseStatus[],
): RecordStatus {
  const followed = databases.find((database) => database.name === record.follows)
  const { wanted, reason } = candidates(platform, record, followed)
  const checked = record.health === undefined ? [] : record.targets
  const judged = providers.map((provider) => assessProvider(provider, checked, wanted, reason))
  return {
    name: record.name,
    type: record.type,
    policy: record.policy,
    ...(record.follows === undefined ? {} : { follows: record.follows }),
    health: worst(judged.map((provider) => provider.health)),
    wanted:
      reason ??
      (wanted.length === 1 && wanted[0] ? inWords(wanted[0]) : `where ${record.follows} is primary`),
    providers: judged,
  }
}

/**
 * The records that would be right. More than one where the record follows a database whose primary is not known:
 * each server that may be it has one.
 */
function candidates(
  platform: Platform,
  record: RecordObservation['record'],
  followed: DatabaseStatus | undefined,
): { wanted: readonly RoutedRecord[]; reason?: string } {
  const possible: readonly (Cloud | undefined)[] =
    followed === undefined ? [undefined] : possiblePrimaries(followed)
  const wanted: RoutedRecord[] = []
  let reason: string | undefined
  for (const primary of possible)
    try {
      wanted.push(wantedRecord(platform, record, primary))
    } catch (error) {
      reason ??= reasonOf(error) // a server without a target of this record: not where the record leads to
    }
  return wanted.length > 0 || reason === undefined ? { wanted } : { wanted, reason }
}

function possiblePrimaries(database: DatabaseStatus): readonly Cloud[] {
  if (database.writers.length > 0) return database.writers
  const unseen = database.members.filter((member) => member.acceptsWrites === 'unknown')
  return (unseen.length > 0 ? unseen : database.members).map((member) => member.cloud)
}

function assessProvider(
  { provider, held, nameServers, probes }: ProviderRecordObservation,
  checked: readonly TrafficTarget[],
  wanted: readonly RoutedRecord[],
  noModel: string | undefined,
): ProviderRecordStatus {
  const own = assessHeld(held, wanted)
  const servers =
    nameServers.kind === 'answered'
      ? nameServers.value.map(({ server, answer }) => assessServer(server, answer, wanted))
      : []
  const watched = assessProbes(probes, checked)
  const reasons: readonly Reason[] = [
    ...own.reasons,
    ...watched.reasons,
    ...(nameServers.kind === 'unanswered'
      ? [{ health: 'unknown' as const, text: `its name servers are not known: ${nameServers.reason}` }]
      : []),
    ...(noModel === undefined ? [] : [{ health: 'degraded' as const, text: noModel }]),
  ]
  return {
    provider,
    health: worst([...reasons, ...servers].map(({ health }) => health)),
    held: own.words,
    drift: own.drift,
    reasons,
    nameServers: servers,
    targets: watched.targets,
  }
}

/** What the checkers see of each target that the file wants checked. */
function assessProbes(
  asked: ProviderRecordObservation['probes'],
  checked: readonly TrafficTarget[],
): { targets: readonly TargetStatus[]; reasons: readonly Reason[] } {
  if (asked === undefined) return { targets: [], reasons: [] }
  if (asked.kind === 'unanswered') {
    const targets = checked.map(({ cloud, value }) => ({ cloud, value, health: 'unknown' as const }))
    return { targets, reasons: [{ health: 'unknown', text: `its health checks: ${asked.reason}` }] }
  }
  const targets = checked.map((target): TargetStatus => {
    const { cloud, value } = target
    const seen = asked.value.find((each) => sameValue({ cloud, value }, each.value))
    if (seen === undefined) return { cloud, value, health: 'unwatched' }
    const health = seen.health === 'unhealthy' ? 'degraded' : seen.health
    return { cloud, value, health, seen: seen.vendorState, check: seen.check }
  })
  const reasons = targets.flatMap(({ cloud, value, health, seen }): Reason[] =>
    health === 'degraded' || health === 'unknown'
      ? [{ health, text: `its checkers find ${cloud} ${value} ${NOT_WELL[health]} (${seen})` }]
      : [],
  )
  return { targets, reasons }
}

const NOT_WELL = { degraded: 'unhealthy', unknown: 'neither healthy nor unhealthy' } as const

interface JudgedHolding extends Pick<ProviderRecordStatus, 'drift' | 'reasons'> {
  readonly words: string
}

function assessHeld(asked: Asked<HeldAnswer>, wanted: readonly RoutedRecord[]): JudgedHolding {
  if (asked.kind === 'unanswered')
    return { drift: false, words: 'unknown', reasons: [{ health: 'unknown', text: asked.reason }] }
  const { held } = asked.value
  if (held === undefined)
    return { drift: true, words: 'nothing', reasons: [degraded('it does not hold the record')] }
  const drift = wanted.length > 0 && !wanted.some((each) => sameRecord(each, held))
  const { remarks } = asked.value
  return {
    drift,
    words: inWords(held),
    reasons: [...(drift ? [driftOf(wanted[0], held)] : []), ...remarks].map(degraded),
  }
}

function degraded(text: string): Reason {
  return { health: 'degraded', text }
}

/** What differs, the first thing that does. */
function driftOf(wanted: RoutedRecord | undefined, held: RoutedRecord): string {
  if (wanted === undefined) return 'differs'
  if (inWords(wanted) !== inWords(held)) return `holds ${inWords(held)} instead of ${inWords(wanted)}`
  if (wanted.ttlSeconds !== held.ttlSeconds)
    return `TTL ${held.ttlSeconds} s instead of ${wanted.ttlSeconds} s`
  if (wanted.type !== held.type) return `type ${held.type} instead of ${wanted.type}`
  const [mine, theirs] = [healthInWords(wanted), healthInWords(held)]
  return mine === theirs ? 'differs from the platform file' : `health check ${theirs} instead of ${mine}`
}

function assessServer(
  server: string,
  asked: Asked<DnsAnswer>,
  wanted: readonly RoutedRecord[],
): NameServerStatus {
  if (asked.kind === 'unanswered') return { server, health: 'unknown', answers: [], reason: asked.reason }
  const { code, records, authoritative } = asked.value
  const type = wanted[0]?.type
  const answers = records
    .filter((record) => type === undefined || record.type === type)
    .map(({ data }) => data)
  const wrong = (reason: string): NameServerStatus => ({ server, health: 'degraded', answers, reason })
  if (code !== 'NOERROR') return wrong(`answers ${code}`)
  if (answers.length === 0) return wrong('answers nothing')
  const first = wanted[0]
  if (first === undefined) return { server, health: 'healthy', answers }
  const allowed = wanted.flatMap(targetsOf)
  const stranger = answers.find((answer) => !allowed.some((target) => sameValue(target, answer)))
  if (stranger !== undefined) return wrong(`answers ${stranger}, which is no target`)
  const preferred = wanted.flatMap((each) => preferredOf(each) ?? [])
  if (
    preferred.length > 0 &&
    !answers.some((answer) => preferred.some((target) => sameValue(target, answer)))
  )
    return wrong(`answers ${named(allowed, answers)}, not the first choice ${preferred[0]?.cloud ?? ''}`)
  if (!authoritative) return wrong('answers without authority')
  return { server, health: 'healthy', answers }
}

/** The target that must answer while it is healthy; absent where several may. */
function preferredOf(record: RoutedRecord): Target | undefined {
  if (record.routing.policy === 'simple') return record.routing.target
  return record.routing.policy === 'failover' ? record.routing.targets[0] : undefined
}

function sameValue(target: Target, answer: string): boolean {
  const plain = (text: string) => text.replace(/\.$/, '').toLowerCase()
  return plain(target.value) === plain(answer)
}

function named(targets: readonly Target[], answers: readonly string[]): string {
  return answers
    .map((answer) => targets.find((target) => sameValue(target, answer))?.cloud ?? answer)
    .join(', ')
}

/** The health checks of a record, each once. */
function healthInWords(record: RoutedRecord): string {
  const checks = targetsOf(record).map(({ health }) => {
    if (health === undefined) return 'none'
    const { protocol, port, path, intervalSeconds, threshold } = health
    return `${protocol} ${port}${path ?? ''} every ${intervalSeconds} s, ${threshold} failures`
  })
  return [...new Set(checks)].join(' and ')
}

/** A routing in a few words, e.g. `aws 127.0.0.1 > gcp 127.0.0.2`. */
function inWords({ routing }: RoutedRecord): string {
  const target = ({ cloud, value }: Target) => `${cloud} ${value}`
  switch (routing.policy) {
    case 'simple':
      return target(routing.target)
    case 'failover':
      return routing.targets.map(target).join(' > ')
    case 'weighted':
      return routing.targets.map((each) => `${target(each)} ${each.weight}`).join(', ')
    case 'latency':
      return routing.targets.map((each) => `${target(each)} near ${each.region}`).join(', ')
    case 'geolocation':
      return [
        ...routing.rules.map((rule) => `${rule.place} ${target(rule.target)}`),
        `else ${target(routing.fallback)}`,
      ].join(', ')
  }
}
