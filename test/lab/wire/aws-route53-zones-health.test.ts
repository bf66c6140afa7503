import {
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  DeleteHealthCheckCommand,
  DeleteHostedZoneCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
  TestDNSAnswerCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { a, change, client, served, useRoute53Lab, zoneId } from './route53-lab.ts'

useRoute53Lab()

describe('Route 53 zones, health checks and tags through the SDK', () => {
  it('checks TCP at a name, too, and refuses a check of nothing', async () => {
    const config = { Type: 'TCP', Port: 5432, RequestInterval: 30, FailureThreshold: 3 } as const
    await expect(
      client.send(new CreateHealthCheckCommand({ CallerReference: 'none', HealthCheckConfig: config })),
    ).rejects.toMatchObject({ name: 'InvalidInput' })
    const { HealthCheck: made } = await client.send(
      new CreateHealthCheckCommand({
        CallerReference: 'named',
        HealthCheckConfig: { ...config, FullyQualifiedDomainName: 'db.shop.test' },
      }),
    )
    expect(served.cloud.probes().find(({ id }) => id === made?.Id)).toMatchObject({
      protocol: 'tcp',
      host: 'db.shop.test',
    })
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId: made?.Id }))
  })

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
