import Big from 'big.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import type { LabCloud, LabHost } from '../../src/lab/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import type { Call, PriceQuote, Prices } from '../../src/providers/provider.ts'
import { demoSeed, FakeWorld } from '../lab/wire/harness.ts'
import { makeAwsHarness } from '../support/aws-harness.ts'
import { makeAzureHarness } from '../support/azure-harness.ts'
import { makeGcpHarness } from '../support/gcp-harness.ts'
import type { ProviderHarness } from './provider.contract.ts'

interface Tried {
  readonly make: (host: LabHost) => LabCloud
  readonly account: string
  readonly region: string
  /** Prices that the lab's catalogue holds, by the unit of the row. */
  readonly prices: Readonly<Record<string, string>>
  readonly unlisted: string
}

const CLOUDS: Readonly<Record<'aws' | 'gcp' | 'azure', Tried>> = {
  aws: {
    make: makeAwsCloud,
    account: '000000000000',
    region: 'us-east-1',
    prices: {
      // Neither Windows, nor dedicated, nor a reservation that is not used.
      'aws.ec2.m5': '0.096',
      // Half of the smallest size that there is.
      'aws.ec2.g5': '0.503',
      'aws.rds.postgres.r6g': '0.233',
      'aws.rds.mysql.r6g': '0.215',
      'aws.ebs.gp3': '0.082',
      'aws.ebs.gp3.throughput': '0.04',
      'aws.eks.cluster': '0.1',
      'aws.lambda.requests': '0.2',
      'aws.s3.put': '0.005',
      // The first step that is not free.
      'aws.s3.standard': '0.023',
      'aws.dynamodb.storage': '0.25',
      'aws.egress.internet': '0.09',
      'aws.route53.zone': '0.5',
      // Not of the older generation, nor of viewers elsewhere, nor of a pair.
      'aws.waf.acl': '5',
      'aws.cloudfront.data': '0.085',
      'aws.mq.m5.large': '0.288',
    },
    unlisted: 'aws.ec2.r7g',
  },
  gcp: {
    make: makeGcpCloud,
    account: 'shop-lab',
    region: 'us-central1',
    prices: {
      'gcp.compute.n2.vcpu': '0.032',
      'gcp.compute.n2.memory': '0.004237',
      'gcp.compute.e2.vcpu': '0.02181159',
      'gcp.disk.pd-ssd': '0.17',
      'gcp.disk.pd-standard': '0.04',
      'gcp.sql.vcpu': '0.0425',
      'gcp.gke.cluster': '0.1',
      'gcp.gke.autopilot.vcpu': '0.0445',
      'gcp.pubsub.throughput': '40',
      'gcp.dns.zone': '0.2',
      'gcp.dns.queries': '0.4',
      'gcp.functions.invocations': '0.4',
      'gcp.functions.cpu': '0.00001',
      'gcp.storage.classA': '0.05',
    },
    unlisted: 'gcp.compute.m1.vcpu',
  },
  azure: {
    make: makeAzureCloud,
    account: '00000000-0000-0000-0000-000000000001',
    region: 'eastus',
    prices: {
      // Neither Windows, nor spot, nor reserved; half a machine of two processors.
      'azure.vm.Ds_v5': '0.05',
      'azure.vm.B2s': '0.0416',
      'azure.vm.Fs_v2': '0.0423',
      'azure.disk.P10': '19.71',
      'azure.postgres.D': '0.099',
      'azure.postgres.storage': '0.115',
      'azure.redis.Standard.C1': '0.138',
      'azure.acr.Basic': '0.1666',
      'azure.storage.Hot.LRS': '0.0208',
      'azure.vpn.VpnGw1': '0.19',
      'azure.dns.zone': '0.5',
      // For Linux; by the day, of which a month of 730 hours has 30.41666; a million of ten thousands.
      'azure.app.P1v3': '0.155',
      'azure.sql.S1': '29.43725',
      'azure.apim.Consumption': '3.5',
    },
    unlisted: 'azure.disk.P50',
  },
}

