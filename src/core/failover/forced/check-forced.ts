import type { Cloud } from '../../../config/clouds.ts'
import type { ServerFacts } from '../../databases/facts.ts'
import { type Check, expectNone, fail, listed, named, pass, warn } from '../checks/check.ts'
import { readOnlyDefault } from '../checks/role-checks.ts'
import { rejoinWith } from '../debts.ts'
import type { Observation } from '../observation.ts'
import { writersOf } from '../topology.ts'
import { estimateLoss, lossText, seconds } from './estimate-loss.ts'
import type { ForcedEvidence } from './forced-evidence.ts'
import type { Accepted } from './forced-promotion.ts'
import { forcedSequences } from './forced-sequences.ts'

/** The pre-flight checks of a forced promotion; pure. What only a living primary could tell is not asked for. */
export function checkForced(
  observation: Observation,
  to: Cloud,
  evidence: ForcedEvidence,
  accepted: Accepted,
): Check[] {
  const target = observation.servers.get(to)
  if (target === undefined)
    return [
      fail(
        'target-reachable',
        observation.unreachable.get(to)?.message ?? `There is no member in ${to}.`,
        'Check its endpoint and credentials with `mcloud doctor`, or name another cloud.',
      ),
    ]
  if (target.state.acceptsApplicationWrites)
    return [
      fail(
        'target',
        `${named(target)} takes the application's writes: it is the primary already.`,
        'There is nothing to promote.',
      ),
    ]
  const { from } = evidence
  if (from === undefined)
    return [
      fail(
        'source',
        `Nothing tells which primary ${named(target)} followed.`,
        'See with `mcloud status` who follows whom; a server that never was a replica cannot be promoted.',
      ),
    ]
  return [
    ...sourceChecks(observation, from, evidence, accepted),
    ...coordinationChecks(observation, from, accepted),
    ...targetChecks(target, evidence),
    ...lossChecks(from, evidence, accepted),
    ...replicaChecks(observation, to, from, evidence),
  ]
}

function sourceChecks(
  observation: Observation,
  from: Cloud,
  { control }: ForcedEvidence,
  accepted: Accepted,
): Check[] {
  const member = observation.database.members[from]
  const instance = `${member?.instance ?? from} (${from})`
  const writers = writersOf(observation).map(named)
  return [
    observation.servers.has(from)
      ? fail(
          'source-silent',
          `${instance} answers.`,
          'Promote without --forced: nothing is lost then. Where that is refused because replication is broken, stop the server in its cloud first.',
        )
      : pass(
          'source-silent',
          observation.unreachable.get(from)?.message ?? `${instance} was not asked again.`,
        ),
    expectNone('one-writer', writers, {
      none: "No server that answers takes the application's writes.",
      some: "Takes the application's writes already",
      next: 'There is a primary: see `mcloud status`.',
    }),
    control.kind === 'seen'
      ? pass('source-fence', `${control.words}; it will be stopped there, and that read back.`)
      : accepted.unfencedSource === undefined
        ? fail(
            'source-fence',
            `Its control plane cannot shut it off: ${control.reason}. Nothing would prove that ${instance} takes no writes.`,
            'Shut it off by other means and repeat, or take the risk of two writers with --accept-unfenced-source=REASON.',
          )
        : warn(
            'source-fence',
            `Its control plane cannot shut it off: ${control.reason}. NOTHING WILL PROVE that ${instance} takes no writes.`,
            `Accepted: ${accepted.unfencedSource}`,
          ),
  ]
}

function coordinationChecks(observation: Observation, from: Cloud, accepted: Accepted): Check[] {
  const { cloud, describe, epoch, unfinished } = observation.coordination
  const newer = [...observation.servers.values()].filter(
    ({ state }) => state.fence !== undefined && state.fence.epoch > epoch + 1,
  )
  return [
    expectNone(
      'epoch',
      newer.map((facts) => `${named(facts)} at ${facts.state.fence?.epoch}`),
      {
        none: `${describe} is at epoch ${epoch}.`,
        some: `${describe} is at ${epoch}, and servers have seen later epochs`,
        next: 'The coordination store is older than the servers: name the right one, or restore it.',
      },
    ),
    unfinished === undefined
      ? pass('no-other-run', `No run is unfinished in ${describe}.`)
      : fail('no-other-run', `Run ${unfinished.id} is not over.`, `End it with: ${unfinished.endWith}`),
    cloud !== from
      ? pass('store-outside', `${describe} is not in ${from}.`)
      : accepted.storeInCloud === undefined
        ? fail(
            'store-outside',
            `${describe} is inside ${from}, the cloud that fails: another run could be decided there unseen.`,
            'Name a coordination store in a third place, or take the risk with --accept-store-in-cloud=REASON.',
          )
        : warn('store-outside', `${describe} is inside ${from}.`, `Accepted: ${accepted.storeInCloud}`),
  ]
}

