import { describe, expect, it } from 'vitest'
import { all, dns, served, subscription, useAzureLab } from './azure-lab.ts'
import { dig, digShort } from './harness.ts'

useAzureLab()

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
