import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatabaseMember } from '../../src/config/platform.ts'
import type { PromotableServer, Ticket } from '../../src/core/databases/promotable-server.ts'
import { makeDatabaseServers } from '../../src/postgres/servers.ts'
import { openTrio, type Trio } from '../support/postgres-platform.ts'

const call = (timeoutMs = 20_000) => ({
  signal: new AbortController().signal,
  deadlineMs: Date.now() + timeoutMs,
})
const ticket = (token: number, epoch = 1, runId = 'run-a'): Ticket => ({ runId, epoch, token })
const limits = { graceMs: 50, lockTimeoutMs: 500 }

let trio: Trio
let aws: PromotableServer
let gcp: PromotableServer

const open = (cloud: 'aws' | 'gcp', change: Partial<DatabaseMember> = {}) =>
  makeDatabaseServers().openForPromotion(
    trio.database,
    { ...(trio.database.members[cloud] as DatabaseMember), ...change },
    call(),
  )

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  aws = await open('aws')
  gcp = await open('gcp')
  await aws.fencing.prepare(call())
  await gcp.fencing.prepare(call())
})
afterAll(async () => {
  await Promise.all([aws?.close(), gcp?.close()])
  await trio?.close()
})

const ACL = `SELECT c.relname, a.grantee::regrole::text AS grantee, a.privilege_type, a.is_grantable
  FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT attname, a.grantee::regrole::text, a.privilege_type, a.is_grantable
  FROM pg_attribute, aclexplode(attacl) a WHERE attacl IS NOT NULL AND attrelid = 'public.items'::regclass ORDER BY 1, 2, 3`

describe('a server', () => {
  it('tells in one reading who writes and who follows', async () => {
    const [source, replica] = await Promise.all([aws.inspect(call()), gcp.inspect(call())])
    expect(source).toMatchObject({
      acceptsApplicationWrites: true,
      fenceEvidence: 'app can write to 4 of 4 tables',
      publications: ['mcloud'],
      slots: [{ name: 'mcloud_gcp', active: true, walStatus: 'reserved' }],
      fence: { epoch: 0, state: 'open' },
    })
    expect(replica).toMatchObject({
      acceptsApplicationWrites: false,
      subscriptions: [
        {
          name: 'mcloud_gcp',
          enabled: true,
          workerAlive: true,
          tablesReady: 3,
          tablesTotal: 3,
          applyErrors: 0,
        },
      ],
      fence: { epoch: 0, state: 'fenced' },
    })
    expect(replica.subscriptions[0]?.publisher).toBe(`127.0.0.1:${trio.of('aws').port}`)
  })

  it('does not take a read-only default for a fence', async () => {
    await trio.of('aws').sql('ALTER ROLE app SET default_transaction_read_only = on')
    expect((await aws.inspect(call())).acceptsApplicationWrites).toBe(true)
    await trio.of('aws').sql('ALTER ROLE app RESET default_transaction_read_only')
  })

  it('has the same catalog as its replica, and another after DDL', async () => {
    const hashes = async () => [(await aws.facts(call())).catalogHash, (await gcp.facts(call())).catalogHash]
    const [a, b] = await hashes()
    expect(a).toBe(b)
    await trio.of('gcp').sql("ALTER TYPE public.status ADD VALUE 'sent'")
    const [c, d] = await hashes()
    expect(c).toBe(a)
    expect(d).not.toBe(a)
    await trio.of('aws').sql("ALTER TYPE public.status ADD VALUE 'sent'")
  })
})

