import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { check } from '../../../src/core/failover/promote.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio, until } from '../../support/postgres-platform.ts'

let trio: Trio
let orders: FailoverBench
let users: FailoverBench

/** The same servers hold a second database, with a role and replication of its own. */
beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  const url = (cloud: Cloud) =>
    trio
      .of(cloud)
      .url('admin')
      .replace(/orders$/, 'users')
  for (const cloud of ['aws', 'gcp'] as const) {
    await trio.of(cloud).sql(`CREATE ROLE clerk ${cloud === 'aws' ? 'LOGIN' : 'NOLOGIN'}`)
    await trio.of(cloud).sql('CREATE DATABASE users')
  }
  const inUsers = async (cloud: Cloud, text: string) => {
    const client = new pg.Client({ connectionString: url(cloud) })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  const table =
    'CREATE TABLE public.people (id int PRIMARY KEY, name text); GRANT SELECT ON public.people TO clerk;'
  await inUsers(
    'aws',
    `${table} GRANT INSERT ON public.people TO clerk; INSERT INTO public.people VALUES (1, 'Ada');
     CREATE PUBLICATION mcloud FOR TABLE public.people;`,
  )
  await inUsers('gcp', `${table} ALTER ROLE clerk SET default_transaction_read_only = on`)
  await inUsers(
    'gcp',
    `CREATE SUBSCRIPTION mcloud_gcp CONNECTION 'host=127.0.0.1 port=${trio.of('aws').port} user=admin dbname=users'
     PUBLICATION mcloud WITH (slot_name = 'mcloud_gcp_users', origin = none)`,
  )
  orders = openBench(trio)
  users = openBench({
    ...trio,
    database: {
      ...trio.database,
      name: 'users',
      writers: ['clerk'],
      members: {
        aws: { cloud: 'aws', instance: 'orders-aws', url: url('aws') },
        gcp: { cloud: 'gcp', instance: 'orders-gcp', url: url('gcp') },
      },
    },
  })
})
afterAll(async () => {
  orders?.close()
  users?.close()
  await trio?.close()
})

it('moves with the first one, there and back: names of slots belong to the whole server', async () => {
  await until(async () => (await check(users.input(), 'gcp')).checks.every(({ result }) => result !== 'fail'))
  for (const to of ['gcp', 'aws'] as const)
    for (const bench of [orders, users]) {
      const report = await bench.promote(to)
      expect(report).toMatchObject({ state: 'done', debts: [], evidence: { lostRows: 0 } })
    }
})

it('is warned of where the writers of one are at work in the other', async () => {
  const app = new pg.Client({
    connectionString: trio
      .of('aws')
      .url('app')
      .replace(/orders$/, 'users'),
  })
  await app.connect()
  const { checks } = await check(orders.input(), 'gcp')
  await app.end()
  expect(checks.find(({ name }) => name === 'other-databases')).toMatchObject({
    result: 'warn',
    observed: expect.stringContaining('app in users'),
  })
})
