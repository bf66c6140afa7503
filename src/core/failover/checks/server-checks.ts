import { type Check, expectNone, fail, listed, named, type Pair, pass, warn } from './check.ts'
import { reverseName } from './reverse-name.ts'

/** Versions 15 to 18: what the sequence was tried on. */
const OLDEST = 15
const NEWEST = 18

/** Whether both servers can take part at all, and whether the run may begin. */
export function serverChecks({ observation, source, target }: Pair): Check[] {
  const both = [source, target]
  const { epoch, token, describe } = observation.coordination
  // a run that was undone leaves the epoch it worked at, one above the committed one
  const newer = both.filter(({ state }) => state.fence !== undefined && state.fence.epoch > epoch + 1)
  const unsupported = both.filter(({ versionNumber }) => {
    const major = Math.floor(versionNumber / 10_000)
    return major < OLDEST || major > NEWEST
  })
  return [
    source.startMark === target.startMark && source.databaseName === target.databaseName
      ? fail(
          'distinct-servers',
          `${named(source)} and ${named(target)} are one and the same server.`,
          'Correct the connection strings of the two members.',
        )
      : pass('distinct-servers', 'The members are different servers.'),
    expectNone(
      'versions',
      unsupported.map((facts) => `${named(facts)} runs ${facts.state.version}`),
      {
        none: both.map((facts) => `${facts.cloud} ${facts.state.version}`).join(', '),
        some: `PostgreSQL ${OLDEST} to ${NEWEST} is supported`,
        next: 'Upgrade the server, or promote another one.',
      },
    ),
    expectNone('wal-level', both.filter(({ limits }) => limits.walLevel !== 'logical').map(named), {
      none: 'wal_level is logical on both.',
      some: 'wal_level is not logical',
      next: 'RDS: rds.logical_replication=1; Cloud SQL: cloudsql.logical_decoding=on; Azure: wal_level=logical; then restart.',
    }),
    capacity({ observation, source, target }),
    expectNone(
      'administrator',
      both
        .filter(({ administrator }) => !administrator.mayReplicate)
        .map((facts) => `${facts.administrator.name} on ${named(facts)}`),
      {
        none: 'The administrators may replicate.',
        some: 'No right to replicate',
        next: 'RDS: GRANT rds_replication; Cloud SQL and Azure: ALTER ROLE ... REPLICATION.',
      },
    ),
    newer.length > 0
      ? fail(
          'epoch',
          `${listed(newer.map((facts) => `${named(facts)} has seen epoch ${facts.state.fence?.epoch}`))}, and ${describe} is at ${epoch} (token ${token}).`,
          'The coordination store is older than the servers: name the right one, or restore it.',
        )
      : pass('epoch', `${describe} is at epoch ${epoch}.`),
    coordination({ observation, source, target }),
  ]
}

function capacity({ observation, source, target }: Pick<Pair, 'observation' | 'source' | 'target'>): Check {
  const followers = [...observation.servers.values()].filter(({ cloud }) => cloud !== target.cloud)
  // slots that are there already, from this very run where it goes on, need no more room
  const missing = followers.filter(({ cloud }) => {
    const name = reverseName(cloud, target)
    return !target.slots.some((slot) => slot.name === name)
  })
  const lacks = [
    ...(target.limits.freeSlots < missing.length
      ? [`${target.limits.freeSlots} free slots on ${named(target)} (${missing.length} needed)`]
      : []),
    ...(target.limits.freeSenders < followers.length
      ? [`${target.limits.freeSenders} free WAL senders on ${named(target)} (${followers.length} needed)`]
      : []),
    ...(source.limits.freeWorkers < 1 ? [`no free replication worker on ${named(source)}`] : []),
  ]
  return expectNone('capacity', lacks, {
    none: `${target.limits.freeSlots} slots and ${target.limits.freeSenders} WAL senders are free on the target, ${source.limits.freeWorkers} workers on the source.`,
    some: 'The way back could not be prepared',
    next: 'Raise max_replication_slots, max_wal_senders or max_logical_replication_workers.',
  })
}

function coordination({ observation, source }: Pick<Pair, 'observation' | 'source' | 'target'>): Check {
  const { cloud, describe, unfinished } = observation.coordination
  if (unfinished !== undefined)
    return fail('no-other-run', `Run ${unfinished.id} is not over.`, `End it with: ${unfinished.endWith}`)
  if (cloud === source.cloud)
    return warn(
      'no-other-run',
      `${describe} is in ${cloud}, the cloud that is left.`,
      'Put the coordination store into a third place before a failover has to be forced.',
    )
  return pass('no-other-run', `No run is unfinished in ${describe}.`)
}