describe('a fence', () => {
  it('shuts out, ends sessions, and restores roles and privileges exactly', async () => {
    await trio.of('aws').sql("ALTER ROLE app IN DATABASE orders SET default_transaction_read_only = 'off'")
    const before = await trio.of('aws').rows(ACL)
    const held = new pg.Client({ connectionString: trio.of('aws').url('app') })
    held.on('error', () => {})
    await held.connect()
    await aws.fencing.claim(ticket(1), 'open', call())
    const { ended } = await aws.fencing.fence(ticket(1), limits, call())
    expect(ended).toBe(1)
    expect(await aws.inspect(call())).toMatchObject({
      acceptsApplicationWrites: false,
      fence: { state: 'fenced', runId: 'run-a' },
    })
    await expect(held.query('SELECT 1')).rejects.toThrow()
    await expect(fresh('aws')).rejects.toMatchObject({ code: '28000' })
    expect(await aws.fencing.fence(ticket(1), limits, call())).toMatchObject({ ended: 0 })
    expect(await aws.fencing.restore(ticket(1), call())).toBe('done')
    expect(await aws.fencing.restore(ticket(1), call())).toBe('unchanged')
    expect(await trio.of('aws').rows(ACL)).toEqual(before)
    expect(
      await trio
        .of('aws')
        .rows(
          "SELECT setdatabase <> 0 AS here, setconfig FROM pg_db_role_setting WHERE setrole = 'app'::regrole",
        ),
    ).toEqual([{ here: true, setconfig: ['default_transaction_read_only=off'] }])
    await trio.of('aws').sql('ALTER ROLE app IN DATABASE orders RESET default_transaction_read_only')
    await fresh('aws')
  })

  it('refuses whoever comes with an older epoch or token, and then changes nothing', async () => {
    await aws.fencing.claim(ticket(7, 3, 'run-b'), 'open', call())
    for (const stale of [ticket(6, 3, 'run-b'), ticket(8, 2, 'run-a')]) {
      await expect(aws.fencing.fence(stale, limits, call())).rejects.toMatchObject({ code: 'STALE_EPOCH' })
      await expect(aws.fencing.restore(stale, call())).rejects.toMatchObject({ code: 'STALE_EPOCH' })
      await expect(aws.fencing.open(stale, { roles: [], grants: [] }, call())).rejects.toMatchObject({
        code: 'STALE_EPOCH',
      })
      await expect(aws.publisher.dropSlot('mcloud_gcp', stale, call())).rejects.toMatchObject({
        code: 'STALE_EPOCH',
      })
    }
    expect((await aws.inspect(call())).acceptsApplicationWrites).toBe(true)
    await fresh('aws')
  })

  it('gives up with the name of who holds a lock that is not the application’s, and leaves the source writable', async () => {
    const admin = new pg.Client({ connectionString: trio.of('aws').url('admin') })
    await admin.connect()
    await admin.query('BEGIN; LOCK TABLE public.items IN ROW EXCLUSIVE MODE')
    await expect(aws.fencing.fence(ticket(7, 3, 'run-b'), limits, call())).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: expect.stringContaining('of admin (idle in transaction)'),
    })
    await admin.end()
    await fresh('aws')
  })

  it('ends by its deadline while it waits', async () => {
    const admin = new pg.Client({ connectionString: trio.of('aws').url('admin') })
    await admin.connect()
    await admin.query('BEGIN; LOCK TABLE public.items IN ROW EXCLUSIVE MODE')
    const waiting = aws.fencing.fence(
      ticket(7, 3, 'run-b'),
      { graceMs: 50, lockTimeoutMs: 20_000 },
      call(300),
    )
    await expect(waiting).rejects.toMatchObject({ code: 'DEADLINE' })
    await admin.end()
    await fresh('aws')
  })
})

it('a server that has stopped answering is let go of', async () => {
  const held = await open('gcp')
  await held.warm(call())
  trio.of('gcp').suspend()
  try {
    const asked = held.fencing.read(call(200))
    await expect(asked).rejects.toMatchObject({ code: 'DEADLINE' })
    await held.close()
  } finally {
    trio.of('gcp').wake()
  }
})

describe('an error of connecting', () => {
  it('names the instance and never the connection string', async () => {
    const refused = open('aws', { url: 'postgresql://admin:very-secret@127.0.0.1:1/orders' })
    await expect(refused).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
    const error = await refused.catch((thrown: Error) => thrown)
    expect(String(error)).toContain('orders-aws (aws)')
    expect(String(error)).not.toContain('very-secret')
    await expect(open('aws', { url: 'mysql://nobody' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

/** A write over a connection of its own. */
async function fresh(cloud: 'aws' | 'gcp'): Promise<void> {
  const client = new pg.Client({ connectionString: trio.of(cloud).url('app') })
  await client.connect()
  await client.query("INSERT INTO public.orders (note) VALUES ('fresh')")
  await client.end()
}