function targetChecks(target: ServerFacts, { forward, from }: ForcedEvidence): Check[] {
  const missing = target.writers.filter(({ exists }) => !exists).map(({ name }) => name)
  const covered = new Set(forward?.tables.map(({ table }) => table))
  const left = target.tables
    .map(({ schema, name, ancestors }) => [`${schema}.${name}`, ...ancestors])
    .filter((names) => !names.some((name) => covered.has(name)))
    .map(([name]) => name as string)
  return [
    forward === undefined
      ? fail(
          'subscription',
          `${named(target)} has no subscription that led to ${from}.`,
          'Promote a replica of it.',
        )
      : expectNone(
          'subscription',
          forward.tables
            .filter(({ state }) => state !== 'r')
            .map(({ table, state }) => `${table} (${state})`),
          {
            none: `${forward.name} on ${named(target)} had copied all of its ${forward.tables.length} tables.`,
            some: 'Not completely copied when the primary was lost',
            next: 'Promote another replica, or restore these tables from a backup.',
          },
        ),
    target.writers.length === 0
      ? fail(
          'writers',
          'No writing role is named.',
          'Name the application roles under `writers` in the platform file.',
        )
      : expectNone('writers', missing, {
          none: `${listed(target.writers.map(({ name }) => name))}: there.`,
          some: `Named as writers and not there on ${named(target)}`,
          next: 'Create the role there.',
        }),
    readOnlyDefault(undefined, target),
    left.length === 0
      ? pass('covered', 'Every table was replicated.')
      : warn('covered', `Never replicated: ${listed(left)}.`, 'Their contents have to come from a backup.'),
  ]
}

function lossChecks(from: Cloud, evidence: ForcedEvidence, accepted: Accepted): Check[] {
  const { beat, sequences, control } = evidence
  const estimate = estimateLoss(beat, undefined)
  const text = lossText(estimate, from)
  const found = forcedSequences(sequences, beat, beat?.ageMs ?? 0)
  const known = accepted.unknownLoss !== undefined
  const unknowable = (name: string, observed: string) =>
    known
      ? warn(name, observed, `Accepted: ${accepted.unknownLoss}`)
      : fail(
          name,
          observed,
          'Take it upon yourself with --accept-unknown-loss=REASON. `mcloud failover beat` keeps such evidence.',
        )
  return [
    beat === undefined
      ? unknowable('loss', text)
      : beat.ageMs <= accepted.lossMs
        ? pass('loss', `${text} Accepted are ${seconds(accepted.lossMs)}.`)
        : fail(
            'loss',
            `${text} Accepted are ${seconds(accepted.lossMs)}.`,
            `Wait for the primary, or accept more: --accept-loss ${Math.ceil(beat.ageMs / 1000) + 30}s.${control.kind === 'seen' && control.stopped ? ' It counts the time since the primary stopped, too.' : ''}`,
          ),
    beat?.access === undefined
      ? unknowable('access', `No heartbeat of ${from} tells what the application may write there.`)
      : pass('access', `Known from its heartbeat: ${beat.access.grants.length} privileges.`),
    found.unknown.length > 0
      ? unknowable('sequences', `Nothing tells how far they have come: ${listed(found.unknown)}.`)
      : found.cramped.length > 0
        ? warn(
            'sequences',
            `So near their end that the safe distance cannot be kept: ${listed(found.cramped)}.`,
            'Widen them: ALTER SEQUENCE ... MAXVALUE, or a wider type.',
          )
        : pass('sequences', `${found.values.length} are moved beyond what ${from} may have handed out.`),
  ]
}

function replicaChecks(
  observation: Observation,
  to: Cloud,
  from: Cloud,
  { positions }: ForcedEvidence,
): Check[] {
  const own = positions.get(to)
  return Object.values(observation.database.members)
    .filter(({ cloud }) => cloud !== to && cloud !== from)
    .map(({ cloud }) => {
      const name = `replica-${cloud}`
      const facts = observation.servers.get(cloud)
      if (facts === undefined)
        return warn(
          name,
          observation.unreachable.get(cloud)?.message ?? 'not asked',
          `Rebuild it when it is back: ${rejoinWith({ database: observation.database.name, cloud })}`,
        )
      if (!positions.has(cloud))
        return warn(name, `${named(facts)} did not follow ${from}.`, 'It is left as it is.')
      const theirs = positions.get(cloud)
      if (own !== undefined && own === theirs)
        return pass(name, `${named(facts)} stands where the target stands.`)
      const ahead = own !== undefined && theirs !== undefined && isBeyond(theirs, own)
      return ahead
        ? warn(
            name,
            `${named(facts)} HAS RECEIVED MORE than the target (${theirs}, not ${own}).`,
            `Promote ${cloud} instead, and less is lost.`,
          )
        : warn(
            name,
            `${named(facts)} stands at ${theirs ?? 'no position'}, the target at ${own ?? 'no position'}.`,
            'Where they still differ when replication has been stopped, it is rebuilt afterwards.',
          )
    })
}

/** Whether one position in the WAL (`16/B374D848`) is beyond another. */
export function isBeyond(one: string, other: string): boolean {
  const value = (lsn: string) => {
    const [high = '0', low = '0'] = lsn.split('/')
    return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
  }
  return value(one) > value(other)
}
