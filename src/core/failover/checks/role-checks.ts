import type { ServerFacts, WriterFacts } from '../../databases/facts.ts'
import { type Check, expectNone, fail, listed, named, type Pair, pass, warn } from './check.ts'

/** Whether everyone who can write is known and can be shut out, and whether all of them find the same rights there. */
export function roleChecks({ source, target }: Pair): Check[] {
  const both = [source, target]
  const missing = both.flatMap((facts) =>
    facts.writers.filter(({ exists }) => !exists).map(({ name }) => `${name} on ${named(facts)}`),
  )
  return [
    source.writers.length === 0
      ? fail(
          'writers',
          'No writing role is named.',
          'Name the application roles under `writers` in the platform file.',
        )
      : expectNone('writers', missing, {
          none: `${listed(source.writers.map(({ name }) => name))}: there on both.`,
          some: 'Named as writers and not there',
          next: 'Create the role on that server (NOLOGIN on a replica), or correct `writers` in the platform file.',
        }),
    expectNone(
      'writers-limited',
      both.flatMap((facts) =>
        facts.writers.flatMap(({ name, superuser, unstoppable }) => [
          ...(superuser ? [`${name} on ${named(facts)}`] : []),
          ...unstoppable.map((role) => `${name} as ${role} on ${named(facts)}`),
        ]),
      ),
      {
        none: 'No writer is a superuser, or may write as one or by pg_write_all_data.',
        some: 'It writes whatever is revoked, so it cannot be shut out',
        next: 'ALTER ROLE ... NOSUPERUSER, or REVOKE the membership and GRANT what is needed on the tables.',
      },
    ),
    expectNone(
      'table-owners',
      both.flatMap((facts) =>
        facts.tables
          .filter(({ ownedByWriter }) => ownedByWriter)
          .map(({ schema, name, owner }) => `${schema}.${name} of ${owner} on ${named(facts)}`),
      ),
      {
        none: 'No table belongs to an application role.',
        some: 'An owner can grant itself back what the fence takes away',
        next: 'ALTER TABLE ... OWNER TO a role that the application is not a member of.',
      },
    ),
    ...strangers(both),
    expectNone(
      'grantors',
      both.flatMap(({ foreignGrants }) => foreignGrants),
      {
        none: 'All write privileges come from the owners of the tables.',
        some: 'Granted by another than the owner, so the owner cannot take it away',
        next: 'Revoke it as that grantor, and grant it as the owner.',
      },
    ),
    rights(source, target),
    target.state.acceptsApplicationWrites
      ? fail(
          'target-fenced',
          target.state.fenceEvidence,
          `Shut the writing roles out of ${named(target)} first: two servers accept writes.`,
        )
      : pass('target-fenced', target.state.fenceEvidence),
    readOnlyDefault(source, target),
    definers(source),
    source.writersElsewhere.length === 0
      ? pass('other-databases', 'No writer has a session in another database of that server.')
      : warn(
          'other-databases',
          `Roles belong to the whole server, so these are shut out, too, as soon as they connect anew: ${listed(source.writersElsewhere)}.`,
          'Give each database writing roles of its own.',
        ),
  ]
}

/** A default of the whole database or server outlives the fence of a replica: who is let in could not write. */
export function readOnlyDefault(
  source: Pick<ServerFacts, 'readOnlyByDefault'> | undefined,
  target: ServerFacts,
): Check {
  return target.readOnlyByDefault && source?.readOnlyByDefault !== true
    ? fail(
        'read-only-default',
        `Sessions on ${named(target)} begin read-only, whatever their role: the writers would be let in and refused.`,
        'ALTER DATABASE ... RESET default_transaction_read_only (or its parameter group); set it per writing role instead.',
      )
    : pass('read-only-default', `Nothing but the fence makes sessions on ${named(target)} read-only.`)
}

function strangers(both: readonly ServerFacts[]): Check[] {
  const found = both.flatMap((facts) => facts.strangers.map((role) => ({ ...role, at: named(facts) })))
  const superusers = found.filter(({ superuser }) => superuser)
  return [
    expectNone(
      'all-writers-known',
      found
        .filter(({ superuser }) => !superuser)
        .map(({ name, at, tables }) => `${name} on ${at} (${tables.length} tables)`),
      {
        none: 'Nobody else can log in and write.',
        some: 'Can log in and write, and is not named as a writer',
        next: 'Add the role to `writers` in the platform file, or revoke its privileges.',
      },
    ),
    superusers.length === 0
      ? pass('superusers', 'No superuser but the administrator can log in.')
      : warn(
          'superusers',
          `No fence stops them: ${listed(superusers.map(({ name, at }) => `${name} on ${at}`))}.`,
          'See that nobody writes as a superuser during the switch.',
        ),
  ]
}

function rights(source: ServerFacts, target: ServerFacts): Check {
  const missing = source.writers.flatMap((writer: WriterFacts) => {
    const there = new Set(target.writers.find(({ name }) => name === writer.name)?.rights)
    return writer.rights.filter((right) => !there.has(right)).map((right) => `${writer.name}: ${right}`)
  })
  return expectNone('rights', missing, {
    none: 'The writers have the same other rights on both.',
    some: `Missing on ${named(target)}`,
    next: 'GRANT them there: replication does not carry privileges.',
  })
}

function definers(source: ServerFacts): Check {
  return source.definerFunctions.length === 0
    ? pass('definer-functions', 'None writes with the rights of its owner.')
    : warn(
        'definer-functions',
        `They run with the rights of their owner, so revoking does not stop them; ending the sessions does: ${listed(source.definerFunctions)}.`,
        'Prefer SECURITY INVOKER for functions that write.',
      )
}
