import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DnsManagementClient } from '@azure/arm-dns'
import { PostgreSQLManagementFlexibleServerClient } from '@azure/arm-postgresql-flexible'
import { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import { afterEach, beforeAll, beforeEach } from 'vitest'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import { makeToken } from '../../../src/lab/azure/token.ts'
import { serverCertificate } from '../../../src/lab/daemon/certificates.ts'
import { demoSeed, digShort, FakeDatabase, FakeWorld, type Served, serveCloud } from './harness.ts'

export const subscription = '00000000-0000-0000-0000-000000000001'
export let tls: { key: string; cert: string; ca: string }
export let served: Served
export let database: FakeDatabase
export let dns: DnsManagementClient
export let traffic: TrafficManagerManagementClient
export let postgres: PostgreSQLManagementFlexibleServerClient

export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of pages) items.push(item)
  return items
}
export const profile = (
  name: string,
  method: string,
  endpoints: Record<string, unknown>[],
  more: Record<string, unknown> = {},
) =>
  traffic.profiles.createOrUpdate('shop', name, {
    location: 'global',
    trafficRoutingMethod: method as 'Priority',
    dnsConfig: { relativeName: name, ttl: 5 },
    monitorConfig: {
      protocol: 'HTTP',
      port: 8080,
      path: '/healthz',
      intervalInSeconds: 10,
      timeoutInSeconds: 5,
      toleratedNumberOfFailures: 2,
    },
    endpoints: endpoints.map((endpoint) => ({
      type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
      ...endpoint,
    })),
    ...more,
  })
export const ask = (name: string, client?: string) =>
  digShort(served.cloud, `${name}.trafficmanager.net`, 'A', client)

/** Serves the lab's cloud anew for each test of the file that calls it. */
export function useAzureLab(): void {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-ca-'))
    const made = await serverCertificate(folder, [])
    rmSync(folder, { recursive: true })
    tls = { key: made.key, cert: made.certificate, ca: made.authority }
  })

  beforeEach(async () => {
    served = await serveCloud(makeAzureCloud, new FakeWorld(), tls)
    database = new FakeDatabase('orders-azure', '127.9.3.1', 'replica')
    served.world.databases.set('orders-azure', database)
    served.cloud.seed(demoSeed({ account: subscription, region: 'eastus', instance: 'orders-azure' }))
    const token = makeToken({
      issuer: served.url,
      nowMs: served.world.nowMs,
      lifetimeSeconds: 86_400,
      clientId: 'test',
      audience: 'https://management.azure.com',
    })
    const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
    const options = { endpoint: served.url, tlsOptions: { ca: tls.ca }, retryOptions: { maxRetries: 0 } }
    dns = new DnsManagementClient(credential, subscription, options)
    traffic = new TrafficManagerManagementClient(credential, subscription, options)
    postgres = new PostgreSQLManagementFlexibleServerClient(credential, subscription, options)
  })

  afterEach(() => served.close())
}
