import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check } from '../../../src/core/failover/checks/check.ts'
import { check, plan } from '../../../src/core/failover/promote.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../../support/postgres-platform.ts'

let trio: Trio
let bench: FailoverBench

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  bench = openBench(trio)
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

type Where = 'aws' | 'gcp'

interface Case {
  readonly name: string
  readonly says: string
  readonly break: readonly (readonly [Where, string])[]
  readonly mend: readonly (readonly [Where, string])[]
  readonly result?: Check['result']
}

const both = (text: string): (readonly [Where, string])[] => [
  ['aws', text],
  ['gcp', text],
]

/** Each check, what makes it fail, and what makes it well again; all on one pair of servers. */
const CASES: readonly Case[] = [
  {
    name: 'subscribed',
    says: 'public.late',
    break: [
      ...both('CREATE TABLE public.late (id int PRIMARY KEY); GRANT SELECT ON public.late TO app'),
      ['aws', 'ALTER PUBLICATION mcloud ADD TABLE public.late'],
    ],
    mend: [
      ['aws', 'DROP TABLE public.late'],
      ['gcp', 'DROP TABLE public.late'],
    ],
  },
  {
    name: 'published',
    says: 'public.unpublished',
    break: both(
      'CREATE TABLE public.unpublished (id int PRIMARY KEY); GRANT SELECT ON public.unpublished TO app',
    ),
    mend: both('DROP TABLE public.unpublished'),
  },
  {
    name: 'catalog',
    says: 'column public.orders.drifted is only in aws',
    break: [['aws', 'ALTER TABLE public.orders ADD COLUMN drifted int']],
    mend: [['aws', 'ALTER TABLE public.orders DROP COLUMN drifted']],
  },
  {
    name: 'catalog',
    says: 'index public.orders_at differs',
    break: [['gcp', 'DROP INDEX public.orders_at; CREATE INDEX orders_at ON public.orders (at DESC)']],
    mend: [['gcp', 'DROP INDEX public.orders_at; CREATE INDEX orders_at ON public.orders (at)']],
  },
  {
    name: 'replica-identity',
    says: 'public.items',
    break: both('ALTER TABLE public.items DROP CONSTRAINT items_pkey'),
    mend: both('ALTER TABLE public.items ADD CONSTRAINT items_pkey PRIMARY KEY (id)'),
  },
  {
    name: 'large-objects',
    says: '1 on orders-aws',
    break: [['aws', 'SELECT lo_create(4711)']],
    mend: [['aws', 'SELECT lo_unlink(4711)']],
  },
  {
    name: 'prepared-transactions',
    says: 'forgotten on orders-aws',
    break: [
      ['aws', "BEGIN; INSERT INTO public.orders (note) VALUES ('prepared'); PREPARE TRANSACTION 'forgotten'"],
    ],
    mend: [['aws', "ROLLBACK PREPARED 'forgotten'"]],
  },
  {
    name: 'table-owners',
    says: 'public.items of app on orders-aws',
    break: [['aws', 'ALTER TABLE public.items OWNER TO app']],
    mend: [['aws', 'ALTER TABLE public.items OWNER TO admin']],
  },
  {
    name: 'subscription',
    says: 'is disabled',
    break: [['gcp', 'ALTER SUBSCRIPTION mcloud_gcp DISABLE']],
    mend: [['gcp', 'ALTER SUBSCRIPTION mcloud_gcp ENABLE']],
  },
  {
    name: 'row-filters',
    says: 'public.items',
    break: [
      ['aws', 'ALTER PUBLICATION mcloud SET TABLE public.orders, public.events, public.items WHERE (id > 0)'],
    ],
    mend: [['aws', 'ALTER PUBLICATION mcloud SET TABLE public.orders, public.events, public.items']],
  },
  {
    name: 'operations',
    says: 'mcloud lacks delete',
    break: [['aws', "ALTER PUBLICATION mcloud SET (publish = 'insert, update, truncate')"]],
    mend: [['aws', "ALTER PUBLICATION mcloud SET (publish = 'insert, update, delete, truncate')"]],
  },
  {
    name: 'all-writers-known',
    says: 'intruder on orders-aws',
    break: [['aws', 'CREATE ROLE intruder LOGIN; GRANT UPDATE ON public.orders TO intruder']],
    mend: [['aws', 'REVOKE ALL ON public.orders FROM intruder; DROP ROLE intruder']],
  },
  {
    name: 'all-writers-known',
    says: 'guest on orders-aws',
    break: [
      [
        'aws',
        `CREATE ROLE clerks; GRANT INSERT ON public.orders TO clerks;
         CREATE ROLE guest LOGIN NOINHERIT; GRANT clerks TO guest`,
      ],
    ],
    mend: [['aws', 'REVOKE ALL ON public.orders FROM clerks; DROP ROLE guest; DROP ROLE clerks']],
  },
  {
    name: 'writers-limited',
    says: 'app as pg_write_all_data on orders-aws',
    break: [['aws', 'GRANT pg_write_all_data TO app']],
    mend: [['aws', 'REVOKE pg_write_all_data FROM app']],
  },
  {
    name: 'read-only-default',
    says: 'begin read-only',
    break: [['gcp', 'ALTER DATABASE orders SET default_transaction_read_only = on']],
    mend: [['gcp', 'BEGIN READ WRITE; ALTER DATABASE orders RESET default_transaction_read_only; COMMIT']],
  },
  {
    name: 'grantors',
    says: 'by steward',
    break: [
      [
        'aws',
        `CREATE ROLE steward; GRANT INSERT ON public.items TO steward WITH GRANT OPTION;
         SET ROLE steward; GRANT INSERT ON public.items TO app; RESET ROLE`,
      ],
    ],
    mend: [['aws', 'REVOKE ALL ON public.items FROM steward CASCADE; DROP ROLE steward']],
  },
  {
    name: 'rights',
    says: 'app: SELECT on public.orders',
    break: [['gcp', 'REVOKE SELECT ON public.orders FROM app']],
    mend: [['gcp', 'GRANT SELECT ON public.orders TO app']],
  },
  {
    name: 'writers-limited',
    says: 'app on orders-gcp',
    break: [['gcp', 'ALTER ROLE app SUPERUSER']],
    mend: [['gcp', 'ALTER ROLE app NOSUPERUSER']],
  },
  {
    name: 'not-replicated',
    says: 'unlogged table public.scratch',
    result: 'warn',
    break: both(
      'CREATE UNLOGGED TABLE public.scratch (id int PRIMARY KEY); GRANT SELECT ON public.scratch TO app',
    ),
    mend: both('DROP TABLE public.scratch'),
  },
  {
    name: 'definer-functions',
    says: 'sneak',
    result: 'warn',
    break: both("CREATE FUNCTION public.sneak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"),
    mend: both('DROP FUNCTION public.sneak()'),
  },
  {
    name: 'other-slots',
    says: 'changes_for_search',
    result: 'warn',
    break: [['aws', "SELECT pg_create_logical_replication_slot('changes_for_search', 'pgoutput')"]],
    mend: [['aws', "SELECT pg_drop_replication_slot('changes_for_search')"]],
  },
  {
    name: 'reverse-slot',
    says: 'mcloud_aws is free',
    result: 'pass',
    break: [['gcp', "SELECT pg_create_logical_replication_slot('mcloud_aws', 'pgoutput')"]],
    mend: [['gcp', "SELECT pg_drop_replication_slot('mcloud_aws')"]],
  },
]

