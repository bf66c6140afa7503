import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LabCloudName } from '../../src/lab/cloud.ts'
import { askDaemon, findDaemon } from '../../src/lab/control/daemon-client.ts'
import { labEnvironment } from '../../src/lab/control/lab-environment.ts'
import { labStatus } from '../../src/lab/control/lab-status.ts'
import { endpointsOf } from '../../src/lab/demo/client-environment.ts'
import { DEMO, LAB_CLOUDS } from '../../src/lab/demo/facts.ts'
import { labLoadSettings, verifyLabLoad } from '../../src/lab/load/load-of-lab.ts'
import { runLoad } from '../../src/lab/load/run-load.ts'
import { withClient } from '../../src/lab/postgres/connect.ts'
import { isRunning, processRegister } from '../../src/lab/processes.ts'
import { readSettings } from '../../src/lab/settings.ts'
import { askForAddress } from '../../src/lab/stub-resolver.ts'
import type { PlainLab } from '../support/lab-for-tests.ts'
import { makePlainLab } from '../support/lab-for-tests.ts'

let lab: PlainLab

beforeAll(async () => {
  lab = await makePlainLab()
  await lab.up()
}, 120_000)

afterAll(async () => {
  await lab.remove()
})

const settings = () => {
  const known = readSettings(lab.folder)
  if (!known) throw new Error('the lab has no settings')
  return known
}
const admin = (cloud: LabCloudName) => ({
  host: settings().network.hosts[cloud],
  port: settings().network.ports.database,
  user: DEMO.adminUser,
  password: settings().secrets.adminPassword,
  database: DEMO.database,
})
const query = async <T extends object>(cloud: LabCloudName, text: string) =>
  (await withClient(admin(cloud), (client) => client.query<T>(text))).rows
const resolve = (cloud: LabCloudName, name: string) =>
  askForAddress({ host: settings().network.hosts[cloud], port: settings().network.ports.dns }, name)
