import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { DnsManagementClient } from '@azure/arm-dns'
import { PostgreSQLManagementFlexibleServerClient } from '@azure/arm-postgresql-flexible'
import { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import { ClientSecretCredential } from '@azure/identity'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import { makeToken, tenantId } from '../../../src/lab/azure/token.ts'
import { serverCertificate } from '../../../src/lab/daemon/certificates.ts'
import { demoSeed, dig, digShort, FakeDatabase, FakeWorld, type Served, serveCloud } from './harness.ts'

const subscription = '00000000-0000-0000-0000-000000000001'
let tls: { key: string; cert: string; ca: string }
let served: Served
let database: FakeDatabase
let dns: DnsManagementClient
let traffic: TrafficManagerManagementClient
let postgres: PostgreSQLManagementFlexibleServerClient

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-ca-'))
  const made = await serverCertificate(folder, [])
  rmSync(folder, { recursive: true })
  tls = { key: made.key, cert: made.certificate, ca: made.authority }
})

beforeEach(async () => {
  served = await serveCloud(makeAzureCloud, new FakeWorld(), tls)
  database = new FakeDatabase('orders-azure', '127.9.3.1', 'replica')
  served.world.databases.set('orders-azure', database)
  served.cloud.seed(demoSeed({ account: subscription, region: 'eastus', instance: 'orders-azure' }))
  const token = makeToken({
    issuer: served.url,
    nowMs: served.world.nowMs,
    lifetimeSeconds: 86_400,
    clientId: 'test',
    audience: 'https://management.azure.com',
  })
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  const options = { endpoint: served.url, tlsOptions: { ca: tls.ca }, retryOptions: { maxRetries: 0 } }
  dns = new DnsManagementClient(credential, subscription, options)
  traffic = new TrafficManagerManagementClient(credential, subscription, options)
  postgres = new PostgreSQLManagementFlexibleServerClient(credential, subscription, options)
})

afterEach(() => served.close())

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of pages) items.push(item)
  return items
}
const profile = (
  name: string,
  method: string,
  endpoints: Record<string, unknown>[],
  more: Record<string, unknown> = {},
) =>
  traffic.profiles.createOrUpdate('shop', name, {
    location: 'global',
    trafficRoutingMethod: method as 'Priority',
    dnsConfig: { relativeName: name, ttl: 5 },
    monitorConfig: {
      protocol: 'HTTP',
      port: 8080,
      path: '/healthz',
      intervalInSeconds: 10,
      timeoutInSeconds: 5,
      toleratedNumberOfFailures: 2,
    },
    endpoints: endpoints.map((endpoint) => ({
      type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
      ...endpoint,
    })),
    ...more,
  })
const ask = (name: string, client?: string) =>
  digShort(served.cloud, `${name}.trafficmanager.net`, 'A', client)