describe('a pre-flight check', () => {
  it.each(CASES)('$name: $says', async ({ name, says, break: wrong, mend, result = 'fail' }) => {
    for (const [where, text] of wrong) await trio.of(where).sql(text)
    try {
      const { checks } = await check(bench.input(), 'gcp')
      const found = checks.find((one) => one.name === name)
      expect(found).toMatchObject({ name, result })
      expect(found?.observed).toContain(says)
      if (result === 'fail') {
        expect(found?.next).toMatch(/\S/)
        await expect(plan(bench.input(), 'gcp')).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
      }
    } finally {
      for (const [where, text] of mend) await trio.of(where).sql(text)
      await until(
        async () => (await trio.of('aws').rows('SELECT FROM pg_replication_slots WHERE active')).length === 1,
      )
    }
  })

  it('finds everything well again after all that', async () => {
    await until(async () => {
      const { checks } = await check(bench.input(), 'gcp')
      return checks.every(({ result }) => result === 'pass')
    })
  })

  it('refuses when the lag is over the gate, and leaves the source writable', async () => {
    const holder = new pg.Client({ connectionString: trio.of('gcp').url('admin') })
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE public.orders IN SHARE MODE')
    await trio.of('aws').sql("INSERT INTO public.orders (note) VALUES ('waits for the lock')")
    const input = bench.input()
    const hurried = { ...input, database: { ...input.database, lagThresholdMs: 150 } }
    const { checks } = await check(hurried, 'gcp')
    expect(checks.find(({ name }) => name === 'lag')?.result).toBe('fail')
    await expect(plan(hurried, 'gcp')).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
    const app = new pg.Client({ connectionString: trio.of('aws').url('app') })
    await app.connect()
    await app.query("INSERT INTO public.orders (note) VALUES ('still written')")
    await app.end()
    await holder.end()
  })

  it('refuses a cloud to which no name can lead', async () => {
    const input = bench.input()
    const repointer = {
      ...input.repointer,
      plan: () => {
        throw new McloudError({ code: 'CONFIG_INVALID', message: 'app.shop.test has no target for gcp.' })
      },
    }
    const { checks } = await check({ ...input, repointer }, 'gcp')
    expect(checks.filter(({ result }) => result === 'fail')).toMatchObject([{ name: 'traffic' }])
    await expect(plan({ ...input, repointer }, 'gcp')).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
  })

  it('refuses two writers by name', async () => {
    await trio.of('gcp').sql('ALTER ROLE app LOGIN; GRANT INSERT ON public.orders TO app')
    await expect(plan(bench.input(), 'gcp')).rejects.toMatchObject({ code: 'MULTI_WRITER_REFUSED' })
    await trio.of('gcp').sql('ALTER ROLE app NOLOGIN; REVOKE INSERT ON public.orders FROM app')
  })

  it('refuses two writers also where one can write only by SET ROLE', async () => {
    await trio.of('gcp').sql(`CREATE ROLE clerks; GRANT INSERT ON public.orders TO clerks;
      GRANT clerks TO app WITH INHERIT FALSE; ALTER ROLE app LOGIN`)
    await expect(plan(bench.input(), 'gcp')).rejects.toMatchObject({ code: 'MULTI_WRITER_REFUSED' })
    await trio.of('gcp').sql(`ALTER ROLE app NOLOGIN; DROP OWNED BY clerks; DROP ROLE clerks`)
  })

  it('says what to do when the target does not answer', async () => {
    await trio.of('gcp').stop()
    const { checks } = await check(bench.input(), 'gcp')
    expect(checks).toMatchObject([{ name: 'target-reachable', result: 'fail' }])
    expect(JSON.stringify(checks)).not.toContain('postgresql://')
    await trio.of('gcp').start()
  })
})

it('waits for a replication worker that has just ended and is starting again', async () => {
  const worker = "SELECT pid FROM pg_stat_subscription WHERE worker_type = 'apply' AND pid IS NOT NULL"
  const { rows, sql } = trio.of('gcp')
  const [before] = await rows<{ pid: number }>(worker)
  await sql(`SELECT pg_terminate_backend(pid) FROM (${worker}) w`)
  // one that has only just been started is not started again for five seconds
  await until(async () => {
    const [now] = await rows<{ pid: number }>(worker)
    return now !== undefined && now.pid !== before?.pid
  })
  await sql(`SELECT pg_terminate_backend(pid) FROM (${worker}) w`)
  await until(async () => (await rows(worker)).length === 0)
  bench.events.length = 0
  const report = await check(bench.input(), 'gcp')
  expect(report.checks.filter(({ result }) => result === 'fail')).toEqual([])
  expect(bench.events).toContainEqual({
    kind: 'note',
    text: expect.stringContaining('There is no apply worker.'),
  })
})
