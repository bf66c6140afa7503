import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { boundariesOf, crashAndEnd } from '../../support/failover-crash.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio } from '../../support/postgres-platform.ts'

let trio: Trio
let bench: FailoverBench
let boundaries: string[]
let primary: Cloud

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  bench = openBench(trio)
  boundaries = await boundariesOf(bench, 'gcp')
  primary = 'gcp'
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

/** Where most depends on what stands half done; the long suite dies at every boundary there is. */
const RESUMED = [
  'after run fence-source',
  'after run drain',
  'after journal fact switch',
  'after run reverse-replication',
  'before commit',
  'after commit',
  'after run open-target',
  'after run retire-subscription',
  'before release',
] as const

const ABORTED = [
  'after run prepare-failback',
  'after run fence-source',
  'after run stop-replication',
  'after run reverse-replication',
  'before commit',
] as const

const other = (cloud: Cloud): Cloud => (cloud === 'aws' ? 'gcp' : 'aws')

describe('a process that dies', { timeout: 60_000 }, () => {
  it.each(RESUMED)('%s: resume ends with the new primary', async (name) => {
    const to = other(primary)
    const from = primary
    const result = await crashAndEnd(trio, bench, {
      to,
      place: boundaries.indexOf(name),
      direction: 'resume',
    })
    primary = result.primary
    expect(result).toMatchObject({
      died: true,
      boundary: name,
      faults: [],
      lost: [],
      state: name === 'before release' ? 'no run' : 'done',
      primary: to,
    })
    expect(result.turns).toEqual([from, to])
    expect(bench.traffic.at).toBe(to)
  })

  it.each(ABORTED)('%s: abort ends with the old primary as it was', async (name) => {
    const access = await snapshot(primary)
    const result = await crashAndEnd(trio, bench, {
      to: other(primary),
      place: boundaries.indexOf(name),
      direction: 'abort',
    })
    expect(result).toMatchObject({
      died: true,
      boundary: name,
      faults: [],
      lost: [],
      state: 'aborted',
      primary,
    })
    expect(result.turns).toEqual([primary])
    expect(await snapshot(primary)).toEqual(access)
  })

  it('can be promoted after all that', async () => {
    await expect(bench.promote(other(primary))).resolves.toMatchObject({ state: 'done', debts: [] })
  })
})

/** Everything a fence touches, as text. */
async function snapshot(cloud: Cloud): Promise<unknown> {
  const cluster = trio.of(cloud)
  return {
    roles: await cluster.rows(`SELECT rolname, rolcanlogin, rolconfig FROM pg_roles WHERE rolname = 'app'`),
    grants: await cluster.rows(
      `SELECT c.relname, a.grantee::regrole::text, a.privilege_type, a.is_grantable
       FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3`,
    ),
    columns: await cluster.rows(
      `SELECT attrelid::regclass::text, attname, a.grantee::regrole::text, a.privilege_type
       FROM pg_attribute, aclexplode(attacl) a WHERE attacl IS NOT NULL AND attrelid::regclass::text LIKE '%items' ORDER BY 1, 2, 3`,
    ),
    subscriptions: await cluster.rows('SELECT subname, subenabled FROM pg_subscription'),
    slots: await cluster.rows('SELECT slot_name FROM pg_replication_slots ORDER BY 1'),
  }
}
