import type { Cloud } from '../../config/clouds.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import { bystanderChecks } from './checks/bystander-checks.ts'
import { type Check, fail, listed, named, type Pair, pass } from './checks/check.ts'
import { contentChecks } from './checks/content-checks.ts'
import { liveChecks } from './checks/live-checks.ts'
import { replicationChecks } from './checks/replication-checks.ts'
import { roleChecks } from './checks/role-checks.ts'
import { serverChecks } from './checks/server-checks.ts'
import type { Observation } from './observation.ts'
import type { OpenServers } from './open-servers.ts'
import { followingOf, writersOf } from './topology.ts'

/** What the pre-flight checks of one promotion found. */
export interface CheckReport {
  readonly checks: readonly Check[]
  /** Absent where no promotion can be thought of: then at least one check has failed. */
  readonly pair?: Pair
  /** The target is the primary already. */
  readonly alreadyThere: boolean
}

/**
 * How long failures that pass by themselves are given. PostgreSQL starts a worker that has ended again after
 * `wal_retrieve_retry_interval`, 5 s by default:
 * https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-WAL-RETRIEVE-RETRY-INTERVAL
 */
const PASSING_MS = 8_000
const PASSING_PAUSE_MS = 250

/** Observes; again for some seconds, where nothing speaks against the promotion but a worker that is just starting. */
export async function observeSettled(
  observeOnce: () => Promise<Observation>,
  to: Cloud,
  { clock, progress, call }: { readonly clock: Clock; readonly progress: Progress; readonly call: Call },
): Promise<Observation> {
  const end = Math.min(clock.now() + PASSING_MS, call.deadlineMs)
  let said = false
  for (;;) {
    const observation = await observeOnce()
    const failed = checkObservation(observation, to).checks.filter(({ result }) => result === 'fail')
    const passes = failed.length > 0 && failed.every(({ passing }) => passing === true)
    if (!passes || clock.now() + PASSING_PAUSE_MS > end) return observation
    if (!said) {
      progress.emit({
        kind: 'note',
        text: `Looking again: ${failed.map(({ observed }) => observed).join(' ')}`,
      })
      said = true
    }
    await clock.sleep(PASSING_PAUSE_MS, call.signal)
  }
}

/** All pre-flight checks of promoting the server in `to`; nothing is changed. */
export async function checkFailover(
  observation: Observation,
  to: Cloud,
  servers: OpenServers,
  clock: Clock,
  call: Call,
): Promise<CheckReport> {
  const report = checkObservation(observation, to)
  const { pair } = report
  if (pair === undefined) return report
  const [source, target] = [servers.find(pair.source.cloud), servers.find(to)]
  if (source === undefined || target === undefined) return report
  return {
    ...report,
    checks: [...report.checks, ...(await liveChecks(pair, { source, target }, clock, call))],
  }
}

/** The checks that one observation answers; pure. */
export function checkObservation(observation: Observation, to: Cloud): CheckReport {
  const target = observation.servers.get(to)
  const writers = writersOf(observation)
  if (target === undefined)
    return {
      checks: [
        fail(
          'target-reachable',
          observation.unreachable.get(to)?.message ?? `There is no member in ${to}.`,
          'Check its endpoint and credentials with `mcloud doctor`, or name another cloud.',
        ),
      ],
      alreadyThere: false,
    }
  const one = oneWriter(observation, writers.map(named))
  const source = writers.length === 1 ? writers[0] : undefined
  if (source === undefined) return { checks: [one], alreadyThere: false }
  if (source.cloud === to) return { checks: [one], alreadyThere: true }
  const pair: Pair = { observation, source, target, following: followingOf(observation, target, source) }
  return {
    pair,
    alreadyThere: false,
    checks: [
      one,
      ...serverChecks(pair),
      ...replicationChecks(pair),
      ...contentChecks(pair),
      ...roleChecks(pair),
      ...bystanderChecks(pair),
    ],
  }
}

function oneWriter(observation: Observation, writers: readonly string[]): Check {
  const { unfinished } = observation.coordination
  if (writers.length === 1) return pass('one-writer', `${writers[0]} alone takes the application's writes.`)
  if (writers.length > 1)
    return fail(
      'one-writer',
      `${listed(writers)} all take the application's writes.`,
      'Native logical replication resolves no conflicts: decide which one is right and shut the roles out of the others.',
    )
  const unreachable = [...observation.unreachable.keys()]
  if (unfinished !== undefined)
    return fail(
      'one-writer',
      `No server takes writes: run ${unfinished.id} has fenced and is not over.`,
      `End it with: ${unfinished.endWith}`,
    )
  return fail(
    'one-writer',
    `No server that answers takes writes${unreachable.length > 0 ? `; ${listed(unreachable)} did not answer` : ''}.`,
    'A planned promotion needs the primary. Check it with `mcloud doctor`; where it is lost, docs/failover.md says what can be done.',
  )
}

/** @throws McloudError MULTI_WRITER_REFUSED, PREFLIGHT_FAILED with every failed check */
export function refuseFailed(report: Pick<CheckReport, 'checks'>): void {
  const failed = report.checks.filter(({ result }) => result === 'fail')
  if (failed.length === 0) return
  const isSplit = failed.some(
    ({ name, observed }) => name === 'one-writer' && observed.includes(' all take '),
  )
  throw new McloudError({
    code: isSplit ? 'MULTI_WRITER_REFUSED' : 'PREFLIGHT_FAILED',
    message: `${failed.length} pre-flight ${failed.length === 1 ? 'check' : 'checks'} failed; nothing was changed.`,
    problems: failed.map(({ name, observed, next }) => ({
      at: name,
      message: observed,
      ...(next === undefined ? {} : { expected: next }),
    })),
  })
}
