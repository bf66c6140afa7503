import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'
import { serverCertificate } from '../../src/lab/daemon/certificates.ts'
import { makeAzureProvider } from '../../src/providers/azure/provider.ts'
import type { ProviderHarness } from '../contract/provider.contract.ts'
import { cloudSettings, contractPlatform } from './platforms.ts'
import { openWireFront } from './wire-front.ts'

/** What Resource Manager answers instead of an API. */
function refusal(status: number, code: string): LabResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-ms-request-id': 'request-of-the-test' },
    body: JSON.stringify({ error: { code, message: `${code} by the test` } }),
  }
}

/** An unsigned token with the claims of a real one; only Azure itself could verify a signature. */
export function unsignedToken(audience = 'https://management.azure.com'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    aud: audience,
    iss: 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/',
    iat: Date.UTC(2025, 0, 1) / 1000,
    nbf: Date.UTC(2025, 0, 1) / 1000,
    exp: Date.UTC(2099, 0, 1) / 1000,
    appid: '22222222-2222-2222-2222-222222222222',
    oid: '33333333-3333-3333-3333-333333333333',
    tid: '11111111-1111-1111-1111-111111111111',
    ver: '1.0',
  }
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })}.${part(claims)}.${part('signature')}`
}

export interface AzureServer {
  readonly bucket: string
  readonly setHealth?: NonNullable<ProviderHarness['setHealth']>
  readonly subscription: string
  readonly resourceGroup: string
  readonly instance: string
  readonly nameServers: readonly string[]
  readonly handle: (request: LabRequest) => Promise<LabResponse>
  readonly settle?: () => void
}

/** An Azure provider before anything that speaks Resource Manager and holds the zone shop.test, over TLS. */
export async function makeAzureHarness(server: AzureServer): Promise<ProviderHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-azure-'))
  const { key, certificate } = await serverCertificate(folder, ['127.0.0.1'])
  const front = await openWireFront({ handle: server.handle, tls: { key, cert: certificate } })
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, `${unsignedToken()}\n`, { mode: 0o600 })
  const make = (endpoints: Record<string, string>, environment: Record<string, string>) =>
    makeAzureProvider({
      platform: contractPlatform({
        azure: {
          ...cloudSettings('eastus', endpoints),
          subscription: server.subscription,
          resourceGroup: server.resourceGroup,
          caFile: join(folder, 'ca.pem'),
        },
      }),
      environment,
    })
  return {
    front,
    provider: make({ default: front.url }, { MCLOUD_AZURE_ACCESS_TOKEN_FILE: tokenFile }),
    withoutCredentials: make(
      { default: front.url },
      { MCLOUD_AZURE_ACCESS_TOKEN_FILE: join(folder, 'no-such-file') },
    ),
    misdirected: make({ dns: front.url }, { MCLOUD_AZURE_ACCESS_TOKEN_FILE: tokenFile }),
    account: server.subscription,
    zone: { domain: 'shop.test' },
    nameServers: server.nameServers,
    instance: server.instance,
    words: { places: ['EU', 'AS', 'country:DE', 'AN'], regions: ['eastus', 'westeurope', 'us-east-1'] },
    policies: ['simple', 'failover', 'weighted', 'geolocation', 'latency'],
    throttled: () => refusal(429, 'TooManyRequests'),
    denied: () => refusal(403, 'AuthorizationFailed'),
    serverError: () => refusal(503, 'ServiceUnavailable'),
    changesRecords: ({ method, url }) =>
      method !== 'GET' && /\/dnszones\/[^/]+\/(A|AAAA|CNAME)\/|\/trafficmanagerprofiles\//i.test(url),
    stopsDatabase: ({ method, url }) => method === 'POST' && /\/flexibleServers\/[^/]+\/stop/i.test(url),
    bucket: server.bucket,
    ...(server.setHealth === undefined ? {} : { setHealth: server.setHealth }),
    writesObjects: ({ method, headers }) => method === 'PUT' && headers['x-ms-blob-type'] !== undefined,
    ...(server.settle === undefined ? {} : { settle: server.settle }),
    async close() {
      await front.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
