import type { Cloud } from '../../config/clouds.ts'
import type { Call, DnsChange, Outcome } from '../../providers/provider.ts'
import type { ServerAnswer } from './ask-servers.ts'
import { askServer, interrupted, reasonOf } from './ask-servers.ts'
import type { TrafficPorts } from './observe-traffic.ts'
import { poll } from './poll.ts'
import type { PreparedChange, PreparedRepoint } from './prepare-repoint.ts'

export interface Repointed {
  /** `partial`: some changes are everywhere, some are not; running it again does what is left. */
  readonly kind: 'done' | 'unchanged' | 'partial' | 'pending' | 'unknown' | 'failed'
  readonly changes: readonly RepointedChange[]
}

/** What became of one record at one DNS provider. */
export interface RepointedChange {
  readonly provider: Cloud
  readonly name: string
  readonly outcome: Outcome['kind'] | 'refused' | 'failed'
  /** As the provider names the request that changed it. */
  readonly requestId?: string
  /** What the provider says of its own name servers. */
  readonly sync: 'in-sync' | 'pending' | 'unknown'
  /** The last answer of each name server. */
  readonly answers: readonly ServerAnswer[]
  /** True when the provider is in sync and each of its name servers answers the new target. */
  readonly everywhere: boolean
  /** Why it is not, one line each. */
  readonly reasons: readonly string[]
  /** From sending the change until it was everywhere or given up, in milliseconds. */
  readonly elapsedMs: number
}

// Quick at first, because this is inside the write pause; slow enough later for the account's request rate.
const SYNC_PACE = { firstMs: 15, longestMs: 2_000 }
const ANSWER_PACE = { firstMs: 10, longestMs: 250 }
/** A name server that still answers a later target of a failover so long after the change has its own view of health. */
const FALLBACK_GRACE_MS = 3_000

/**
 * Sends every prepared change at once, then waits until each provider is in sync and each of its name servers
 * answers the new target, or until the call's time is up. A change that fails does not hold up the others.
 * @throws McloudError INTERRUPTED only
 */
export async function commitRepoint(
  prepared: PreparedRepoint,
  ports: TrafficPorts,
  call: Call,
): Promise<Repointed> {
  const changes = await Promise.all(prepared.changes.map((change) => commitChange(change, ports, call)))
  return { kind: kindOf(changes), changes }
}

async function commitChange(
  change: PreparedChange,
  ports: TrafficPorts,
  call: Call,
): Promise<RepointedChange> {
  const startedMs = ports.clock.now()
  const base = { provider: change.provider, name: change.record.name }
  const ended = (
    rest: Pick<RepointedChange, 'outcome' | 'requestId' | 'sync' | 'answers' | 'reasons'>,
  ): RepointedChange => ({
    ...base,
    ...rest,
    everywhere: rest.reasons.length === 0,
    elapsedMs: ports.clock.now() - startedMs,
  })
  if (change.kind !== 'ready') {
    return ended({ outcome: change.kind, sync: 'unknown', answers: [], reasons: [change.reason] })
  }
  let sent: DnsChange
  try {
    sent = await change.commit(call)
  } catch (error) {
    if (interrupted(call)) throw error
    return ended({ outcome: 'failed', sync: 'unknown', answers: [], reasons: [reasonOf(error)] })
  }
  // Both at once: most name servers have the change before the provider says that all of them do.
  let syncedAtMs = Number.POSITIVE_INFINITY
  const syncing = untilInSync(change, sent, ports, call).then((state) => {
    if (state.state === 'in-sync') syncedAtMs = ports.clock.now()
    return state
  })
  const isEnough = (answer: ServerAnswer) =>
    answer.kind === 'as-wanted' ||
    (answer.kind === 'fallback' && ports.clock.now() - syncedAtMs > FALLBACK_GRACE_MS)
  const [sync, answers] = await Promise.all([
    syncing,
    Promise.all(
      change.servers.map((server) =>
        poll(() => askServer(ports, server, change.record, call), isEnough, ANSWER_PACE, ports.clock, call),
      ),
    ),
  ])
  const reasons = [
    ...(sent.outcome.kind === 'unknown' ? [sent.outcome.reason] : []),
    ...(sync.state === 'in-sync' ? [] : [sync.reason]),
    ...answers.flatMap((answer) =>
      answer.kind === 'as-wanted' ? [] : [`${answer.server} ${answer.reason}`],
    ),
  ]
  const { kind: outcome, requestId } = sent.outcome
  return ended({
    outcome,
    ...(requestId === undefined ? {} : { requestId }),
    sync: sync.state,
    answers,
    reasons,
  })
}

type Sync = { readonly state: 'in-sync' } | { readonly state: 'pending' | 'unknown'; readonly reason: string }

async function untilInSync(
  { provider, dns }: Extract<PreparedChange, { kind: 'ready' }>,
  sent: DnsChange,
  { clock }: TrafficPorts,
  call: Call,
): Promise<Sync> {
  try {
    const state = await poll(
      () => dns.progress(sent, call),
      (seen) => seen === 'in-sync',
      SYNC_PACE,
      clock,
      call,
    )
    if (state === 'in-sync') return { state }
    return { state, reason: `${provider} has not brought the change to all its name servers yet` }
  } catch (error) {
    if (interrupted(call)) throw error
    return { state: 'unknown', reason: reasonOf(error) }
  }
}

function kindOf(changes: readonly RepointedChange[]): Repointed['kind'] {
  if (changes.every((change) => change.everywhere)) {
    return changes.every((change) => change.outcome === 'unchanged') ? 'unchanged' : 'done'
  }
  if (changes.some((change) => change.everywhere)) return 'partial'
  if (changes.some((change) => change.outcome === 'unknown')) return 'unknown'
  const sent = changes.filter((change) => change.outcome !== 'failed' && change.outcome !== 'refused')
  return sent.length === 0 ? 'failed' : sent.length === changes.length ? 'pending' : 'partial'
}
