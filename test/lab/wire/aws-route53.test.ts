import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  DeleteHealthCheckCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  ListTagsForResourceCommand,
  type ResourceRecordSet,
  Route53Client,
  TestDNSAnswerCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { demoSeed, dig, digShort, FakeWorld, type Served, serveCloud } from './harness.ts'

let served: Served
let client: Route53Client
let zoneId: string

beforeEach(async () => {
  served = await serveCloud(makeAwsCloud, new FakeWorld())
  served.cloud.seed(demoSeed({ account: '000000000000', region: 'us-east-1', instance: 'orders-aws' }))
  client = new Route53Client({
    endpoint: served.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' },
    maxAttempts: 1,
  })
  const zones = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'shop.test' }))
  zoneId = zones.HostedZones?.[0]?.Id ?? ''
})

afterEach(async () => {
  client.destroy()
  await served.close()
})

const change = (changes: [action: 'CREATE' | 'UPSERT' | 'DELETE', record: ResourceRecordSet][]) =>
  client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: changes.map(([Action, record]) => ({ Action, ResourceRecordSet: record })) },
    }),
  )
const a = (name: string, value: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  TTL: 5,
  ResourceRecords: [{ Value: value }],
  ...more,
})
const records = async () =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }))).ResourceRecordSets ?? []