describe('Azure DNS through the SDK', () => {
  it('lists zones and record sets', async () => {
    expect((await all(dns.zones.list())).map((zone) => zone.name)).toEqual(['shop.test'])
    expect(await dns.zones.get('shop', 'shop.test')).toMatchObject({
      numberOfRecordSets: 5,
      nameServers: ['ns1.shop.test.'],
      zoneType: 'Public',
    })
    const sets = await all(dns.recordSets.listByDnsZone('shop', 'shop.test'))
    expect(sets.map((set) => `${set.name} ${set.type?.split('/').at(-1)}`)).toEqual([
      '@ NS',
      '@ SOA',
      'app A',
      'db A',
      'www A',
    ])
    expect(await all(dns.recordSets.listByType('shop', 'shop.test', 'A', { top: 2 }))).toHaveLength(3)
    expect(
      await all(dns.recordSets.listAllByDnsZone('shop', 'shop.test', { recordSetNameSuffix: 'db' })),
    ).toHaveLength(1)
  })

  it('changes a record set under its etag; DNS follows after the time of propagation', async () => {
    const before = await dns.recordSets.get('shop', 'shop.test', 'db', 'A')
    expect(before).toMatchObject({
      ttl: 1,
      aRecords: [{ ipv4Address: '127.9.1.1' }],
      provisioningState: 'Succeeded',
    })
    const after = await dns.recordSets.createOrUpdate(
      'shop',
      'shop.test',
      'db',
      'A',
      { ttl: 1, aRecords: [{ ipv4Address: '127.9.2.1' }] },
      { ifMatch: before.etag as string },
    )
    expect(after.etag).not.toBe(before.etag)
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.1.1'])
    served.world.advance(2000)
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.2.1'])
    await expect(
      dns.recordSets.createOrUpdate(
        'shop',
        'shop.test',
        'db',
        'A',
        { ttl: 1 },
        { ifMatch: before.etag as string },
      ),
    ).rejects.toMatchObject({ statusCode: 412, code: 'PreconditionFailed' })
    await expect(
      dns.recordSets.createOrUpdate('shop', 'shop.test', 'db', 'A', { ttl: 1 }, { ifNoneMatch: '*' }),
    ).rejects.toMatchObject({ statusCode: 412 })
    await expect(
      dns.recordSets.delete('shop', 'shop.test', 'db', 'A', { ifMatch: 'other' }),
    ).rejects.toMatchObject({ statusCode: 412 })
    await dns.recordSets.delete('shop', 'shop.test', 'db', 'A', { ifMatch: after.etag as string })
    await dns.recordSets.delete('shop', 'shop.test', 'db', 'A')
    served.world.advance(2000)
    expect(dig(served.cloud, 'db.shop.test').code).toBe('NXDOMAIN')
  })

  it('serves the types it models', async () => {
    await dns.recordSets.createOrUpdate('shop', 'shop.test', 'txt', 'TXT', {
      ttl: 5,
      txtRecords: [{ value: ['a "quoted" text'] }],
    })
    await dns.recordSets.createOrUpdate('shop', 'shop.test', 'six', 'AAAA', {
      ttl: 5,
      aaaaRecords: [{ ipv6Address: '::1' }],
    })
    await dns.recordSets.createOrUpdate('shop', 'shop.test', 'alias', 'CNAME', {
      ttl: 5,
      cnameRecord: { cname: 'db.shop.test' },
    })
    await dns.recordSets.createOrUpdate('shop', 'shop.test', '*.wild', 'A', {
      ttl: 5,
      aRecords: [{ ipv4Address: '10.0.0.1' }],
    })
    await dns.recordSets.update('shop', 'shop.test', 'db', 'A', { metadata: { owner: 'lab' } })
    expect(await dns.recordSets.get('shop', 'shop.test', 'db', 'A')).toMatchObject({
      metadata: { owner: 'lab' },
      aRecords: [{ ipv4Address: '127.9.1.1' }],
    })
    served.world.advance(2000)
    expect(digShort(served.cloud, 'txt.shop.test', 'TXT')).toEqual([['a "quoted" text']])
    expect(digShort(served.cloud, 'six.shop.test', 'AAAA')).toEqual(['::1'])
    expect(digShort(served.cloud, 'alias.shop.test')).toEqual(['db.shop.test', '127.9.1.1'])
    expect(digShort(served.cloud, 'x.wild.shop.test')).toEqual(['10.0.0.1'])
    expect(dig(served.cloud, 'shop.test', 'SOA').answers[0]?.data).toMatchObject({
      mname: 'ns1.shop.test',
      minimum: 300,
    })
  })

  it.each([
    ['a bad address', 'x', 'A', { ttl: 1, aRecords: [{ ipv4Address: '300.0.0.1' }] }],
    ['no TTL', 'x', 'A', { aRecords: [{ ipv4Address: '10.0.0.1' }] }],
    ['a CNAME beside others', 'db', 'CNAME', { ttl: 1, cnameRecord: { cname: 'x.test' } }],
    ['a CNAME at the apex', '@', 'CNAME', { ttl: 1, cnameRecord: { cname: 'x.test' } }],
    ['records of another type', 'x', 'A', { ttl: 1, txtRecords: [{ value: ['x'] }] }],
    [
      'an alias to nothing',
      'x',
      'A',
      {
        ttl: 1,
        targetResource: {
          id: `/subscriptions/${subscription}/resourceGroups/shop/providers/Microsoft.Network/trafficManagerProfiles/none`,
        },
      },
    ],
    ['a bad name', 'a..b', 'A', { ttl: 1, aRecords: [{ ipv4Address: '10.0.0.1' }] }],
  ] as const)('refuses %s', async (_what, name, type, body) => {
    await expect(
      dns.recordSets.createOrUpdate('shop', 'shop.test', name, type, body as never),
    ).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' })
  })

  it('keeps the apex and names what there is not', async () => {
    await expect(dns.recordSets.delete('shop', 'shop.test', '@', 'NS')).rejects.toMatchObject({
      statusCode: 400,
    })
    await expect(dns.recordSets.get('shop', 'shop.test', 'none', 'A')).rejects.toMatchObject({
      statusCode: 404,
      code: 'NotFound',
    })
    await expect(dns.recordSets.get('shop', 'none.test', 'db', 'A')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ParentResourceNotFound',
    })
    await expect(dns.zones.get('shop', 'none.test')).rejects.toMatchObject({ code: 'ResourceNotFound' })
    await expect(dns.zones.get('none', 'shop.test')).rejects.toMatchObject({ code: 'ResourceGroupNotFound' })
    await expect(dns.zones.createOrUpdate('shop', 'new.test', { location: 'global' })).rejects.toMatchObject({
      statusCode: 405,
      code: 'MethodNotAllowed',
    })
  })
})

