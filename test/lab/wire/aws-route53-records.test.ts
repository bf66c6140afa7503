import {
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyBatch } from '../../../src/lab/aws/route53-batch.ts'
import type { RecordSet } from '../../../src/lab/aws/state.ts'
import { dig, digShort } from './harness.ts'
import { a, change, client, records, served, useRoute53Lab, zoneId } from './route53-lab.ts'

useRoute53Lab()

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

describe('a batch of changes', () => {
  const zone = { Id: 'ZLAB', Name: 'shop.test.' }
  const before: RecordSet[] = [
    { Name: 'a.shop.test.', Type: 'A', TTL: 5, ResourceRecords: { ResourceRecord: [{ Value: '10.0.0.1' }] } },
    { Name: 'shop.test.', Type: 'NS', TTL: 5, ResourceRecords: { ResourceRecord: [{ Value: 'ns.test.' }] } },
  ]
  const entry = fc.record({
    action: fc.constantFrom('CREATE', 'UPSERT', 'DELETE'),
    Name: fc.constantFrom('a.shop.test.', 'b.shop.test.', 'shop.test.', 'c.other.test.'),
    Type: fc.constantFrom('A', 'CNAME'),
    SetIdentifier: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    value: fc.constantFrom('10.0.0.1', '10.0.0.2', 'nonsense here'),
  })

  it('is applied wholly, in its order, or not at all', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (entries) => {
        const changes = entries.map(({ action, Name, Type, SetIdentifier, value }) => ({
          action: action as 'CREATE' | 'UPSERT' | 'DELETE',
          record: {
            Name,
            Type,
            ...(SetIdentifier === undefined ? {} : { SetIdentifier, Weight: 1 }),
            TTL: 5,
            ResourceRecords: { ResourceRecord: [{ Value: value }] },
          },
        }))
        const outcome = applyBatch(zone, before, changes)
        if (outcome.messages.length > 0) return outcome.records === before
        const key = (record: RecordSet) => `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`
        const last = new Map(changes.map((change) => [key(change.record), change]))
        const after = new Map(outcome.records.map((record) => [key(record), record]))
        const changed = [...last].every(([id, { action, record }]) =>
          action === 'DELETE' ? !after.has(id) : after.get(id) === record,
        )
        const kept = before
          .filter((record) => !last.has(key(record)))
          .every((record) => after.get(key(record)) === record)
        const cnames = outcome.records.filter((record) => record.Type === 'CNAME')
        const alone = cnames.every((one) =>
          outcome.records.every((other) => other.Name !== one.Name || other.Type === 'CNAME'),
        )
        return changed && kept && alone
      }),
      { numRuns: 500 },
    )
  })
})
