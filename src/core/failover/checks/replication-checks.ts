import type { PublicationFacts, ServerFacts, UserTable } from '../../databases/facts.ts'
import type { Observation } from '../observation.ts'
import type { Following } from '../topology.ts'
import {
  type Check,
  expectNone,
  fail,
  failForNow,
  listed,
  named,
  type Pair,
  pass,
  userTables,
  warn,
} from './check.ts'
import { reverseName } from './reverse-name.ts'

const OPERATIONS = ['insert', 'update', 'delete', 'truncate']

/** Whether the target really receives everything, and whether what it receives is everything there is. */
export function replicationChecks({ observation, source, target, following }: Pair): Check[] {
  if (following === undefined)
    return [
      fail(
        'subscription',
        `${named(target)} has no subscription whose slot is on ${named(source)}.`,
        'Set up its replication first; docs/failover.md shows how.',
      ),
    ]
  const publications = source.publications.filter(({ name }) =>
    following.subscription.publications.includes(name),
  )
  return [
    ...flow(following, source, target),
    ...coverage(following, source, target, publications),
    ...wholeness(publications),
    slotNames({ source, target }),
    otherSlots(observation, source),
  ]
}

/** Whoever reads changes from the source without being a member stays behind with it, and misses what is written then. */
function otherSlots(observation: Observation, source: ServerFacts): Check {
  const own = new Set([
    ...Object.keys(observation.database.members).map((cloud) => reverseName(cloud)),
    ...[...observation.servers.values()].flatMap(({ subscriptions }) =>
      subscriptions.map(({ slot }) => slot),
    ),
  ])
  const others = source.slots.filter(({ name }) => !own.has(name)).map(({ name }) => name)
  return others.length === 0
    ? pass('other-slots', `Nobody but the members reads changes from ${named(source)}.`)
    : warn(
        'other-slots',
        `No member of the platform file reads them, so they stay on ${named(source)}: ${listed(others)}.`,
        'Let their readers begin anew on the new primary, or name the replica in the platform file; drop what is not used.',
      )
}

function flow({ subscription, slot }: Following, source: ServerFacts, target: ServerFacts): Check[] {
  const notReady = subscription.tables
    .filter(({ state }) => state !== 'r')
    .map(({ table, state }) => `${table} (${state})`)
  return [
    subscription.enabled
      ? pass('subscription', `${subscription.name} on ${named(target)} follows ${named(source)}.`)
      : fail(
          'subscription',
          `${subscription.name} on ${named(target)} is disabled.`,
          `ALTER SUBSCRIPTION ${subscription.name} ENABLE, then wait until it has caught up.`,
        ),
    subscription.workerAlive
      ? pass('apply-worker', 'The apply worker is alive.')
      : failForNow(
          'apply-worker',
          'There is no apply worker.',
          `Read the log of ${named(target)}; it says why the worker ends.`,
        ),
    expectNone('initial-copy', notReady, {
      none: `${subscription.tables.length} tables are synchronised.`,
      some: 'Not synchronised yet',
      next: 'Wait until the initial copy is done; pg_subscription_rel shows it.',
    }),
    slot.active && !['lost', 'unreserved'].includes(slot.walStatus)
      ? pass('slot', `${slot.name} on ${named(source)} is in use, its WAL ${slot.walStatus}.`)
      : (slot.active || slot.walStatus === 'lost' ? fail : failForNow)(
          'slot',
          `${slot.name} on ${named(source)} is ${slot.active ? 'in use' : 'not in use'}, its WAL ${slot.walStatus}.`,
          slot.walStatus === 'lost'
            ? 'The replica has to be rebuilt: its WAL has been removed.'
            : 'Find out why the replica does not connect; its log says so.',
        ),
  ]
}

/** A table that was made on both sides without REFRESH is left behind while everything else looks well. */
function coverage(
  { subscription }: Following,
  source: ServerFacts,
  target: ServerFacts,
  publications: readonly PublicationFacts[],
): Check[] {
  const published = new Set(publications.flatMap(({ tables }) => tables))
  const subscribed = new Set(subscription.tables.map(({ table }) => table))
  const missing = (tables: readonly UserTable[], covered: ReadonlySet<string>) =>
    tables
      .map((table) => [`${table.schema}.${table.name}`, ...table.ancestors])
      .filter((names) => !names.some((name) => covered.has(name)))
      .map(([name]) => name as string)
  return [
    expectNone('published', missing(source.tables, published), {
      none: `All ${source.tables.length} tables are published.`,
      some: `Not in ${subscription.publications.join(', ')}`,
      next: `ALTER PUBLICATION ${subscription.publications[0] ?? 'mcloud'} ADD TABLE each, then ALTER SUBSCRIPTION ${subscription.name} REFRESH PUBLICATION.`,
    }),
    expectNone(
      'subscribed',
      [
        ...missing(source.tables, subscribed),
        ...userTables([...published]).filter((table) => !subscribed.has(table)),
      ].filter((table, index, all) => all.indexOf(table) === index),
      {
        none: `${named(target)} receives all of them.`,
        some: `Published and not received by ${subscription.name}: their rows would be lost`,
        next: `ALTER SUBSCRIPTION ${subscription.name} REFRESH PUBLICATION on ${named(target)}, then wait for the copy.`,
      },
    ),
  ]
}

function wholeness(publications: readonly PublicationFacts[]): Check[] {
  const partial = publications.flatMap(({ partial }) => partial)
  const lacking = publications.flatMap(({ name, operations }) =>
    OPERATIONS.filter((operation) => !operations.includes(operation)).map(
      (operation) => `${name} lacks ${operation}`,
    ),
  )
  const dangerous = publications.flatMap(({ name, allTables, tables }) => [
    ...(allTables ? [`${name} is FOR ALL TABLES`] : []),
    ...(tables.includes('mcloud.fence') ? [`${name} contains mcloud.fence`] : []),
  ])
  return [
    expectNone('row-filters', partial, {
      none: 'No row filter and no column list.',
      some: 'Published in part only',
      next: 'ALTER PUBLICATION ... SET TABLE without WHERE and without columns.',
    }),
    expectNone('operations', lacking, {
      none: 'Inserts, updates, deletes and truncates are published.',
      some: 'Not all operations are published',
      next: "ALTER PUBLICATION ... SET (publish = 'insert, update, delete, truncate').",
    }),
    expectNone('fence-unpublished', dangerous, {
      none: 'The fence row is not published.',
      some: 'The fence row would be replicated, and apply would break',
      next: 'Publish the tables by name, without mcloud.fence.',
    }),
  ]
}

/** The slot of the way back must not be somebody's already. */
function slotNames({ source, target }: Pick<Pair, 'source' | 'target'>): Check {
  const name = reverseName(source.cloud, target)
  const held = target.slots.find((slot) => slot.name === name)
  if (target.slotsElsewhere.includes(name))
    return fail(
      'reverse-slot',
      `${name} on ${named(target)} belongs to another of its databases.`,
      'Drop that slot if nothing uses it: names of slots belong to the whole server.',
    )
  return held?.active
    ? fail(
        'reverse-slot',
        `${name} on ${named(target)} is in use already.`,
        'Find out which subscriber uses it and drop that subscription.',
      )
    : pass('reverse-slot', `${name} is free on ${named(target)}.`)
}
