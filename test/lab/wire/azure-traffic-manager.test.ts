import { describe, expect, it } from 'vitest'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import { all, ask, profile, served, traffic, useAzureLab } from './azure-lab.ts'
import { dig, digShort } from './harness.ts'

useAzureLab()

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
