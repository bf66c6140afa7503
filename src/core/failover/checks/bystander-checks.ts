import type { SubscriptionFacts } from '../../databases/facts.ts'
import { rejoinWith } from '../debts.ts'
import { followingOf } from '../topology.ts'
import { type Check, fail, listed, named, type Pair, pass, warn } from './check.ts'
import { driftBetween } from './content-checks.ts'
import { reverseName } from './reverse-name.ts'

/** The other replicas must be able to follow the new primary without loss and without a new copy. */
export function bystanderChecks({ observation, source, target }: Pair): Check[] {
  const clouds = Object.values(observation.database.members).map(({ cloud }) => cloud)
  return clouds
    .filter((cloud) => cloud !== source.cloud && cloud !== target.cloud)
    .map((cloud): Check => {
      const name = `replica-${cloud}`
      const facts = observation.servers.get(cloud)
      const isOld = source.versionNumber < 160_000
      const slots = [source, target].filter((server) =>
        server.slots.some((slot) => slot.name === reverseName(cloud)),
      )
      if (observation.coordination.strays?.includes(cloud) && slots.length > 0)
        return fail(
          name,
          `${cloud} still hangs on an earlier primary: another promotion would skip what it misses.`,
          `mcloud failover settle lets it follow. Where it is lost, drop ${reverseName(cloud)} on ${slots.map(named).join(' and ')} (pg_drop_replication_slot), and rebuild it later with: ${rejoinWith({ database: observation.database.name, cloud })}`,
        )
      if (facts === undefined) {
        const reason = observation.unreachable.get(cloud)?.message ?? 'not asked'
        const next = 'Bring it back, or promote now and run `mcloud failover settle` when it is back.'
        return isOld
          ? fail(
              name,
              `${reason} Before PostgreSQL 16 it would receive changes twice when it returns.`,
              'Bring it back, or drop its slot and rebuild it later.',
            )
          : warn(name, reason, next)
      }
      const following = followingOf(observation, facts, source)
      if (following === undefined)
        return warn(
          name,
          `${named(facts)} does not follow ${named(source)}.`,
          'It is left as it is; set up its replication anew.',
        )
      if (facts.state.acceptsApplicationWrites)
        return fail(name, facts.state.fenceEvidence, `Shut the writing roles out of ${named(facts)} first.`)
      const drift = driftBetween(source, facts)
      if (drift.length > 0)
        return warn(
          name,
          `It has drifted apart: ${listed(drift)}.`,
          'Run the missing DDL there, or its replication will stop.',
        )
      const { subscription } = following
      const uncopied = uncopiedOf(subscription)
      if (uncopied.length > 0)
        return (isOld ? fail : warn)(
          name,
          `${named(facts)} has not copied all tables yet: ${listed(uncopied)}.`,
          isOld
            ? 'Wait for it: before PostgreSQL 16 it cannot be switched later.'
            : 'Wait for it, or let `mcloud failover settle` switch it over when it has.',
        )
      return subscription.enabled && subscription.workerAlive
        ? pass(name, `${named(facts)} follows and will be switched over.`)
        : isOld
          ? fail(
              name,
              `${subscription.name} on ${named(facts)} does not run.`,
              'Repair it first: before PostgreSQL 16 it cannot be switched later.',
            )
          : warn(
              name,
              `${subscription.name} on ${named(facts)} does not run.`,
              'It is switched over by `mcloud failover settle` once it runs.',
            )
    })
}

/** Tables of which a subscription has not made its first copy completely. */
export function uncopiedOf({ tables }: SubscriptionFacts): string[] {
  return tables.filter(({ state }) => state !== 'r').map(({ table }) => table)
}
