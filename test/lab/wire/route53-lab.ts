import {
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { demoSeed, FakeWorld, type Served, serveCloud } from './harness.ts'

export let served: Served
export let client: Route53Client
export let zoneId: string

export const change = (changes: [action: 'CREATE' | 'UPSERT' | 'DELETE', record: ResourceRecordSet][]) =>
  client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: changes.map(([Action, record]) => ({ Action, ResourceRecordSet: record })) },
    }),
  )
export const a = (name: string, value: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  TTL: 5,
  ResourceRecords: [{ Value: value }],
  ...more,
})
export const records = async () =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }))).ResourceRecordSets ?? []

/** Serves the lab's cloud anew for each test of the file that calls it. */
export function useRoute53Lab(): void {
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
}