const order = async (cloud: LabCloudName, seq: number, client = 'test') => {
  const { hosts, ports } = settings().network
  const response = await fetch(`http://${hosts[cloud]}:${ports.application}/orders`, {
    method: 'POST',
    body: JSON.stringify({ client, seq }),
  })
  return { status: response.status, body: (await response.json()) as { id?: string; error?: string } }
}
const until = async (what: string, holds: () => Promise<boolean>, timeoutMs = 15_000) => {
  const end = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`)
    await sleep(20)
  }
}
const putRecord = (cloud: LabCloudName, name: string, address: string) =>
  new Promise<void>((done, fail) => {
    const url = new URL(`/records/${name}`, endpointsOf(settings().network)[cloud])
    const certificate = readFileSync(join(lab.folder.client, 'ca.pem'), 'utf8')
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const sent = send(url, { method: 'PUT', ca: certificate }, (response) =>
      response.resume().on('end', done),
    )
    sent.on('error', fail)
    sent.end(address)
  })
const countOn = async (cloud: LabCloudName, client: string) => {
  const rows = await query<{ count: string }>(
    cloud,
    `SELECT count(*) FROM orders WHERE client_id = '${client}'`,
  )
  return Number(rows[0]?.count)
}

describe('a lab that is up', () => {
  test('is left as it is by a second up', async () => {
    const before = findDaemon(lab.folder)
    expect((await lab.up()).changed).toBe(false)
    expect(findDaemon(lab.folder)).toEqual(before)
  })

  test('refuses to be another one than it was made as', async () => {
    await expect(lab.up({ postgresVersion: '17' })).rejects.toThrow(/was made with PostgreSQL 18/)
    await expect(lab.up({ seed: 'other' })).rejects.toThrow(/no seed/)
    await expect(lab.up({ timing: { dnsSyncMs: 9_000 } })).rejects.toThrow(/in sync after 60 ms/)
  })

  test('keeps its secrets to its owner', () => {
    const { client, state } = lab.folder
    for (const file of [
      join(client, 'env.sh'),
      join(client, 'azure-token'),
      lab.folder.settings,
      lab.folder.daemon,
    ]) {
      expect(statSync(file).mode & 0o777, file).toBe(0o600)
    }
    expect(statSync(state).mode & 0o066).toBe(0)
  })

  test.skipIf(process.platform !== 'linux')('gives no process a secret as an argument', () => {
    const pids = processRegister(lab.folder.processes).read()
    expect(pids.length).toBeGreaterThanOrEqual(7)
    const commands = pids.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).join('\n')
    expect(commands).toContain('postgres')
    for (const secret of Object.values(settings().secrets)) expect(commands).not.toContain(secret)
  })

  test('fences its replicas from the first day and lets the application write on the primary', async () => {
    const status = await askDaemon(lab.folder, 'status', {})
    const writable = LAB_CLOUDS.map((cloud) => status.clouds[cloud].database.acceptsApplicationWrites)
    expect(writable).toEqual([true, false, false])
    const application = { ...admin('gcp'), user: 'app', password: settings().secrets.applicationPassword }
    await expect(withClient(application, (client) => client.query('SELECT 1'))).rejects.toThrow(
      /not permitted to log in/,
    )
  })

  test('publishes tables by name and takes no password but a scram one', async () => {
    expect(await query('aws', 'SELECT puballtables FROM pg_publication')).toEqual([{ puballtables: false }])
    const wrong = { ...admin('aws'), password: 'wrong' }
    await expect(withClient(wrong, (client) => client.query('SELECT 1'))).rejects.toThrow(/password/)
  })

  test('writes an order once however often it is sent, and replicates it to both others', async () => {
    const first = await order('aws', 1)
    const second = await order('gcp', 1)
    expect(first.status).toBe(201)
    expect(second.body.id).toBe(first.body.id)
    for (const cloud of ['gcp', 'azure'] as const) {
      await until(`the order on ${cloud}`, async () => (await countOn(cloud, 'test')) === 1)
    }
  })

  test('refuses an order that is none', async () => {
    expect((await order('aws', -1)).status).toBe(400)
  })

  test('hands over an environment that a shell takes as it is', () => {
    const names = 'AWS_ENDPOINT_URL MCLOUD_LAB_DB_AWS MCLOUD_CONFIG CLOUDSDK_CORE_PROJECT'.split(' ')
    const printed = execFileSync(
      'sh',
      ['-c', `. '${lab.folder.client}/env.sh'; printenv ${names.join(' ')}`],
      {
        encoding: 'utf8',
      },
    )
    const environment = labEnvironment(lab.folder)
    expect(printed.trim().split('\n')).toEqual(names.map((name) => environment[name]))
  })

  test('names its endpoints in the platform file', () => {
    const text = readFileSync(join(lab.folder.client, 'mcloud.yaml'), 'utf8')
    expect(text).toContain(
      `replicationHost: ${settings().network.hosts.gcp}:${settings().network.ports.replication}`,
    )
    expect(text).toContain(['$', '{MCLOUD_LAB_DB_GCP}'].join(''))
    expect(text).not.toContain(settings().secrets.adminPassword)
  })
})

describe('load', () => {
  test('counts what was acknowledged and finds all of it on the primary', async () => {
    const log = join(lab.folder.client, 'test-load.jsonl')
    const wanted = labLoadSettings(lab.folder, { ratePerSecond: 100, clients: 3, durationMs: 1_000, log })
    const figures = await runLoad(wanted, new AbortController().signal)
    expect(figures).toMatchObject({ acknowledged: 100, failed: 0, acknowledgedBy: { aws: 100 } })
    expect(await verifyLabLoad(lab.folder, log)).toEqual({
      primary: 'aws',
      acknowledged: 100,
      found: 100,
      lost: [],
      changed: [],
      duplicateKeys: [],
    })
    await query('aws', "DELETE FROM orders WHERE client_seq = 7 AND client_id LIKE 'load-%'")
    expect((await verifyLabLoad(lab.folder, log)).lost).toHaveLength(3)
  })
})

describe('faults', () => {
  test('lag holds a replica behind, and its end lets it catch up', async () => {
    const held = await askDaemon(lab.folder, 'lag', { cloud: 'gcp', lagMs: 60_000 })
    expect(held.clouds.gcp.lagMs).toBe(60_000)
    await order('aws', 1, 'lagging')
    await until('the order on azure', async () => (await countOn('azure', 'lagging')) === 1)
    expect(await countOn('gcp', 'lagging')).toBe(0)
    await askDaemon(lab.folder, 'lag', { cloud: 'gcp', lagMs: 0 })
    await until('the order on gcp', async () => (await countOn('gcp', 'lagging')) === 1)
  })

  test('throttling answers as the cloud does and ends with its time', async () => {
    const { hosts, ports } = settings().network
    const ask = async () => (await fetch(`http://${hosts.gcp}:${ports.api}/databases/orders-gcp`)).status
    expect(await ask()).toBe(200)
    await askDaemon(lab.folder, 'throttle', {
      cloud: 'gcp',
      service: 'databases',
      ratePerSecond: 0,
      forMs: 60_000,
    })
    expect(await ask()).toBe(429)
    await askDaemon(lab.folder, 'throttle', {
      cloud: 'gcp',
      service: 'databases',
      ratePerSecond: 0,
      forMs: 0,
    })
    expect(await ask()).toBe(200)
    const nowhere = { cloud: 'gcp', service: 'database', ratePerSecond: 0, forMs: 60_000 } as const
    await expect(askDaemon(lab.folder, 'throttle', nowhere)).rejects.toThrow(/gcp has no API database/)
  })

  test.each(['kill', 'blackhole'] as const)(
    '%s takes a whole cloud away, heal returns it as it was',
    async (mode) => {
      const { hosts, ports } = settings().network
      await order('aws', 1, `before-${mode}`)
      const failed = await askDaemon(lab.folder, 'fail', { cloud: 'aws', scope: 'all', mode })
      expect(failed.clouds.aws.database.state).toBe(mode === 'kill' ? 'killed' : 'frozen')
      expect(failed.clouds.aws.outages).toEqual({ region: mode, 'control-plane': mode, dns: mode })
      await expect(resolve('aws', 'app.shop.test')).rejects.toThrow()
      await expect(
        fetch(`http://${hosts.aws}:${ports.api}/databases/orders-aws`, { signal: AbortSignal.timeout(300) }),
      ).rejects.toThrow()
      await expect(withClient(admin('aws'), (client) => client.query('SELECT 1'), 300)).rejects.toThrow()
      await until(
        'health checks send customers to gcp',
        async () => (await resolve('gcp', 'app.shop.test')).address === hosts.gcp,
      )

      const healed = await askDaemon(lab.folder, 'heal', { cloud: 'aws' })
      expect(healed.clouds.aws.outages).toEqual({})
      expect(healed.clouds.aws.database).toMatchObject({ state: 'running', acceptsApplicationWrites: true })
      expect(await countOn('aws', `before-${mode}`)).toBe(1)
      expect((await order('aws', 1, `after-${mode}`)).status).toBe(201)
      await until('replication goes on', async () => (await countOn('gcp', `after-${mode}`)) === 1)
    },
  )

  test('an instance that its cloud stopped stays stopped through a restart of the lab', async () => {
    const { hosts, ports } = settings().network
    const tell = (wanted: string) =>
      fetch(`http://${hosts.gcp}:${ports.api}/databases/orders-gcp`, { method: 'POST', body: wanted })
    await tell('stop')
    await lab.down()
    await lab.up()
    expect((await askDaemon(lab.folder, 'status', {})).clouds.gcp.database.state).toBe('stopped')
    await tell('start')
    expect((await askDaemon(lab.folder, 'status', {})).clouds.gcp.database.state).toBe('running')
  })
})

