import { DNS, type Zone } from '@google-cloud/dns'
import { OAuth2Client } from 'google-auth-library'
import { afterEach, beforeEach } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { demoSeed, FakeWorld, type Served, serveCloud } from './harness.ts'

export let served: Served
export let zone: Zone
export let dns: DNS

/** The REST face, for what the Node client has no method for. */
export async function rest(
  method: string,
  path: string,
  body?: unknown,
  // biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is what the tests assert.
): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${served.url}${path}`, {
    method,
    headers: { authorization: 'Bearer lab-token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}
export const rrsets = '/dns/v1/projects/shop-lab/managedZones/shop-test/rrsets'
export const checks = '/compute/v1/projects/shop-lab/global/healthChecks'
export const a = (name: string, ...data: string[]) => zone.record('a', { name, ttl: 5, data })
export const names = async () =>
  (await zone.getRecords())[0].map((record) => `${record.metadata.name} ${record.type}`)

/** Serves the lab's cloud anew for each test of the file that calls it. */
export function useCloudDnsLab(): void {
  beforeEach(async () => {
    served = await serveCloud(makeGcpCloud, new FakeWorld())
    served.cloud.seed(demoSeed({ account: 'shop-lab', region: 'us-central1', instance: 'orders-gcp' }))
    const authClient = new OAuth2Client()
    authClient.setCredentials({ access_token: 'lab-token' })
    dns = new DNS({ projectId: 'shop-lab', authClient })
    dns.baseUrl = `${served.url}/dns/v1`
    zone = dns.zone('shop-test')
  })

  afterEach(async () => {
    await served.close()
  })
}
