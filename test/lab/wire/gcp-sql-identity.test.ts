import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SqlInstancesServiceClient, SqlOperationsServiceClient } from '@google-cloud/sql'
import { OAuth2Client } from 'google-auth-library'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { demoSeed, FakeDatabase, FakeWorld, hasTool, type Served, serveCloud } from './harness.ts'

let served: Served
let instances: SqlInstancesServiceClient
let operations: SqlOperationsServiceClient
let database: FakeDatabase

beforeEach(async () => {
  served = await serveCloud(makeGcpCloud, new FakeWorld())
  database = new FakeDatabase('orders-gcp', '127.9.2.1', 'replica')
  served.world.databases.set('orders-gcp', database)
  served.cloud.seed(demoSeed({ account: 'shop-lab', region: 'us-central1', instance: 'orders-gcp' }))
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: 'lab-token' })
  const options = {
    projectId: 'shop-lab',
    fallback: true,
    protocol: 'http',
    apiEndpoint: '127.0.0.1',
    port: served.port,
    authClient,
  } as const
  instances = new SqlInstancesServiceClient(options as never)
  operations = new SqlOperationsServiceClient(options as never)
})

afterEach(async () => {
  await Promise.all([instances.close(), operations.close()])
  await served.close()
})

const named = { project: 'shop-lab', instance: 'orders-gcp' }
const setPolicy = (activationPolicy: 'ALWAYS' | 'NEVER') =>
  instances.patch({ ...named, body: { settings: { activationPolicy } } })

describe('Cloud SQL through the Node client', () => {
  it('lists and gets instances', async () => {
    const [list] = await instances.list({ project: 'shop-lab' })
    expect(list.items?.map((instance) => instance.name)).toEqual(['orders-gcp'])
    const [instance] = await instances.get(named)
    expect(instance).toMatchObject({
      state: 'RUNNABLE',
      databaseVersion: 'POSTGRES_18',
      region: 'us-central1',
      connectionName: 'shop-lab:us-central1:orders-gcp',
    })
    expect(instance.ipAddresses?.[0]?.ipAddress).toBe('127.9.2.1')
    expect(instance.settings?.activationPolicy).toBe('ALWAYS')
  })

  it('stops and starts the real server by the activation policy, as an operation', async () => {
    const [operation] = await setPolicy('NEVER')
    const read = async () =>
      (await operations.get({ project: 'shop-lab', operation: operation.name as string }))[0]
    expect(operation).toMatchObject({ operationType: 'UPDATE', status: 'RUNNING', targetId: 'orders-gcp' })
    await expect(setPolicy('ALWAYS')).rejects.toMatchObject({
      message: expect.stringMatching(/another operation was already in progress/),
    })
    served.world.advance(5000)
    expect((await read()).status).toBe('DONE')
    expect(database.up).toBe(false)
    const [instance] = await instances.get(named)
    expect(instance).toMatchObject({ state: 'RUNNABLE', settings: { activationPolicy: 'NEVER' } })
    await setPolicy('ALWAYS')
    served.world.advance(5000)
    await instances.get(named)
    expect(database.up).toBe(true)
    const [list] = (await operations.list({ project: 'shop-lab', instance: 'orders-gcp' })) as never as [
      { items: { status: string }[] },
    ]
    expect(list.items.map((item) => item.status)).toEqual(['DONE', 'DONE'])
  })

  it('shows an operation whose server did not follow as done with an error', async () => {
    database.fails = true
    const [operation] = await setPolicy('NEVER')
    served.world.advance(5000)
    const [read] = await operations.get({ project: 'shop-lab', operation: operation.name as string })
    expect(read).toMatchObject({ status: 'DONE', error: { errors: [{ code: 'INTERNAL_ERROR' }] } })
  })

  it('refuses in the words of the API', async () => {
    await expect(instances.get({ ...named, instance: 'none' })).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    })
    await expect(instances.promoteReplica(named)).rejects.toMatchObject({
      message: expect.stringContaining('not a read replica'),
    })
    await expect(
      instances.patch({ ...named, body: { settings: { tier: 'db-f1-micro' } } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('does not model') })
    await expect(instances.get({ project: 'another', instance: 'orders-gcp' })).rejects.toMatchObject({
      message: expect.stringContaining('Permission denied'),
    })
  })
})