describe('a promotion', () => {
  test('is followed by the application by name alone, and no acknowledged order is lost', async () => {
    const log = join(lab.folder.client, 'promotion.jsonl')
    const wanted = labLoadSettings(lab.folder, { ratePerSecond: 100, clients: 2, log })
    const stop = new AbortController()
    const load = runLoad(wanted, stop.signal)
    await sleep(500)
    const { hosts } = settings().network
    await query(
      'aws',
      `ALTER ROLE app NOLOGIN; REVOKE INSERT ON orders, order_events FROM app;
      SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = 'app'`,
    )
    const [sent] = await query<{ count: string }>('aws', 'SELECT count(*) FROM orders')
    await until('all orders on gcp', async () => {
      const [there] = await query<{ count: string }>('gcp', 'SELECT count(*) FROM orders')
      return there?.count === sent?.count
    })
    await query('gcp', 'ALTER SUBSCRIPTION mcloud_gcp DISABLE')
    await query(
      'gcp',
      `SELECT setval('orders_id_seq', 100000), setval('order_events_id_seq', 100000);
      ALTER ROLE app LOGIN; ALTER ROLE app RESET default_transaction_read_only;
      GRANT INSERT ON orders, order_events TO app`,
    )
    await Promise.all(LAB_CLOUDS.map((cloud) => putRecord(cloud, 'db.shop.test', hosts.gcp)))
    await until(
      'the name points at gcp',
      async () => (await resolve('azure', 'db.shop.test')).address === hosts.gcp,
    )
    await sleep(500)
    stop.abort()
    const figures = await load
    expect(figures.failed).toBe(0)
    const verified = await verifyLabLoad(lab.folder, log)
    expect(verified).toMatchObject({ primary: 'gcp', lost: [], changed: [], duplicateKeys: [] })
    expect(verified.found).toBe(figures.acknowledged)
  })
})

