import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'
import { makeGcpProvider } from '../../src/providers/gcp/provider.ts'
import type { ProviderHarness } from '../contract/provider.contract.ts'
import { cloudSettings, contractPlatform } from './platforms.ts'
import { openWireFront } from './wire-front.ts'

/** What Google answers instead of an API. https://cloud.google.com/apis/design/errors */
function refusal(code: number, status: string, reason: string): LabResponse {
  const message = `${reason} by the test`
  return {
    status: code,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-request-id': 'request-of-the-test' },
    body: JSON.stringify({
      error: { code, message, status, errors: [{ message, domain: 'global', reason }] },
    }),
  }
}

export interface GcpServer {
  readonly bucket: string
  readonly setHealth?: NonNullable<ProviderHarness['setHealth']>
  readonly project: string
  readonly instance: string
  readonly nameServers: readonly string[]
  readonly handle: (request: LabRequest) => Promise<LabResponse>
  readonly settle?: () => void
}

/** A Google Cloud provider before anything that speaks Google's protocols and holds the zone shop.test. */
export async function makeGcpHarness(server: GcpServer): Promise<ProviderHarness> {
  const front = await openWireFront({ handle: server.handle })
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-gcp-'))
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'token-of-the-test\n', { mode: 0o600 })
  const make = (endpoints: Record<string, string>, environment: Record<string, string>) =>
    makeGcpProvider({
      platform: contractPlatform({
        gcp: { ...cloudSettings('us-central1', endpoints), project: server.project },
      }),
      environment,
    })
  return {
    front,
    provider: make({ default: front.url }, { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile }),
    withoutCredentials: make(
      { default: front.url },
      { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'no-such-file') },
    ),
    misdirected: make({ dns: front.url }, { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile }),
    account: server.project,
    zone: { domain: 'shop.test' },
    nameServers: server.nameServers,
    instance: server.instance,
    words: {
      places: ['gcp-region:us-east1', 'gcp-region:europe-west1', 'EU'],
      regions: ['us-east1', 'us-west1'],
    },
    policies: ['simple', 'failover', 'weighted'],
    throttled: () => refusal(403, 'PERMISSION_DENIED', 'rateLimitExceeded'),
    denied: () => refusal(403, 'PERMISSION_DENIED', 'forbidden'),
    serverError: () => refusal(503, 'UNAVAILABLE', 'backendError'),
    changesRecords: ({ method, url }) =>
      method !== 'GET' && /\/managedZones\/[^/]+\/(changes|rrsets)/.test(url),
    // Google's client writes enumerations as numbers: NEVER is 2.
    stopsDatabase: ({ method, body }) =>
      method === 'PATCH' && /"activationPolicy":\s*("NEVER"|2)/.test(body.toString()),
    bucket: server.bucket,
    ...(server.setHealth === undefined ? {} : { setHealth: server.setHealth }),
    writesObjects: ({ method, url }) => method === 'POST' && url.startsWith('/upload/storage/v1/'),
    ...(server.settle === undefined ? {} : { settle: server.settle }),
    async close() {
      await front.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