describe('Traffic Manager through the SDK', () => {
  it('shows what the probes see', async () => {
    const read = () => traffic.profiles.get('shop', 'shop-app')
    expect(await read()).toMatchObject({
      trafficRoutingMethod: 'Priority',
      dnsConfig: { fqdn: 'shop-app.trafficmanager.net' },
      monitorConfig: { profileMonitorStatus: 'Online' },
    })
    served.world.healthByProbe.set('shop-app/aws', 'unhealthy')
    served.world.healthByProbe.set('shop-app/gcp', 'unknown')
    const seen = await read()
    expect(seen.monitorConfig?.profileMonitorStatus).toBe('Degraded')
    expect(seen.endpoints?.map((endpoint) => endpoint.endpointMonitorStatus)).toEqual([
      'Degraded',
      'CheckingEndpoint',
    ])
    expect(served.cloud.probes().find((probe) => probe.id === 'shop-app/aws')).toMatchObject({
      protocol: 'http',
      host: '127.9.1.1',
      port: 8080,
      path: '/healthz',
      intervalMs: 10000,
      threshold: 3,
    })
  })

  it('fails over by priority through the alias of the zone', async () => {
    expect(dig(served.cloud, 'app.shop.test').answers).toEqual([
      { name: 'app.shop.test', type: 'A', ttl: 1, data: '127.9.1.1' },
    ])
    served.world.healthByProbe.set('shop-app/aws', 'unhealthy')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.2.1'])
    served.world.healthByProbe.set('shop-app/gcp', 'unhealthy')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.1.1'])
    await traffic.endpoints.update('shop', 'shop-app', 'ExternalEndpoints', 'aws', {
      endpointStatus: 'Disabled',
    })
    served.world.advance(2000)
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.2.1'])
    expect(
      (await traffic.endpoints.get('shop', 'shop-app', 'ExternalEndpoints', 'aws')).endpointMonitorStatus,
    ).toBe('Disabled')
  })

  it('gives shares by weight', async () => {
    const counts = new Map<unknown, number>()
    for (let index = 0; index < 4000; index++) {
      const value = digShort(served.cloud, 'www.shop.test')[0]
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect(Math.abs((counts.get('127.9.1.1') ?? 0) - 1600)).toBeLessThan(150)
    expect(Math.abs((counts.get('127.9.3.1') ?? 0) - 1200)).toBeLessThan(150)
  })

  it('routes by nearness, geography and in numbers', async () => {
    await profile('near', 'Performance', [
      { name: 'us', target: '10.0.0.1', endpointLocation: 'East US' },
      { name: 'eu', target: '10.0.0.2', endpointLocation: 'West Europe' },
    ])
    await profile('geo', 'Geographic', [
      { name: 'world', target: '10.0.1.1', geoMapping: ['WORLD'] },
      { name: 'eu', target: '10.0.1.2', geoMapping: ['GEO-EU'] },
      { name: 'ca', target: '10.0.1.3', geoMapping: ['US-CA'] },
    ])
    await profile(
      'many',
      'MultiValue',
      [
        { name: 'a', target: '10.0.2.1' },
        { name: 'b', target: '10.0.2.2' },
        { name: 'c', target: '10.0.2.3' },
      ],
      { maxReturn: 2 },
    )
    await profile('named', 'Priority', [{ name: 'a', target: 'db.shop.test', priority: 1 }])
    served.world.advance(2000)
    expect([ask('near'), ask('near', '198.51.100.1')]).toEqual([['10.0.0.1'], ['10.0.0.2']])
    served.world.healthByProbe.set('near/eu', 'unhealthy')
    expect(ask('near', '198.51.100.1')).toEqual(['10.0.0.1'])
    expect([ask('geo'), ask('geo', '198.51.100.1'), ask('geo', '192.0.2.1')]).toEqual([
      ['10.0.1.1'],
      ['10.0.1.2'],
      ['10.0.1.3'],
    ])
    served.world.healthByProbe.set('many/a', 'unhealthy')
    expect(ask('many')).toEqual(['10.0.2.2', '10.0.2.3'])
    expect(ask('named')).toEqual(['db.shop.test', '127.9.1.1'])
    expect(dig(served.cloud, 'none.trafficmanager.net').code).toBe('NXDOMAIN')
  })

  it('creates, changes and deletes profiles and endpoints', async () => {
    const made = await profile('extra', 'Priority', [
      { name: 'a', target: '10.0.0.1' },
      { name: 'b', target: '10.0.0.2' },
    ])
    expect(made.endpoints?.map((endpoint) => endpoint.priority)).toEqual([1, 2])
    await traffic.endpoints.createOrUpdate('shop', 'extra', 'ExternalEndpoints', 'c', {
      type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
      target: '10.0.0.3',
      priority: 9,
    })
    await traffic.endpoints.delete('shop', 'extra', 'ExternalEndpoints', 'a')
    const patched = await traffic.profiles.update('shop', 'extra', {
      trafficRoutingMethod: 'Weighted',
      dnsConfig: { ttl: 9 },
    })
    expect(patched).toMatchObject({
      trafficRoutingMethod: 'Weighted',
      dnsConfig: { relativeName: 'extra', ttl: 9 },
    })
    expect(patched.endpoints?.map((endpoint) => endpoint.name)).toEqual(['b', 'c'])
    expect((await all(traffic.profiles.listByResourceGroup('shop'))).map((one) => one.name)).toEqual([
      'extra',
      'shop-app',
      'shop-www',
    ])
    expect(
      await traffic.profiles.checkTrafficManagerRelativeDnsNameAvailability({
        name: 'extra',
        type: 'Microsoft.Network/trafficManagerProfiles',
      }),
    ).toMatchObject({ nameAvailable: false })
    await traffic.profiles.delete('shop', 'extra')
    await expect(traffic.profiles.get('shop', 'extra')).rejects.toMatchObject({ code: 'ResourceNotFound' })
    await expect(traffic.profiles.delete('shop', 'shop-app')).rejects.toMatchObject({ statusCode: 400 })
  })

  it('refuses what the service refuses', async () => {
    const same = [
      { name: 'a', target: '10.0.0.1', priority: 1 },
      { name: 'b', target: '10.0.0.2', priority: 1 },
    ]
    await expect(profile('bad', 'Priority', same)).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining('priority'),
    })
    await expect(profile('bad', 'Performance', [{ name: 'a', target: '10.0.0.1' }])).rejects.toMatchObject({
      message: expect.stringContaining('location'),
    })
    await expect(
      profile('bad', 'Geographic', [{ name: 'a', target: '10.0.0.1', geoMapping: ['XX-1!'] }]),
    ).rejects.toMatchObject({ message: expect.stringContaining('geographic') })
    await expect(profile('bad', 'MultiValue', [{ name: 'a', target: 'x.test' }])).rejects.toMatchObject({
      message: expect.stringContaining('IP addresses'),
    })
    await expect(profile('bad', 'Subnet', [])).rejects.toMatchObject({
      message: expect.stringContaining('not modelled'),
    })
    await expect(
      profile('bad', 'Weighted', [{ name: 'a', target: '10.0.0.1', weight: 1001 }]),
    ).rejects.toMatchObject({ message: expect.stringContaining('weight') })
    await expect(
      profile('other', 'Priority', [], { dnsConfig: { relativeName: 'shop-app', ttl: 1 } }),
    ).rejects.toMatchObject({ statusCode: 409, code: 'Conflict' })
    await expect(
      profile('bad', 'Priority', [], {
        monitorConfig: { protocol: 'HTTP', port: 80, path: '/', intervalInSeconds: 20 },
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining('interval') })
  })

  it('stands a restart', () => {
    const again = makeAzureCloud(served.world)
    again.restore(JSON.parse(JSON.stringify(served.cloud.save())))
    expect(digShort(again, 'app.shop.test')).toEqual(['127.9.1.1'])
    expect(again.probes()).toEqual(served.cloud.probes())
  })
})

