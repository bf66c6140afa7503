import { GetChangeCommand, Route53Client } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { dig, digShort, serveCloud } from './harness.ts'
import { a, change, records, served, useRoute53Lab, zoneId } from './route53-lab.ts'

useRoute53Lab()

describe('Route 53 answers', () => {
  const healthOf = async (set: string) =>
    (await records()).find((record) => record.Name === 'app.shop.test.' && record.SetIdentifier === set)
      ?.HealthCheckId ?? ''

  it('fails over by health, and back to the primary when both are down', async () => {
    served.world.healthByProbe.set(await healthOf('aws'), 'unhealthy')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.2.1'])
    served.world.healthByProbe.set(await healthOf('gcp'), 'unhealthy')
    expect(digShort(served.cloud, 'app.shop.test')).toEqual(['127.9.1.1'])
  })

  it('gives weighted shares of the healthy targets, and weight 0 only when nothing else is left', async () => {
    const shares = () => {
      const counts: Record<string, number> = {}
      for (let index = 0; index < 4000; index++) {
        const value = String(digShort(served.cloud, 'www.shop.test')[0])
        counts[value] = (counts[value] ?? 0) + 1
      }
      return counts
    }
    const all = shares()
    expect(all['127.9.1.1']).toBeGreaterThan(1450)
    expect(all['127.9.1.1']).toBeLessThan(1750)
    expect(all['127.9.3.1']).toBeGreaterThan(1050)
    served.world.healthByProbe.set(await healthOf('aws'), 'unhealthy')
    expect(shares()['127.9.1.1']).toBeUndefined()
    const sets = (await records()).filter((record) => record.Name === 'www.shop.test.')
    await change(
      sets.map((record) => ['UPSERT', { ...record, Weight: record.SetIdentifier === 'aws' ? 1 : 0 }]),
    )
    served.world.advance(2000)
    expect(shares()['127.9.1.1']).toBeUndefined()
    served.world.healthByProbe.set(await healthOf('aws'), 'healthy')
    expect(shares()).toEqual({ '127.9.1.1': 4000 })
  })

  it('routes by place and by latency', async () => {
    await change([
      [
        'CREATE',
        a('geo.shop.test', '10.0.0.1', { SetIdentifier: 'default', GeoLocation: { CountryCode: '*' } }),
      ],
      [
        'CREATE',
        a('geo.shop.test', '10.0.0.2', { SetIdentifier: 'eu', GeoLocation: { ContinentCode: 'EU' } }),
      ],
      ['CREATE', a('geo.shop.test', '10.0.0.3', { SetIdentifier: 'us', GeoLocation: { CountryCode: 'US' } })],
      ['CREATE', a('near.shop.test', '10.0.1.1', { SetIdentifier: 'us', Region: 'us-east-1' })],
      ['CREATE', a('near.shop.test', '10.0.1.2', { SetIdentifier: 'eu', Region: 'eu-west-1' })],
    ])
    served.world.advance(2000)
    const ask = (name: string, client: string) => digShort(served.cloud, name, 'A', client)
    expect(ask('geo.shop.test', '198.51.100.7')).toEqual(['10.0.0.2'])
    expect(ask('geo.shop.test', '127.0.0.1')).toEqual(['10.0.0.3'])
    expect(ask('geo.shop.test', '203.0.113.7')).toEqual(['10.0.0.1'])
    expect(ask('near.shop.test', '198.51.100.7')).toEqual(['10.0.1.2'])
    expect(ask('near.shop.test', '127.0.0.1')).toEqual(['10.0.1.1'])
  })

  it('follows aliases, wildcards, and tells NODATA from NXDOMAIN', async () => {
    await change([
      [
        'CREATE',
        {
          Name: 'alias.shop.test',
          Type: 'A',
          AliasTarget: {
            HostedZoneId: zoneId.replace('/hostedzone/', ''),
            DNSName: 'app.shop.test',
            EvaluateTargetHealth: true,
          },
        },
      ],
      ['CREATE', a('*.wild.shop.test', '10.0.0.9')],
    ])
    served.world.advance(2000)
    expect(dig(served.cloud, 'alias.shop.test').answers).toEqual([
      { name: 'alias.shop.test', type: 'A', ttl: 1, data: '127.9.1.1' },
    ])
    expect((await records()).some((record) => record.Name === '\\052.wild.shop.test.')).toBe(true)
    expect(digShort(served.cloud, 'any.wild.shop.test')).toEqual(['10.0.0.9'])
    expect(dig(served.cloud, 'wild.shop.test')).toMatchObject({ code: 'NOERROR', answers: [] })
    expect(dig(served.cloud, 'db.shop.test', 'AAAA')).toMatchObject({
      code: 'NOERROR',
      answers: [],
      authorities: [{ type: 'SOA', name: 'shop.test' }],
    })
    expect(dig(served.cloud, 'nobody.shop.test')).toMatchObject({
      code: 'NXDOMAIN',
      authorities: [{ type: 'SOA' }],
    })
    expect(dig(served.cloud, 'example.org').code).toBe('REFUSED')
    expect(digShort(served.cloud, 'shop.test', 'NS')).toEqual(['ns1.shop.test'])
  })

  it('stands a restart, with changes still pending', async () => {
    const answer = await change([['UPSERT', a('db.shop.test', '127.9.2.1', { TTL: 1 })]])
    const again = await serveCloud(makeAwsCloud, served.world)
    again.cloud.restore(JSON.parse(JSON.stringify(served.cloud.save())))
    expect(digShort(again.cloud, 'db.shop.test')).toEqual(['127.9.1.1'])
    served.world.advance(2000)
    expect(digShort(again.cloud, 'db.shop.test')).toEqual(['127.9.2.1'])
    const other = new Route53Client({
      endpoint: again.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    })
    expect(
      (await other.send(new GetChangeCommand({ Id: answer.ChangeInfo?.Id ?? '' }))).ChangeInfo?.Status,
    ).toBe('INSYNC')
    other.destroy()
    await again.close()
  })
})