const call = (): Call => ({ signal: AbortSignal.timeout(25_000), deadlineMs: Date.now() + 25_000 })

function harnessOf(name: keyof typeof CLOUDS, world: FakeWorld): Promise<ProviderHarness> {
  const { make, account, region } = CLOUDS[name]
  const cloud = make(world)
  cloud.seed(demoSeed({ account, region, instance: `orders-${name}` }))
  const common = { instance: `orders-${name}`, bucket: 'unused', nameServers: [], handle: cloud.handle }
  if (name === 'aws') return makeAwsHarness({ ...common, account, close: async () => {} })
  if (name === 'gcp') return makeGcpHarness({ ...common, project: account })
  return makeAzureHarness({ ...common, subscription: account, resourceGroup: 'shop' })
}

describe.each(Object.keys(CLOUDS) as (keyof typeof CLOUDS)[])(
  'the prices of %s over the wire of the lab',
  (name) => {
    const { prices: known, region, unlisted } = CLOUDS[name]
    const world = new FakeWorld()
    let harness: ProviderHarness
    let prices: Prices

    beforeAll(async () => {
      harness = await harnessOf(name, world)
      if (harness.provider.can.prices === undefined) throw new Error('the provider tells no prices')
      prices = harness.provider.can.prices
    })
    beforeEach(() => harness.front.clear())
    afterAll(() => harness?.close())

    const ask = (...keys: string[]): Promise<readonly PriceQuote[]> =>
      prices.quote(
        keys.map((key) => ({ key, region })),
        call(),
      )

    it('are those of exactly what a row means, by the unit of the row', async () => {
      const quotes = await ask(...Object.keys(known))
      const told = quotes.map((quote) => (quote.kind === 'found' ? new Big(quote.usd).toFixed() : quote))
      expect(told).toEqual(Object.values(known))
      for (const quote of quotes) {
        if (quote.kind !== 'found') continue
        expect(quote.sku).not.toBe('')
        expect(URL.canParse(quote.url)).toBe(true)
      }
    })

    it('are asked for once where several rows have the same answer, and never for rows without a question', async () => {
      const key = Object.keys(known)[0] ?? ''
      await ask(key)
      const once = harness.front.requests.length
      harness.front.clear()
      const [one, other, none] = await ask(key, key, `${name}.no.such.row`)
      expect(other).toEqual(one)
      expect(none).toEqual({ kind: 'not-asked' })
      expect(harness.front.requests).toHaveLength(once)
    })

    it('that are not listed keep no other', async () => {
      const key = Object.keys(known)[0] ?? ''
      const [missing, there] = await ask(unlisted, key)
      expect(missing).toMatchObject({ kind: 'refused' })
      expect(there).toMatchObject({ kind: 'found' })
    })

    it('of a region where nothing is sold are none', async () => {
      const key = Object.keys(known)[0] ?? ''
      const [quote] = await prices.quote([{ key, region: 'moon-1' }], call())
      expect(quote).toMatchObject({ kind: 'refused' })
    })

    it('are asked for again when throttled, and a broken answer is no price', async () => {
      const key = Object.keys(known)[0] ?? ''
      const request = { method: 'POST', url: '/', headers: {}, body: Buffer.alloc(0) }
      const throttled =
        name === 'aws'
          ? {
              status: 400,
              headers: { 'content-type': 'application/x-amz-json-1.1' },
              body: '{"__type":"ThrottlingException","message":"slow"}',
            }
          : harness.throttled(request)
      harness.front.inject({ kind: 'answer', answer: throttled })
      expect(await ask(key)).toMatchObject([{ kind: 'found' }])
      const headers = { 'content-type': 'application/json' }
      harness.front.inject({ kind: 'answer', answer: { status: 200, headers, body: '{}' } })
      expect(await ask(key)).toMatchObject([{ kind: 'refused' }])
    })
  },
)