describe('identity and authentication', () => {
  it('refuses a call without a bearer token', async () => {
    for (const path of [
      '/dns/v1/projects/shop-lab/managedZones',
      '/v1/projects/shop-lab/instances',
      '/compute/v1/projects/shop-lab',
      '/v1/projects/shop-lab',
    ]) {
      const answer = await fetch(served.url + path)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(answer.headers.get('x-goog-request-id')).toBeTruthy()
      expect(await answer.json()).toMatchObject({
        error: {
          code: 401,
          status: 'UNAUTHENTICATED',
          errors: [{ reason: 'required', location: 'Authorization' }],
        },
      })
    }
  })

  it('says whose the token and what the project is', async () => {
    const headers = { authorization: 'Bearer lab-token' }
    const read = async (path: string) => (await fetch(served.url + path, { headers })).json()
    expect(await read('/v1/projects/shop-lab')).toMatchObject({
      projectId: 'shop-lab',
      lifecycleState: 'ACTIVE',
    })
    expect(await read('/v3/projects/shop-lab')).toMatchObject({ projectId: 'shop-lab', state: 'ACTIVE' })
    expect(await read('/tokeninfo?access_token=lab-token')).toMatchObject({
      email: 'operator@shop-lab.iam.gserviceaccount.com',
    })
    expect(await read('/oauth2/v3/userinfo')).toMatchObject({ email_verified: true })
    expect(await read('/pubsub/v1/topics')).toMatchObject({ error: { code: 404 } })
  })

  it('names the service of each path, and throttles in its words', () => {
    const of = (url: string) =>
      served.cloud.serviceOf({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) })
    expect(
      [
        '/dns/v1/projects/p/managedZones',
        '/compute/v1/projects/p/global/healthChecks',
        '/v1/projects/p/instances',
        '/sql/v1beta4/projects/p/instances',
        '/v1/projects/p',
        '/tokeninfo',
      ].map(of),
    ).toEqual(['dns', 'compute', 'sql', 'sql', 'resourcemanager', 'oauth2'])
    expect(served.cloud.throttled('sql').status).toBe(429)
    expect(served.cloud.throttled('compute').status).toBe(403)
  })
})

describe.skipIf(!hasTool('gcloud'))('the gcloud command', () => {
  const gcloud = async (...args: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-gcloud-'))
    writeFileSync(join(folder, 'token'), 'lab-token')
    try {
      const { stdout } = await promisify(execFile)('gcloud', [...args, '--format=json', '--quiet'], {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          CLOUDSDK_CONFIG: join(folder, 'config'),
          CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'token'),
          CLOUDSDK_CORE_PROJECT: 'shop-lab',
          CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
          CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
          CLOUDSDK_API_ENDPOINT_OVERRIDES_DNS: `${served.url}/`,
          CLOUDSDK_API_ENDPOINT_OVERRIDES_SQL: `${served.url}/`,
          CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${served.url}/compute/v1/`,
        },
      })
      return JSON.parse(stdout || 'null')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  it('lists and changes record sets', async () => {
    const records = await gcloud('dns', 'record-sets', 'list', '--zone', 'shop-test')
    expect(records.map((record: { name: string }) => record.name)).toContain('app.shop.test.')
    const made = await gcloud(
      'dns',
      'record-sets',
      'create',
      'cli.shop.test.',
      '--zone',
      'shop-test',
      '--type',
      'A',
      '--ttl',
      '5',
      '--rrdatas',
      '127.9.9.1',
    )
    expect(made[0] ?? made).toMatchObject({ rrdatas: ['127.9.9.1'] })
    await gcloud(
      'dns',
      'record-sets',
      'update',
      'cli.shop.test.',
      '--zone',
      'shop-test',
      '--type',
      'A',
      '--ttl',
      '6',
      '--rrdatas',
      '127.9.9.2',
    )
    await expect(
      gcloud(
        'dns',
        'record-sets',
        'create',
        'cli.shop.test.',
        '--zone',
        'shop-test',
        '--type',
        'A',
        '--rrdatas',
        '127.9.9.1',
      ),
    ).rejects.toThrow(/already exists/)
  }, 120_000)

  it('lists, stops and describes instances, and lists health checks', async () => {
    expect((await gcloud('sql', 'instances', 'list'))[0]).toMatchObject({ name: 'orders-gcp' })
    await gcloud('sql', 'instances', 'patch', 'orders-gcp', '--activation-policy', 'NEVER', '--async')
    served.world.advance(5000)
    expect(await gcloud('sql', 'instances', 'describe', 'orders-gcp')).toMatchObject({
      settings: { activationPolicy: 'NEVER' },
    })
    expect(database.up).toBe(false)
    expect((await gcloud('compute', 'health-checks', 'list', '--global'))[0]).toMatchObject({
      name: 'lab-http-1',
    })
  }, 120_000)
})
