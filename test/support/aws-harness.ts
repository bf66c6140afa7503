import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'
import { makeAwsProvider } from '../../src/providers/aws/provider.ts'
import type { ProviderHarness } from '../contract/provider.contract.ts'
import { cloudSettings, contractPlatform } from './platforms.ts'
import { openWireFront } from './wire-front.ts'

/** What AWS answers instead of an API: the error document that REST-XML and query APIs share. */
function refusal(status: number, code: string): LabResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-of-the-test' },
    body: `<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} by the test</Message></Error><RequestId>request-of-the-test</RequestId></ErrorResponse>`,
  }
}

export interface AwsServer {
  readonly bucket: string
  readonly setHealth?: NonNullable<ProviderHarness['setHealth']>
  readonly account: string
  readonly instance: string
  readonly nameServers: readonly string[]
  readonly handle: (request: LabRequest) => Promise<LabResponse>
  readonly settle?: () => void
  close(): Promise<void>
}

/** An AWS provider before anything that speaks AWS's protocols and holds the zone shop.test. */
export async function makeAwsHarness(server: AwsServer): Promise<ProviderHarness> {
  const front = await openWireFront({ handle: server.handle })
  const environment = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test' }
  const make = (endpoints: Record<string, string>, env: Record<string, string>) =>
    makeAwsProvider({
      platform: contractPlatform({ aws: cloudSettings('us-east-1', endpoints) }),
      environment: env,
    })
  return {
    front,
    provider: make({ default: front.url }, environment),
    withoutCredentials: make({ default: front.url }, { AWS_PROFILE: 'no-such-profile' }),
    misdirected: make({ route53: front.url }, environment),
    account: server.account,
    zone: { domain: 'shop.test' },
    nameServers: server.nameServers,
    instance: server.instance,
    words: { places: ['EU', 'AS', 'country:DE', 'MOON'], regions: ['us-east-1', 'eu-west-1', 'us-central1'] },
    policies: ['simple', 'failover', 'weighted', 'geolocation', 'latency'],
    throttled: () => refusal(400, 'Throttling'),
    denied: () => refusal(403, 'AccessDenied'),
    serverError: () => refusal(503, 'ServiceUnavailable'),
    changesRecords: ({ method, url }) => method === 'POST' && /\/hostedzone\/[^/]+\/rrset/.test(url),
    stopsDatabase: ({ body }) => body.includes('Action=StopDBInstance'),
    bucket: server.bucket,
    ...(server.setHealth === undefined ? {} : { setHealth: server.setHealth }),
    writesObjects: ({ method, url }) => method === 'PUT' && !url.startsWith('/2013-04-01'),
    ...(server.settle === undefined ? {} : { settle: server.settle }),
    async close() {
      await front.close()
      await server.close()
    },
  }
}
