import type { CatalogObject, ServerFacts } from '../../databases/facts.ts'
import { type Check, expectNone, fail, listed, named, type Pair, pass, warn } from './check.ts'

/** Whether both servers hold the same kinds of things, and nothing that replication does not carry. */
export function contentChecks({ source, target }: Pair): Check[] {
  const both = [source, target]
  const keyless = source.tables.filter(({ hasReplicaIdentity }) => !hasReplicaIdentity)
  const left = source.notReplicated.map(({ kind, name }) => `${kind} ${name}`)
  return [
    catalog(source, target),
    expectNone(
      'replica-identity',
      keyless.map(({ schema, name }) => `${schema}.${name}`),
      {
        none: 'Every table has a primary key or a replica identity.',
        some: 'No primary key and no replica identity: updates and deletes are not replicated',
        next: 'Add a primary key, or ALTER TABLE ... REPLICA IDENTITY FULL, on both servers.',
      },
    ),
    expectNone(
      'large-objects',
      both
        .filter(({ largeObjects }) => largeObjects > 0)
        .map((facts) => `${facts.largeObjects} on ${named(facts)}`),
      {
        none: 'There are no large objects.',
        some: 'Large objects are not replicated',
        next: 'Move them into bytea columns or into object storage.',
      },
    ),
    expectNone(
      'prepared-transactions',
      both.flatMap((facts) => facts.preparedTransactions.map((gid) => `${gid} on ${named(facts)}`)),
      {
        none: 'No transaction is prepared.',
        some: 'Prepared transactions would commit after the switch',
        next: 'COMMIT PREPARED or ROLLBACK PREPARED each of them.',
      },
    ),
    left.length === 0
      ? pass('not-replicated', 'No materialized view, unlogged or foreign table.')
      : warn(
          'not-replicated',
          `Their contents do not follow: ${listed(left)}.`,
          'Refresh or fill them on the new primary.',
        ),
    extensions(source, target),
    source.collation === target.collation
      ? pass('collation', source.collation)
      : fail(
          'collation',
          `${named(source)} has ${source.collation}, ${named(target)} has ${target.collation}.`,
          'Rebuild the replica with the same encoding, locale provider and locale: indexes on text would disagree.',
        ),
    longTransactions(both),
  ]
}

/** What differs between two catalogs, by kind and name. */
export function driftBetween(source: ServerFacts, target: ServerFacts): string[] {
  const sameMajor = Math.floor(source.versionNumber / 10_000) === Math.floor(target.versionNumber / 10_000)
  // another major version prints the same view in other words
  const counts = (object: CatalogObject) => sameMajor || object.kind !== 'view'
  const key = ({ kind, name }: CatalogObject) => `${kind} ${name}`
  const here = new Map(source.catalog.filter(counts).map((object) => [key(object), object.definition]))
  const there = new Map(target.catalog.filter(counts).map((object) => [key(object), object.definition]))
  return [
    ...[...here].flatMap(([name, definition]) => {
      if (!there.has(name)) return [`${name} is only in ${source.cloud}`]
      return there.get(name) === definition ? [] : [`${name} differs`]
    }),
    ...[...there.keys()]
      .filter((name) => !here.has(name))
      .map((name) => `${name} is only in ${target.cloud}`),
  ]
}

function catalog(source: ServerFacts, target: ServerFacts): Check {
  return expectNone('catalog', driftBetween(source, target), {
    none: `${source.catalog.length} objects are equal (${source.catalogHash.slice(0, 12)}).`,
    some: 'DDL is not replicated, and the servers have drifted apart',
    next: 'Run the missing DDL on the server that lacks it, then REFRESH PUBLICATION for new tables.',
  })
}

function extensions(source: ServerFacts, target: ServerFacts): Check {
  const name = (extension: string) => extension.split(' ')[0] as string
  const there = new Set(target.extensions.map(name))
  const missing = source.extensions.map(name).filter((extension) => !there.has(extension))
  if (missing.length > 0)
    return fail(
      'extensions',
      `Missing on ${named(target)}: ${listed(missing)}.`,
      'CREATE EXTENSION each of them there.',
    )
  const other = source.extensions.filter((extension) => !target.extensions.includes(extension))
  return other.length === 0
    ? pass('extensions', source.extensions.length === 0 ? 'None.' : listed(source.extensions))
    : warn(
        'extensions',
        `Other versions on ${named(target)}: ${listed(other)}.`,
        'ALTER EXTENSION ... UPDATE where it matters.',
      )
}

function longTransactions(both: readonly ServerFacts[]): Check {
  const found = both.flatMap((facts) => facts.longTransactions.map((text) => `${text} on ${named(facts)}`))
  return found.length === 0
    ? pass('long-transactions', 'No transaction is older than a minute.')
    : warn('long-transactions', listed(found), 'They can delay the reverse slot; end them where you can.')
}