describe('Route 53 record sets through the SDK', () => {
  it('lists the demo platform in the order of the labels from the right', async () => {
    const listed = await records()
    expect(listed.map((record) => `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`)).toEqual([
      'shop.test. NS ',
      'shop.test. SOA ',
      'app.shop.test. A aws',
      'app.shop.test. A gcp',
      'db.shop.test. A ',
      'www.shop.test. A aws',
      'www.shop.test. A azure',
      'www.shop.test. A gcp',
    ])
    expect(listed[5]).toMatchObject({ Weight: 40, TTL: 1, ResourceRecords: [{ Value: '127.9.1.1' }] })
    expect(listed[2]?.Failover).toBe('PRIMARY')
  })

  it('pages by name, type and identifier', async () => {
    const seen: string[] = []
    let start:
      | { StartRecordName?: string; StartRecordType?: 'A'; StartRecordIdentifier?: string }
      | undefined = {}
    while (start !== undefined) {
      const page: ListResourceRecordSetsCommandOutput = await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 3, ...start }),
      )
      seen.push(
        ...(page.ResourceRecordSets ?? []).map(
          (record) => `${record.Name}${record.Type}${record.SetIdentifier ?? ''}`,
        ),
      )
      start = page.IsTruncated
        ? {
            StartRecordName: page.NextRecordName as string,
            StartRecordType: page.NextRecordType as 'A',
            ...(page.NextRecordIdentifier === undefined
              ? {}
              : { StartRecordIdentifier: page.NextRecordIdentifier }),
          }
        : undefined
    }
    expect(seen).toHaveLength(8)
    expect(new Set(seen).size).toBe(8)
  })

  it('keeps a change pending, and out of DNS, until it is in sync', async () => {
    const answer = await change([['UPSERT', a('db.shop.test', '127.9.2.1', { TTL: 1 })]])
    const id = answer.ChangeInfo?.Id ?? ''
    expect(answer.ChangeInfo?.Status).toBe('PENDING')
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.1.1'])
    served.world.advance(1999)
    expect((await client.send(new GetChangeCommand({ Id: id }))).ChangeInfo?.Status).toBe('PENDING')
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.1.1'])
    served.world.advance(1)
    expect((await client.send(new GetChangeCommand({ Id: id }))).ChangeInfo?.Status).toBe('INSYNC')
    expect(digShort(served.cloud, 'db.shop.test')).toEqual(['127.9.2.1'])
  })

  it('refuses a batch as a whole, naming every reason', async () => {
    const before = await records()
    await expect(
      change([
        ['CREATE', a('new.shop.test', '127.9.1.9')],
        ['CREATE', a('db.shop.test', '127.9.1.1')],
        ['DELETE', a('none.shop.test', '127.9.1.1')],
        ['CREATE', a('www.example.org', '127.9.1.1')],
        ['UPSERT', a('bad.shop.test', '300.1.1.1')],
      ]),
    ).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringMatching(
        /already exists.*was not found.*not permitted in zone.*ARRDATAIllegalIPv4Address/s,
      ),
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    expect(await records()).toEqual(before)
  })

  it.each([
    [
      'a CNAME beside other types',
      { Name: 'db.shop.test', Type: 'CNAME', TTL: 1, ResourceRecords: [{ Value: 'x.test' }] },
      /conflicts with other records/,
    ],
    [
      'a CNAME at the apex',
      { Name: 'shop.test', Type: 'CNAME', TTL: 1, ResourceRecords: [{ Value: 'x.test' }] },
      /not permitted at apex/,
    ],
    [
      'weighted beside simple',
      a('db.shop.test', '127.9.1.1', { SetIdentifier: 'x', Weight: 1 }),
      /non-weighted set exists/,
    ],
    [
      'unequal TTL of weighted sets',
      a('www.shop.test', '127.9.1.1', { SetIdentifier: 'x', Weight: 1, TTL: 60 }),
      /weighted sets must contain the same TTL/,
    ],
    [
      'a primary without a health check',
      a('x.shop.test', '127.9.1.1', { SetIdentifier: 'x', Failover: 'PRIMARY' }),
      /must have an associated health check/,
    ],
    [
      'a second secondary',
      a('app.shop.test', '127.9.1.1', { SetIdentifier: 'x', Failover: 'SECONDARY' }),
      /another SECONDARY/,
    ],
    [
      'unquoted TXT',
      { Name: 't.shop.test', Type: 'TXT', TTL: 1, ResourceRecords: [{ Value: 'plain' }] },
      /enclosed in quotation marks/,
    ],
    ['an empty label', a('a..shop.test', '127.9.1.1'), /DomainLabelEmpty/],
    [
      'an alias out of the zone',
      {
        Name: 'x.shop.test',
        Type: 'A',
        AliasTarget: { HostedZoneId: 'Z1', DNSName: 'lb.test', EvaluateTargetHealth: false },
      },
      /does not lie within the target zone/,
    ],
  ] as [string, ResourceRecordSet, RegExp][])('refuses %s', async (_what, record, message) => {
    await expect(change([['CREATE', record]])).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    [
      'a weight above 255',
      a('x.shop.test', '127.9.1.1', { SetIdentifier: 'x', Weight: 256 }),
      'InvalidInput',
      /less than or equal to 255/,
    ],
    [
      'no TTL',
      { Name: 'x.shop.test', Type: 'A', ResourceRecords: [{ Value: '127.9.1.1' }] },
      'InvalidInput',
      /Expected exactly one of \[AliasTarget/,
    ],
    [
      'two policies',
      a('x.shop.test', '127.9.1.1', { SetIdentifier: 'x', Weight: 1, Region: 'us-east-1' }),
      'InvalidInput',
      /more than one/,
    ],
    [
      'a policy without identifier',
      a('x.shop.test', '127.9.1.1', { Weight: 1 }),
      'InvalidInput',
      /Missing field 'SetIdentifier'/,
    ],
    [
      'an unknown health check',
      a('x.shop.test', '127.9.1.1', { HealthCheckId: 'f0000000-0000-4000-8000-000000000000' }),
      'NoSuchHealthCheck',
      /does not exist/,
    ],
  ] as [string, ResourceRecordSet, string, RegExp][])('refuses %s', async (_what, record, name, message) => {
    await expect(change([['CREATE', record]])).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
  })

  it('deletes only what matches exactly', async () => {
    await expect(change([['DELETE', a('db.shop.test', '127.9.9.9', { TTL: 1 })]])).rejects.toMatchObject({
      message: expect.stringContaining('do not match the current values'),
    })
    await change([['DELETE', a('db.shop.test', '127.9.1.1', { TTL: 1 })]])
    served.world.advance(2000)
    expect(dig(served.cloud, 'db.shop.test').code).toBe('NXDOMAIN')
  })

  it('swaps a record for a CNAME in one batch', async () => {
    await change([
      ['DELETE', a('db.shop.test', '127.9.1.1', { TTL: 1 })],
      [
        'CREATE',
        { Name: 'db.shop.test', Type: 'CNAME', TTL: 1, ResourceRecords: [{ Value: 'app.shop.test' }] },
      ],
    ])
    served.world.advance(2000)
    expect(
      dig(served.cloud, 'db.shop.test').answers.map((record) => [record.name, record.type, record.data]),
    ).toEqual([
      ['db.shop.test', 'CNAME', 'app.shop.test'],
      ['app.shop.test', 'A', '127.9.1.1'],
    ])
  })
})

