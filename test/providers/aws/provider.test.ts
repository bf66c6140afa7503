import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import type { LabRequest, LabResponse } from '../../../src/lab/cloud.ts'
import { makeAwsProvider } from '../../../src/providers/aws/provider.ts'
import type { Dns, RoutedRecord } from '../../../src/providers/provider.ts'
import { demoSeed, FakeWorld } from '../../lab/wire/harness.ts'
import { cloudSettings, contractPlatform } from '../../support/platforms.ts'
import { openWireFront, type WireFront } from '../../support/wire-front.ts'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test' }
const zone = { domain: 'shop.test' }
const health = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const

let front: WireFront

beforeEach(async () => {
  const cloud = makeAwsCloud(new FakeWorld())
  cloud.seed(demoSeed({ account: '000000000000', region: 'us-east-1', instance: 'orders-aws' }))
  front = await openWireFront({ handle: (request) => cloud.handle(request) })
})
afterEach(() => front.close())

function provider(environment: Record<string, string> = KEYS) {
  const platform = contractPlatform({ aws: cloudSettings('us-east-1', {}) })
  return makeAwsProvider({ platform, environment: { AWS_ENDPOINT_URL: front.url, ...environment } })
}

const dns = () => provider().can.dns as Dns
const within = (ms: number) => ({ signal: new AbortController().signal, deadlineMs: Date.now() + ms })

function answer(status: number, body: string): LabResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0"?>${body}` }
}

function refusal(status: number, code: string): LabResponse {
  return answer(
    status,
    `<ErrorResponse><Error><Code>${code}</Code><Message>by the test</Message></Error></ErrorResponse>`,
  )
}

const creates = ({ method, url }: LabRequest) => method === 'POST' && url.endsWith('/healthcheck')
const changes = ({ method, url }: LabRequest) => method === 'POST' && url.includes('/rrset')

function failover(first: string, second: string): RoutedRecord {
  const target = (value: string) => ({ cloud: 'aws', value, health }) as const
  const routing = { policy: 'failover', targets: [target(first), target(second)] } as const
  return { name: 'pair.shop.test', type: 'A', ttlSeconds: 30, routing }
}

describe('zones of Route 53', () => {
  it('are not chosen among by chance where several have one name', async () => {
    const hosted = (id: string, isPrivate: boolean) =>
      `<HostedZone><Id>/hostedzone/${id}</Id><Name>shop.test.</Name><CallerReference>${id}</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`
    const body = `<ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>${hosted('Z1', false)}${hosted('Z2', true)}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>`
    front.inject({ kind: 'answer', answer: answer(200, body) })
    await expect(dns().zone(zone, within(5_000))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ at: 'traffic.providers.aws.zoneId', expected: 'Z1 (public) or Z2 (private)' }],
    })
  })

  it('are not taken for another domain than theirs', async () => {
    const found = await dns().zone(zone, within(5_000))
    const other = { domain: 'other.test', id: found?.id ?? '' }
    await expect(dns().zone(other, within(5_000))).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('health checks of Route 53', () => {
  it('are made once and used again, also by other records', async () => {
    const provided = dns()
    await provided.apply(zone, failover('198.51.101.1', '198.51.102.1'), within(10_000))
    expect(front.requests.filter(creates)).toHaveLength(2)
    await provided.apply(zone, failover('198.51.102.1', '198.51.101.1'), within(10_000))
    const other = { ...failover('198.51.101.1', '198.51.102.1'), name: 'other.shop.test' }
    await provided.apply(zone, other, within(10_000))
    expect(front.requests.filter(creates)).toHaveLength(2)
  })

  it('are made under another reference where the first belongs to a deleted check', async () => {
    front.inject({ kind: 'answer', answer: refusal(409, 'HealthCheckAlreadyExists'), matches: creates })
    const record = failover('198.51.101.1', '198.51.102.1')
    await dns().apply(zone, record, within(10_000))
    const references = front.requests
      .filter(creates)
      .map(({ body }) => /mcloud-[0-9a-f]+-(\d)/.exec(String(body))?.[1])
    expect(references.sort()).toEqual(['1', '1', '2'])
  })
})

describe('changes of Route 53', () => {
  it('wait for an earlier one that is still under way', async () => {
    front.inject({ kind: 'answer', answer: refusal(400, 'PriorRequestNotComplete'), matches: changes })
    const { outcome } = await dns().apply(zone, failover('198.51.101.1', '198.51.102.1'), within(10_000))
    expect(outcome.kind).toBe('pending')
    expect(front.requests.filter(changes)).toHaveLength(2)
  })

  it('say what Route 53 did not like, with its request id', async () => {
    const refused = refusal(400, 'InvalidInput')
    front.inject({
      kind: 'answer',
      answer: { ...refused, headers: { ...refused.headers, 'x-amzn-requestid': 'r-7' } },
      matches: changes,
    })
    await expect(
      dns().apply(zone, failover('198.51.101.1', '198.51.102.1'), within(10_000)),
    ).rejects.toMatchObject({
      code: 'CLOUD_REFUSED',
      call: 'ChangeResourceRecordSets',
      requestId: 'r-7',
      message: expect.stringContaining('InvalidInput'),
    })
  })
})

describe('credentials of AWS', () => {
  it('name the action that was denied', async () => {
    front.inject({ kind: 'answer', answer: refusal(403, 'AccessDenied') })
    await expect(dns().read(zone, 'app.shop.test', within(5_000))).rejects.toMatchObject({
      code: 'AUTH_DENIED',
      hint: expect.stringContaining('route53:ListHostedZonesByName'),
    })
  })

  it('of a named profile go before the keys of the environment', async () => {
    const profiled = provider({ ...KEYS, AWS_PROFILE: 'no-such-profile' })
    await expect(profiled.can.identity?.whoAmI(within(5_000))).rejects.toMatchObject({ code: 'AUTH_MISSING' })
  })

  it('are not needed to make the provider, and a platform without AWS has none', () => {
    expect(() => provider({})).not.toThrow()
    const platform = contractPlatform({})
    expect(() => makeAwsProvider({ platform, environment: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
