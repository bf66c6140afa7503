import { DNS, type Zone } from '@google-cloud/dns'
import fc from 'fast-check'
import { OAuth2Client } from 'google-auth-library'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { demoSeed, dig, digShort, FakeWorld, type Served, serveCloud } from './harness.ts'

let served: Served
let zone: Zone
let dns: DNS

beforeEach(async () => {
  served = await serveCloud(makeGcpCloud, new FakeWorld())
  served.cloud.seed(demoSeed({ account: 'shop-lab', region: 'us-central1', instance: 'orders-gcp' }))
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: 'lab-token' })
  dns = new DNS({ projectId: 'shop-lab', authClient })
  dns.baseUrl = `${served.url}/dns/v1`
  zone = dns.zone('shop-test')
})

afterEach(async () => {
  await served.close()
})

/** The REST face, for what the Node client has no method for. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is what the tests assert.
async function rest(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${served.url}${path}`, {
    method,
    headers: { authorization: 'Bearer lab-token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}
const rrsets = '/dns/v1/projects/shop-lab/managedZones/shop-test/rrsets'
const checks = '/compute/v1/projects/shop-lab/global/healthChecks'
const a = (name: string, ...data: string[]) => zone.record('a', { name, ttl: 5, data })
const names = async () =>
  (await zone.getRecords())[0].map((record) => `${record.metadata.name} ${record.type}`)

describe('Cloud DNS through the Node client', () => {
  it('lists zones and the records of the demo platform', async () => {
    const [zones] = await dns.getZones()
    expect(zones.map((found) => found.name)).toEqual(['shop-test'])
    expect(zones[0]?.metadata).toMatchObject({
      dnsName: 'shop.test.',
      kind: 'dns#managedZone',
      nameServers: ['ns1.shop.test.'],
    })
    expect(await names()).toEqual([
      'shop.test. NS',
      'shop.test. SOA',
      'app.shop.test. A',
      'db.shop.test. A',
      'www.shop.test. A',
    ])
    const [page] = await zone.getRecords({ name: 'db.shop.test.', type: 'A', autoPaginate: false })
    expect(page[0]?.metadata).toMatchObject({ ttl: 1, rrdatas: ['127.9.1.1'] })
  })

  it('replaces a record atomically; the change is pending until it is in sync', async () => {
    const [change] = await zone.createChange({
      delete: zone.record('a', { name: 'db.shop.test.', ttl: 1, data: '127.9.1.1' }),
      add: zone.record('a', { name: 'db.shop.test.', ttl: 1, data: '127.9.2.1' }),
    })
    expect(change.metadata.status).toBe('pending')
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.1.1'])
    served.world.advance(2000)
    const [metadata] = await change.getMetadata()
    expect(metadata.status).toBe('done')
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.2.1'])
    const [changes] = await zone.getChanges({ sort: 'asc' })
    expect(changes.map((found) => found.id)).toEqual(['0', '1'])
  })

  it.each([
    ['an addition that is there', { add: ['db.shop.test.', '127.9.1.1'] }, 409, 'alreadyExists'],
    ['a deletion that does not match', { delete: ['db.shop.test.', '127.9.9.9'] }, 412, 'conditionNotMet'],
    ['a deletion of nothing', { delete: ['none.shop.test.', '127.9.9.9'] }, 404, 'notFound'],
    ['a name outside', { add: ['www.example.org.', '127.9.9.9'] }, 400, 'invalid'],
    ['a name without final dot', { add: ['x.shop.test', '127.9.9.9'] }, 400, 'invalid'],
    ['data that is no address', { add: ['x.shop.test.', '1.2.3'] }, 400, 'invalid'],
  ] as const)('refuses %s', async (_what, given, code, reason) => {
    const before = await names()
    const record = (pair: readonly [string, string]) =>
      zone.record('a', { name: pair[0], ttl: 1, data: pair[1] })
    const change = {
      add: [a('good.shop.test.', '127.9.9.1'), ...('add' in given ? [record(given.add)] : [])],
      ...('delete' in given ? { delete: record(given.delete) } : {}),
    }
    await expect(zone.createChange(change)).rejects.toMatchObject({
      code,
      errors: [expect.objectContaining({ reason })],
    })
    expect(await names()).toEqual(before)
  })

  it('refuses a CNAME beside others and a zone without its apex', async () => {
    await expect(
      zone.createChange({
        add: zone.record('cname', { name: 'db.shop.test.', ttl: 1, data: 'x.shop.test.' }),
      }),
    ).rejects.toMatchObject({
      errors: [expect.objectContaining({ reason: 'cnameResourceRecordSetConflict' })],
    })
    const [ns] = await zone.getRecords('NS')
    await expect(zone.createChange({ delete: ns })).rejects.toMatchObject({
      errors: [expect.objectContaining({ reason: 'invalidZoneApex' })],
    })
  })

  it('creates and deletes zones', async () => {
    const [made] = await dns.createZone('other', { dnsName: 'other.test.' })
    expect((await made.getMetadata())[0].dnsName).toBe('other.test.')
    await expect(dns.createZone('other', { dnsName: 'other.test.' })).rejects.toMatchObject({ code: 409 })
    await expect(dns.createZone('Bad_Name', { dnsName: 'other.test.' })).rejects.toMatchObject({ code: 400 })
    await expect(zone.delete()).rejects.toMatchObject({
      errors: [expect.objectContaining({ reason: 'containerNotEmpty' })],
    })
    await made.delete()
    await expect(made.getMetadata()).rejects.toMatchObject({ code: 404 })
  })

  it('applies changes wholly or not at all, whatever is in them', async () => {
    const label = fc.constantFrom('a', 'b', 'db', 'app')
    const entry = fc.record({
      kind: fc.constantFrom('additions', 'deletions'),
      label,
      type: fc.constantFrom('A', 'CNAME'),
      value: fc.constantFrom('127.0.0.9', '127.9.1.1', 'nonsense', 'x.shop.test.'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 4 }), async (entries) => {
        const list = async () => JSON.stringify((await rest('GET', rrsets)).body)
        const before = await list()
        const of = (kind: string) =>
          entries
            .filter((one) => one.kind === kind)
            .map(({ label, type, value }) => ({
              name: `${label}.shop.test.`,
              type,
              ttl: 1,
              rrdatas: [value],
            }))
        const answer = await rest('POST', '/dns/v1/projects/shop-lab/managedZones/shop-test/changes', {
          additions: of('additions'),
          deletions: of('deletions'),
        })
        const after = await list()
        if (answer.status !== 200) return after === before
        const present = JSON.parse(after).rrsets as { name: string; type: string; rrdatas?: string[] }[]
        return of('additions').every((added) =>
          present.some(
            (record) =>
              record.name === added.name &&
              record.type === added.type &&
              record.rrdatas?.[0] === added.rrdatas[0],
          ),
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe('Cloud DNS record sets by REST', () => {
  it('creates, patches and deletes one, as gcloud does', async () => {
    const made = await rest('POST', rrsets, {
      name: 'x.shop.test.',
      type: 'A',
      ttl: 5,
      rrdatas: ['127.9.9.1'],
    })
    expect(made).toMatchObject({
      status: 200,
      body: { kind: 'dns#resourceRecordSet', rrdatas: ['127.9.9.1'] },
    })
    expect(
      (await rest('POST', rrsets, { name: 'x.shop.test.', type: 'A', rrdatas: ['127.9.9.1'] })).status,
    ).toBe(409)
    expect(
      (
        await rest('PATCH', `${rrsets}/x.shop.test./A`, {
          name: 'x.shop.test.',
          type: 'A',
          rrdatas: ['127.9.9.2'],
        })
      ).body,
    ).toMatchObject({ ttl: 5, rrdatas: ['127.9.9.2'] })
    expect((await rest('GET', `${rrsets}/x.shop.test./A`)).body.rrdatas).toEqual(['127.9.9.2'])
    expect((await rest('DELETE', `${rrsets}/x.shop.test./A`)).status).toBe(200)
    expect((await rest('GET', `${rrsets}/x.shop.test./A`)).body.error).toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound', domain: 'global' }],
    })
    expect((await rest('GET', rrsets.replace('v1', 'v1beta2'))).status).toBe(200)
    expect((await rest('GET', `${rrsets}?type=A`)).status).toBe(400)
  })

  it('checks routing policies', async () => {
    const policy = (routingPolicy: unknown, type = 'A') =>
      rest('POST', rrsets, { name: 'p.shop.test.', type, ttl: 5, routingPolicy })
    const targets = { healthCheckedTargets: { externalEndpoints: ['127.9.1.1'] } }
    expect((await policy({ wrr: { items: [{ weight: 1, ...targets }] } })).body.error.message).toMatch(
      /health check is required/,
    )
    expect(
      (await policy({ geo: { items: [{ location: 'atlantis', rrdatas: ['127.9.1.1'] }] } })).body.error
        .message,
    ).toMatch(/location/)
    expect(
      (
        await policy({
          geo: {
            items: [
              { location: 'us-east1', rrdatas: ['127.9.1.1'] },
              { location: 'us-east1', rrdatas: ['127.9.1.2'] },
            ],
          },
        })
      ).status,
    ).toBe(400)
    expect((await policy({ wrr: { items: [{ weight: -1, rrdatas: ['127.9.1.1'] }] } })).status).toBe(400)
    expect(
      (
        await policy({
          healthCheck: 'projects/shop-lab/global/healthChecks/none',
          wrr: { items: [{ weight: 1, ...targets }] },
        })
      ).status,
    ).toBe(404)
    expect(
      (
        await policy({
          wrr: {
            items: [
              { weight: 1, healthCheckedTargets: { internalLoadBalancers: [{ ipAddress: '10.0.0.1' }] } },
            ],
          },
        })
      ).body.error.message,
    ).toMatch(/private zones only/)
  })
})

describe('Compute health checks', () => {
  const good = {
    name: 'hc',
    type: 'HTTP',
    checkIntervalSec: 30,
    timeoutSec: 5,
    sourceRegions: ['us-east1', 'us-west1', 'europe-west1'],
    httpHealthCheck: { port: 8080, requestPath: '/healthz' },
  }

  it('are made and changed by operations', async () => {
    const made = await rest('POST', checks, good)
    expect(made.body).toMatchObject({ kind: 'compute#operation', operationType: 'insert', status: 'RUNNING' })
    expect(
      (await rest('GET', `/compute/v1/projects/shop-lab/global/operations/${made.body.name}`)).body.status,
    ).toBe('DONE')
    expect((await rest('GET', `${checks}/hc`)).body).toMatchObject({
      name: 'hc',
      httpHealthCheck: { port: 8080 },
      healthyThreshold: 2,
    })
    await rest('PATCH', `${checks}/hc`, { httpHealthCheck: { requestPath: '/ready' } })
    expect((await rest('GET', `${checks}/hc`)).body.httpHealthCheck).toMatchObject({
      port: 8080,
      requestPath: '/ready',
    })
    expect((await rest('GET', checks)).body.items).toHaveLength(2)
    expect((await rest('POST', checks, good)).status).toBe(409)
    expect((await rest('DELETE', `${checks}/hc`)).status).toBe(200)
    expect((await rest('GET', `${checks}/hc`)).status).toBe(404)
    expect((await rest('DELETE', `${checks}/lab-http-1`)).body.error.errors[0].reason).toBe(
      'resourceInUseByAnotherResource',
    )
  })

  it('are checked as the vendor does', async () => {
    expect((await rest('POST', checks, { ...good, sourceRegions: ['us-east1'] })).status).toBe(400)
    expect((await rest('POST', checks, { ...good, checkIntervalSec: 10 })).status).toBe(400)
    expect((await rest('POST', checks, { ...good, timeoutSec: 31 })).status).toBe(400)
    expect((await rest('POST', checks, { ...good, type: 'TCP' })).status).toBe(400)
    expect((await rest('POST', checks, { ...good, name: 'Bad' })).status).toBe(400)
  })
})

describe('Cloud DNS answers', () => {
  const sick = (...endpoints: string[]) => {
    served.world.healthByProbe.clear()
    for (const endpoint of endpoints) served.world.healthByProbe.set(`lab-http-1/${endpoint}`, 'unhealthy')
  }

  it('has a probe for every endpoint of every policy', () => {
    expect(served.cloud.probes()).toHaveLength(3)
    expect(served.cloud.probes().find((probe) => probe.host === '127.9.1.1')).toMatchObject({
      id: 'lab-http-1/127.9.1.1',
      protocol: 'http',
      port: 8080,
      path: '/healthz',
      intervalMs: 30000,
    })
  })

  it('fails over, and gives the backup when nothing is healthy', () => {
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.1.1'])
    sick('127.9.1.1')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.2.1'])
    sick('127.9.1.1', '127.9.2.1')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.2.1'])
  })

  it('trickles a share to the backup', async () => {
    const present = (await rest('GET', `${rrsets}/app.shop.test./A`)).body
    present.routingPolicy.primaryBackup.trickleTraffic = 0.25
    expect(
      (await rest('PATCH', `${rrsets}/app.shop.test./A`, { routingPolicy: present.routingPolicy })).status,
    ).toBe(200)
    served.world.advance(2000)
    const backup = Array.from({ length: 4000 }, () => digShort(served.cloud, 'app.shop.test')[0]).filter(
      (value) => value === '127.9.2.1',
    ).length
    expect(backup).toBeGreaterThan(850)
    expect(backup).toBeLessThan(1150)
  })

  it('gives shares in proportion to the weights of the healthy', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 4 }),
        async (weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          const items = weights.map((weight, index) => ({ weight, rrdatas: [`10.0.0.${index}`] }))
          await rest('DELETE', `${rrsets}/w.shop.test./A`)
          await rest('POST', rrsets, {
            name: 'w.shop.test.',
            type: 'A',
            ttl: 5,
            routingPolicy: { wrr: { items } },
          })
          served.world.advance(2000)
          const seen = Array.from({ length: 2000 }, () => digShort(served.cloud, 'w.shop.test')[0])
          weights.forEach((weight, index) => {
            const share = seen.filter((value) => value === `10.0.0.${index}`).length / 2000
            expect(Math.abs(share - (total === 0 ? 0 : weight / total))).toBeLessThan(0.06)
          })
        },
      ),
      { numRuns: 15 },
    )
    sick('127.9.1.1', '127.9.2.1')
    expect(new Set(Array.from({ length: 200 }, () => digShort(served.cloud, 'www.shop.test')[0]))).toEqual(
      new Set(['127.9.3.1']),
    )
  })

  it('routes to the nearest place, past a sick one unless fenced', async () => {
    const healthCheck =
      'https://www.googleapis.com/compute/v1/projects/shop-lab/global/healthChecks/lab-http-1'
    const item = (location: string, endpoint: string) => ({
      location,
      healthCheckedTargets: { externalEndpoints: [endpoint] },
    })
    const items = [
      item('europe-west3', '10.0.0.1'),
      item('us-east4', '10.0.0.2'),
      item('asia-northeast1', '10.0.0.3'),
    ]
    for (const [name, enableFencing] of [
      ['geo', false],
      ['fenced', true],
    ] as const) {
      expect(
        (
          await rest('POST', rrsets, {
            name: `${name}.shop.test.`,
            type: 'A',
            ttl: 5,
            routingPolicy: { healthCheck, geo: { enableFencing, items } },
          })
        ).status,
      ).toBe(200)
    }
    served.world.advance(2000)
    const ask = (name: string, client: string) => digShort(served.cloud, `${name}.shop.test`, 'A', client)
    expect(ask('geo', '198.51.100.1')).toEqual(['10.0.0.1'])
    expect(ask('geo', '203.0.113.1')).toEqual(['10.0.0.3'])
    sick('10.0.0.1')
    expect(ask('geo', '198.51.100.1')).toEqual(['10.0.0.2'])
    expect(ask('fenced', '198.51.100.1')).toEqual(['10.0.0.1'])
  })

  it('stands a restart, and tells NODATA from NXDOMAIN', async () => {
    await zone.createChange({ add: a('new.shop.test.', '10.0.0.5') })
    const again = makeGcpCloud(served.world)
    again.restore(JSON.parse(JSON.stringify(served.cloud.save())))
    expect(dig(again, 'new.shop.test').code).toBe('NXDOMAIN')
    served.world.advance(2000)
    expect(digShort(again, 'new.shop.test')).toEqual(['10.0.0.5'])
    expect(dig(again, 'new.shop.test', 'TXT')).toMatchObject({
      code: 'NOERROR',
      answers: [],
      authorities: [{ type: 'SOA' }],
    })
  })
})
