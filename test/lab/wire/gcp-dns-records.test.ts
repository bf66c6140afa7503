import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { a, dns, names, rest, rrsets, served, useCloudDnsLab, zone } from './cloud-dns-lab.ts'
import { digShort } from './harness.ts'

useCloudDnsLab()

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
