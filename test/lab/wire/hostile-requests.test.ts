import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import { makeToken } from '../../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { demoSeed, FakeWorld } from './harness.ts'

const world = new FakeWorld()
const signed = `AWS4-HMAC-SHA256 Credential=AK/20260115/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`
const token = makeToken({
  issuer: 'x',
  nowMs: world.nowMs,
  lifetimeSeconds: 10 ** 9,
  clientId: 'x',
  audience: 'x',
})
const network = '/subscriptions/p/resourceGroups/shop/providers/Microsoft.Network'
const zone = '/dns/v1/projects/p/managedZones/shop-test'
const targets = { healthCheckedTargets: { externalEndpoints: ['10.0.0.1'] } }
const healthCheck = 'projects/p/global/healthChecks/lab-http-1'
const geo = { enableFencing: true, items: [{ location: 'us-east1', rrdatas: ['10.0.0.1'] }] }
const rrset = (name: string, routingPolicy: unknown) => ({
  name: `${name}.shop.test.`,
  type: 'A',
  ttl: 5,
  routingPolicy,
})
const aws = makeAwsCloud(world)
aws.seed(demoSeed({ account: 'p', region: 'us-east-1', instance: 'i' }))
const awsZone = (aws.save() as { hostedZones: { Id: string }[] }).hostedZones[0]?.Id ?? ''

/** Good requests, as they are before they are spoilt. */
const clouds = [
  {
    name: 'aws',
    cloud: aws,
    authorization: signed,
    requests: [
      [
        'POST',
        `/2013-04-01/hostedzone/${awsZone}/rrset`,
        '<R><ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>x.shop.test</Name><Type>A</Type><SetIdentifier>a</SetIdentifier><GeoLocation><CountryCode>US</CountryCode></GeoLocation><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></R>',
      ],
      [
        'POST',
        '/2013-04-01/healthcheck',
        '<R><CallerReference>r</CallerReference><HealthCheckConfig><IPAddress>10.0.0.1</IPAddress><Port>80</Port><Type>HTTP</Type></HealthCheckConfig></R>',
      ],
      ['GET', `/2013-04-01/hostedzone/${awsZone}/rrset?name=a&type=A&maxitems=3`, ''],
    ],
  },
  {
    name: 'gcp',
    cloud: makeGcpCloud(world),
    authorization: 'Bearer x',
    requests: [
      [
        'POST',
        `${zone}/changes`,
        JSON.stringify({
          additions: [{ name: 'y.shop.test.', type: 'TXT', ttl: 5, rrdatas: ['"a"'] }],
          deletions: [],
        }),
      ],
      [
        'POST',
        `${zone}/rrsets`,
        JSON.stringify(rrset('x', { healthCheck, wrr: { items: [{ weight: 1, ...targets }] } })),
      ],
      ['POST', `${zone}/rrsets`, JSON.stringify(rrset('z', { geo }))],
      [
        'PATCH',
        `${zone}/rrsets/app.shop.test./A`,
        JSON.stringify(
          rrset('app', {
            healthCheck,
            primaryBackup: {
              primaryTargets: targets.healthCheckedTargets,
              backupGeoTargets: geo,
              trickleTraffic: 0.1,
            },
          }),
        ),
      ],
      [
        'POST',
        '/compute/v1/projects/p/global/healthChecks',
        JSON.stringify({
          name: 'h',
          type: 'HTTP',
          httpHealthCheck: { port: 80, requestPath: '/' },
          sourceRegions: ['us-east1', 'us-west1', 'us-east4'],
          checkIntervalSec: 30,
        }),
      ],
      [
        'PATCH',
        '/v1/projects/p/instances/i',
        JSON.stringify({ settings: { activationPolicy: 'ALWAYS', userLabels: {} } }),
      ],
    ],
  },
  {
    name: 'azure',
    cloud: makeAzureCloud(world),
    authorization: `Bearer ${token}`,
    requests: [
      [
        'PUT',
        `${network}/dnsZones/shop.test/A/x?api-version=2018-05-01`,
        JSON.stringify({
          properties: { TTL: 5, ARecords: [{ ipv4Address: '10.0.0.1' }], metadata: { a: 'b' } },
        }),
      ],
      [
        'PATCH',
        `${network}/dnsZones/shop.test/A/app?api-version=2018-05-01`,
        JSON.stringify({
          properties: { TTL: 5, targetResource: { id: `${network}/trafficManagerProfiles/shop-app` } },
        }),
      ],
      [
        'PUT',
        `${network}/dnsZones/shop.test/TXT/t?api-version=2018-05-01`,
        JSON.stringify({ properties: { TTL: 5, TXTRecords: [{ value: ['a', 'b'] }] } }),
      ],
      [
        'PUT',
        `${network}/trafficmanagerprofiles/x?api-version=2022-04-01`,
        JSON.stringify({
          tags: {},
          properties: {
            trafficRoutingMethod: 'Geographic',
            dnsConfig: { relativeName: 'x', ttl: 5 },
            monitorConfig: { protocol: 'HTTP', port: 80, path: '/' },
            endpoints: [
              {
                name: 'a',
                type: 'x/externalEndpoints',
                properties: { target: '10.0.0.1', geoMapping: ['WORLD'] },
              },
            ],
          },
        }),
      ],
      [
        'PATCH',
        `${network}/trafficmanagerprofiles/shop-www/externalEndpoints/aws?api-version=2022-04-01`,
        JSON.stringify({ properties: { weight: 5 } }),
      ],
    ],
  },
] as const
for (const { cloud } of clouds.slice(1))
  cloud.seed(demoSeed({ account: 'p', region: 'us-east-1', instance: 'i' }))