describe('a daemon that is killed', () => {
  test('is told by status, and what it left is ended by the next up', async () => {
    const daemon = findDaemon(lab.folder)
    if (daemon.kind !== 'running') throw new Error('no daemon')
    process.kill(daemon.address.pid, 'SIGKILL')
    await until('the daemon is gone', async () => !isRunning(daemon.address))
    const state = await labStatus(lab.folder)
    expect(state.state).toBe('crashed')
    const left = processRegister(lab.folder.processes).strays()
    expect(left.filter(({ what }) => what.startsWith('postgres'))).toHaveLength(3)
    await expect(askDaemon(lab.folder, 'status', {})).rejects.toThrow(/is gone without/)

    expect((await lab.up()).changed).toBe(true)
    expect(left.some(isRunning)).toBe(false)
    expect(await countOn('gcp', 'test')).toBe(1)
    await lab.down()
    expect(processRegister(lab.folder.processes).strays()).toEqual([])
  })

  test('never has a stranger killed that got the number of one of its processes', async () => {
    const register = processRegister(lab.folder.processes)
    register.add('postgres aws', process.pid)
    const [own] = register.read()
    if (!own) throw new Error('not registered')
    const { writeJsonFile } = await import('../../src/lab/json-file.ts')
    writeJsonFile(lab.folder.processes, [{ ...own, startedAt: '1' }])
    const { strays } = await lab.down()
    expect(strays).toEqual([])
  })
})

describe('an up that does not come to its end', () => {
  test('leaves nothing running when it is interrupted', async () => {
    const stop = new AbortController()
    const starting = lab.up({
      signal: stop.signal,
      report: () => stop.abort(new Error('interrupted')),
    })
    await expect(starting).rejects.toThrow('interrupted')
    expect(processRegister(lab.folder.processes).strays()).toEqual([])
    expect((await labStatus(lab.folder)).state).toBe('down')
    expect((await lab.up()).changed).toBe(true)
  })
})