describe('Route 53 zones, health checks and tags through the SDK', () => {
  it('creates, reads and deletes a zone', async () => {
    const made = await client.send(new CreateHostedZoneCommand({ Name: 'other.test', CallerReference: 'r1' }))
    const id = made.HostedZone?.Id ?? ''
    expect(made.ChangeInfo?.Status).toBe('PENDING')
    expect(made.DelegationSet?.NameServers?.length).toBeGreaterThan(0)
    await expect(
      client.send(new CreateHostedZoneCommand({ Name: 'b.test', CallerReference: 'r1' })),
    ).rejects.toMatchObject({ name: 'HostedZoneAlreadyExists' })
    await expect(
      client.send(new CreateHostedZoneCommand({ Name: 'not a name', CallerReference: 'r2' })),
    ).rejects.toMatchObject({ name: 'InvalidDomainName' })
    expect((await client.send(new GetHostedZoneCommand({ Id: id }))).HostedZone?.ResourceRecordSetCount).toBe(
      2,
    )
    const page = await client.send(new ListHostedZonesCommand({ MaxItems: 1 }))
    expect(page.IsTruncated).toBe(true)
    const rest = await client.send(new ListHostedZonesCommand({ Marker: page.NextMarker as string }))
    expect(rest.HostedZones?.[0]?.Name).toBe('other.test.')
    await client.send(new DeleteHostedZoneCommand({ Id: id }))
    await expect(client.send(new GetHostedZoneCommand({ Id: id }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
      $metadata: { httpStatusCode: 404 },
    })
    await expect(client.send(new DeleteHostedZoneCommand({ Id: zoneId }))).rejects.toMatchObject({
      name: 'HostedZoneNotEmpty',
    })
  })

  it('manages health checks, and lets none go that a record uses', async () => {
    const config = {
      Type: 'HTTP' as const,
      IPAddress: '127.9.1.1',
      Port: 8081,
      ResourcePath: '/x',
      RequestInterval: 10,
      FailureThreshold: 2,
    }
    const made = await client.send(
      new CreateHealthCheckCommand({ CallerReference: 'h1', HealthCheckConfig: config }),
    )
    const id = made.HealthCheck?.Id ?? ''
    expect(served.cloud.probes().find((probe) => probe.id === id)).toEqual({
      id,
      protocol: 'http',
      host: '127.9.1.1',
      port: 8081,
      path: '/x',
      intervalMs: 10000,
      timeoutMs: 4000,
      threshold: 2,
    })
    await expect(
      client.send(
        new CreateHealthCheckCommand({ CallerReference: 'h1', HealthCheckConfig: { ...config, Port: 1 } }),
      ),
    ).rejects.toMatchObject({ name: 'HealthCheckAlreadyExists' })
    await expect(
      client.send(
        new CreateHealthCheckCommand({
          CallerReference: 'h2',
          HealthCheckConfig: { ...config, RequestInterval: 20 },
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidInput' })
    const updated = await client.send(
      new UpdateHealthCheckCommand({ HealthCheckId: id, HealthCheckVersion: 1, Port: 9000 }),
    )
    expect(updated.HealthCheck).toMatchObject({
      HealthCheckVersion: 2,
      HealthCheckConfig: { Port: 9000, ResourcePath: '/x' },
    })
    await expect(
      client.send(new UpdateHealthCheckCommand({ HealthCheckId: id, HealthCheckVersion: 1 })),
    ).rejects.toMatchObject({ name: 'HealthCheckVersionMismatch' })
    served.world.healthByProbe.set(id, 'unhealthy')
    const status = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: id }))
    expect(status.HealthCheckObservations?.[0]?.StatusReport?.Status).toMatch(/^Failure/)
    await change([['CREATE', a('x.shop.test', '127.9.1.1', { HealthCheckId: id })]])
    await expect(client.send(new DeleteHealthCheckCommand({ HealthCheckId: id }))).rejects.toMatchObject({
      name: 'HealthCheckInUse',
    })
    expect((await client.send(new ListHealthChecksCommand({}))).HealthChecks).toHaveLength(4)
    await client.send(
      new ChangeTagsForResourceCommand({
        ResourceType: 'healthcheck',
        ResourceId: id,
        AddTags: [{ Key: 'Name', Value: 'a <b> & c' }],
      }),
    )
    const tags = await client.send(
      new ListTagsForResourceCommand({ ResourceType: 'healthcheck', ResourceId: id }),
    )
    expect(tags.ResourceTagSet?.Tags).toEqual([{ Key: 'Name', Value: 'a <b> & c' }])
  })

  it('answers TestDNSAnswer as the name servers would', async () => {
    const answer = await client.send(
      new TestDNSAnswerCommand({ HostedZoneId: zoneId, RecordName: 'db.shop.test', RecordType: 'A' }),
    )
    expect(answer).toMatchObject({ ResponseCode: 'NOERROR', RecordData: ['127.9.1.1'] })
  })
})

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