const rubbish = fc.oneof(
  fc.constantFrom(null, {}, [], [null], '', true),
  fc.integer(),
  fc.double(),
  fc.string(),
)

/** Replaces the value at one of the places of a JSON text. */
function spoilJson(text: string, place: number, value: unknown): string {
  let at = 0
  const total = { count: 0 }
  JSON.parse(text, (_key, old) => {
    total.count++
    return old
  })
  const wanted = place % total.count
  return JSON.stringify(JSON.parse(text, (_key, old) => (at++ === wanted ? value : old)))
}

describe.each(clouds)('$name', ({ cloud, authorization, requests }) => {
  const handle = async (method: string, url: string, body: string) => {
    const request = { method, url, headers: { authorization }, body: Buffer.from(body) }
    expect(typeof cloud.serviceOf(request)).toBe('string')
    const answer = await cloud.handle(request)
    expect(answer.status, `${method} ${url} ${body} ${String(answer.body)}`).toBeLessThan(500)
    // Whatever was accepted must be answered in DNS and saved as well.
    for (const name of ['x.shop.test', 'app.shop.test', 'y.shop.test'])
      cloud.answerDns({ name, type: 'A', client: '127.0.0.1' })
    world.advance(3000)
    return answer
  }

  it('takes each of the requests before it is spoilt', async () => {
    for (const [method, url, body] of requests)
      expect((await handle(method, url, body)).status).toBeLessThan(300)
  })

  it("answers spoilt requests in the vendor's way, never with a failure of its own", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.nat(),
        rubbish,
        fc.nat(20),
        async ([method, url, body], place, value, length) => {
          const at = place % Math.max(1, body.length)
          const spoilt = body.startsWith('{')
            ? spoilJson(body, place, value)
            : body.slice(0, at) + String(value) + body.slice(at + length)
          await handle(method, url, spoilt)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('answers any path and any body', async () => {
    const path = fc.oneof(
      fc.constantFrom('/%E0%A4%A', '//x//y?%', '/'),
      fc.webPath().map((text) => text || '/'),
      fc.constantFrom(...requests).map(([, url]) => url),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
        path,
        fc.string(),
        async (method, url, body) => {
          await handle(method, url, body)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('saves its state as plain JSON', () => {
    const saved = cloud.save()
    expect(JSON.parse(JSON.stringify(saved))).toEqual(saved)
  })
})
