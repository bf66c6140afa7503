import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { a, checks, rest, rrsets, served, useCloudDnsLab, zone } from './cloud-dns-lab.ts'
import { dig, digShort } from './harness.ts'

useCloudDnsLab()

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
    const probes = served.cloud.probes()
    expect(probes.filter(({ id }) => !id.startsWith('uptime/'))).toHaveLength(3)
    expect(probes.filter(({ id }) => id.startsWith('uptime/'))).toHaveLength(3)
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