describe('PostgreSQL flexible servers through the SDK', () => {
  const state = async () => (await postgres.servers.get('shop', 'orders-azure')).state

  it('shows the server', async () => {
    expect((await all(postgres.servers.listBySubscription())).map((server) => server.name)).toEqual([
      'orders-azure',
    ])
    expect((await all(postgres.servers.listByResourceGroup('shop'))).length).toBe(1)
    expect(await postgres.servers.get('shop', 'orders-azure')).toMatchObject({
      state: 'Ready',
      version: '18',
      minorVersion: '4',
      fullyQualifiedDomainName: '127.9.3.1',
      administratorLogin: 'mcloud_admin',
      location: 'eastus',
    })
    await expect(postgres.servers.get('shop', 'none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    })
  })

  it('stops and starts the real server as long-running operations', async () => {
    const options = { updateIntervalInMs: 1 }
    const stop = await postgres.servers.beginStop('shop', 'orders-azure', options)
    expect(stop.getOperationState().status).toBe('running')
    expect(await state()).toBe('Stopping')
    await expect(postgres.servers.beginStop('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsBusy',
    })
    served.world.advance(5000)
    await stop.pollUntilDone()
    expect([await state(), database.up]).toEqual(['Stopped', false])
    await expect(postgres.servers.beginStop('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsNotReady',
    })
    const start = await postgres.servers.beginStart('shop', 'orders-azure', options)
    expect(await state()).toBe('Starting')
    served.world.advance(5000)
    await start.pollUntilDone()
    expect([await state(), database.up]).toEqual(['Ready', true])
    await expect(postgres.servers.beginStart('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsNotStopped',
    })
  })

  it('reports an operation whose server did not follow', async () => {
    database.fails = true
    const stop = await postgres.servers.beginStop('shop', 'orders-azure', { updateIntervalInMs: 1 })
    served.world.advance(5000)
    await expect(stop.pollUntilDone()).rejects.toThrow(/did not follow/)
  })
})

describe('sign-in and resources', () => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const request = httpsGet(served.url + path, { headers, ca: tls.ca })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (await json(answer)) as Record<string, unknown>,
    }
  }
  const bearer = (nowMs = served.world.nowMs) => ({
    authorization: `Bearer ${makeToken({ issuer: served.url, nowMs, lifetimeSeconds: 60, clientId: 'x', audience: 'x' })}`,
  })

  it('lets the real credential sign in', async () => {
    served.world.nowMs = Date.now()
    const credential = new ClientSecretCredential(tenantId, 'client', 'secret', {
      authorityHost: served.url,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: tls.ca },
    } as never)
    const client = new DnsManagementClient(credential, subscription, {
      endpoint: served.url,
      tlsOptions: { ca: tls.ca },
    })
    expect((await all(client.zones.list())).length).toBe(1)
    const token = await credential.getToken('https://management.azure.com/.default')
    const claims = JSON.parse(Buffer.from(token.token.split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({
      tid: tenantId,
      appid: 'client',
      upn: 'operator@shop.test',
      aud: 'https://management.azure.com',
    })
    const wrong = new ClientSecretCredential('11111111-0000-0000-0000-000000000000', 'client', 'secret', {
      authorityHost: served.url,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: tls.ca },
    } as never)
    await expect(wrong.getToken('https://management.azure.com/.default')).rejects.toThrow(/AADSTS90002/)
  })

  it('refuses a call without a token, with none that is one, and with an old one', async () => {
    const path = `/subscriptions/${subscription}?api-version=2022-12-01`
    for (const [headers, code] of [
      [{}, 'AuthenticationFailed'],
      [{ authorization: 'Basic eDp5' }, 'AuthenticationFailedInvalidHeader'],
      [{ authorization: 'Bearer opaque' }, 'InvalidAuthenticationToken'],
      [bearer(served.world.nowMs - 3_600_000), 'ExpiredAuthenticationToken'],
    ] as const) {
      const answer = await get(path, headers)
      expect(answer).toMatchObject({ status: 401, body: { error: { code } } })
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /)
      expect(answer.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('shows subscription and resource group, and checks API versions', async () => {
    const headers = bearer()
    expect((await get(`/subscriptions/${subscription}?api-version=2022-12-01`, headers)).body).toMatchObject({
      subscriptionId: subscription,
      state: 'Enabled',
      tenantId,
    })
    expect((await get('/subscriptions?api-version=2022-12-01', headers)).body).toMatchObject({
      value: [{ subscriptionId: subscription }],
    })
    expect(
      (await get(`/subscriptions/${subscription}/resourcegroups/SHOP?api-version=2021-04-01`, headers)).body,
    ).toMatchObject({ name: 'shop' })
    expect((await get(`/subscriptions/${subscription}`, headers)).body).toMatchObject({
      error: { code: 'MissingApiVersionParameter' },
    })
    expect((await get(`/subscriptions/${subscription}?api-version=1999-01-01`, headers)).body).toMatchObject({
      error: { code: 'NoRegisteredProviderFound' },
    })
    expect(
      (
        await get(
          `/subscriptions/${subscription}/providers/Microsoft.Compute/virtualMachines?api-version=2024-01-01`,
          headers,
        )
      ).body,
    ).toMatchObject({ error: { code: 'InvalidResourceType' } })
    expect((await get('/subscriptions/other?api-version=2022-12-01', headers)).body).toMatchObject({
      error: { code: 'SubscriptionNotFound' },
    })
    expect((await get('/nothing', headers)).status).toBe(404)
    const of = (url: string) =>
      served.cloud.serviceOf({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) })
    expect(
      [
        `/${tenantId}/oauth2/v2.0/token`,
        `/subscriptions/${subscription}`,
        `/subscriptions/${subscription}/providers/Microsoft.Network/trafficmanagerprofiles`,
      ].map(of),
    ).toEqual(['login', 'resources', 'trafficmanager'])
    expect(served.cloud.throttled('dns')).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  })
})
