import Big from 'big.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { amountText, chargesOf } from '../../src/lab/billing/charges.ts'
import type { LabCloud, LabHost } from '../../src/lab/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import type { Call, CostQuery, Costs, SpendLine } from '../../src/providers/provider.ts'
import { demoSeed, FakeWorld } from '../lab/wire/harness.ts'
import { makeAwsHarness } from '../support/aws-harness.ts'
import { makeAzureHarness } from '../support/azure-harness.ts'
import { makeGcpHarness } from '../support/gcp-harness.ts'
import type { ProviderHarness } from './provider.contract.ts'

const CLOUDS = {
  aws: { make: makeAwsCloud, account: '000000000000', region: 'us-east-1' },
  gcp: { make: makeGcpCloud, account: 'shop-lab', region: 'us-central1' },
  azure: { make: makeAzureCloud, account: '00000000-0000-0000-0000-000000000001', region: 'eastus' },
} as const satisfies Record<string, { make: (host: LabHost) => LabCloud; account: string; region: string }>

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

/** What the lab's bill holds, added up exactly, by the keys that a test asks for. */
function expected(
  name: keyof typeof CLOUDS,
  world: FakeWorld,
  query: CostQuery,
  keyOf: (charge: ReturnType<typeof chargesOf>[number]) => string,
): Map<string, string> {
  const found = new Map<string, bigint>()
  for (const charge of chargesOf(name, CLOUDS[name].region, world.now())) {
    if (charge.day < query.from || charge.day >= query.to) continue
    const key = `${charge.day} ${keyOf(charge)}`
    // The standard export of Google knows no amortisation.
    const amount = query.view === 'amortised' || name === 'gcp' ? charge.amortised : charge.invoiced
    found.set(key, (found.get(key) ?? 0n) + amount)
  }
  return new Map([...found].map(([key, amount]) => [key, new Big(amountText(amount)).toFixed()]))
}

function received(lines: readonly SpendLine[], keyOf: (line: SpendLine) => string): Map<string, string> {
  return new Map(lines.map((line) => [`${line.day} ${keyOf(line)}`, new Big(line.amount).toFixed()]))
}

describe.each(Object.keys(CLOUDS) as (keyof typeof CLOUDS)[])(
  'the costs of %s over the wire of the lab',
  (name) => {
    const world = new FakeWorld()
    let harness: ProviderHarness
    let costs: Costs

    beforeAll(async () => {
      harness = await harnessOf(name, world)
      if (harness.provider.can.costs === undefined) throw new Error('the provider tells no costs')
      costs = harness.provider.can.costs
    })
    beforeEach(() => harness.front.clear())
    afterAll(() => harness?.close())

    const sorted = (map: Map<string, string>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1))

    it.each(['amortised', 'invoiced'] as const)(
      'are exact to the last place by service, %s',
      async (view) => {
        const query: CostQuery = { from: '2025-12-01', to: '2026-01-16', view, by: ['service'] }
        const lines = await costs.spend(query, call())
        const asked = received(lines, (line) => line.values.service ?? '')
        expect(sorted(asked)).toEqual(sorted(expected(name, world, query, ({ service }) => service)))
        expect(new Set(lines.map(({ currency }) => currency))).toEqual(new Set(['USD']))
      },
    )

    it('come whole for a year, however they are paged or cut', async () => {
      const query: CostQuery = {
        from: '2025-02-01',
        to: '2026-01-16',
        view: 'amortised',
        by: ['service', 'tag:environment'],
      }
      const lines = await costs.spend(query, call())
      const asked = received(lines, ({ values }) => `${values.service} ${values['tag:environment']}`)
      expect(sorted(asked)).toEqual(
        sorted(expected(name, world, query, ({ service, environment }) => `${service} ${environment}`)),
      )
      if (name !== 'gcp') expect(harness.front.requests.length).toBeGreaterThan(1)
    })

    it('tell credits, refunds and taxes from usage, with their sign', async () => {
      const query: CostQuery = { from: '2025-06-01', to: '2025-12-02', view: 'invoiced', by: ['charge'] }
      const lines = await costs.spend(query, call())
      const of = (kind: string) => lines.filter(({ values }) => values.charge === kind)
      expect(of('credit').length).toBe(7)
      expect(of('credit').every(({ amount }) => amount.startsWith('-'))).toBe(true)
      expect(of('tax').every(({ amount }) => new Big(amount).gt(0))).toBe(true)
      const total = lines.reduce((sum, { amount }) => sum.plus(amount), new Big(0))
      const wanted = [...expected(name, world, query, () => '').values()]
      expect(total.toFixed()).toBe(wanted.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed())
    })

    it('show what has no tag or region as null, not as a name', async () => {
      const query: CostQuery = {
        from: '2026-01-02',
        to: '2026-01-03',
        view: 'amortised',
        by: ['region', 'tag:unit'],
      }
      const lines = await costs.spend(query, call())
      expect(lines.some(({ values }) => values['tag:unit'] === null)).toBe(true)
      expect(lines.some(({ values }) => values.region === null)).toBe(true)
      expect(lines.some(({ values }) => values.region === CLOUDS[name].region)).toBe(true)
    })

    it.skipIf(name === 'gcp')('tell the resources of one service, as much as they are', async () => {
      const service = name === 'aws' ? 'Amazon Relational Database Service' : 'Azure Database for PostgreSQL'
      const query = { from: '2026-01-05', to: '2026-01-10', view: 'amortised', service } as const
      const lines = await costs.spend({ ...query, by: ['service', 'resource'] }, call())
      const wanted = chargesOf(name, CLOUDS[name].region, world.now()).filter(
        (charge) => charge.service === service && charge.day >= query.from && charge.day < query.to,
      )
      const sumOf = (amounts: readonly string[]) =>
        amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed()
      expect(sumOf(lines.map(({ amount }) => amount))).toBe(
        sumOf(wanted.map(({ amortised }) => amountText(amortised))),
      )
      expect(new Set(lines.map(({ values }) => values.resource))).toEqual(
        new Set(wanted.map(({ resource }) => resource)),
      )
      const whole = await costs.spend({ ...query, by: [] }, call())
      expect(sumOf(whole.map(({ amount }) => amount))).toBe(sumOf(lines.map(({ amount }) => amount)))
    })

    it.skipIf(name === 'azure')('say which resources are not told', async () => {
      const query: CostQuery = { from: '2026-01-05', to: '2026-01-10', view: 'amortised', by: ['resource'] }
      await expect(costs.spend(query, call())).rejects.toMatchObject({ code: 'UNSUPPORTED', provider: name })
      expect(harness.front.requests).toEqual([])
    })

    it('say what asking costs before anything is asked', () => {
      const price = costs.priceOf({ from: '2026-01-01', to: '2026-01-16', view: 'amortised', by: [] })
      expect(price.usd).toMatch(/^\d+(\.\d+)?$/)
      expect(price.url).toMatch(/^https:/)
      expect(harness.front.requests).toEqual([])
    })

    it('call a refused permission by its name, and ask again when throttled', async () => {
      const query: CostQuery = { from: '2026-01-01', to: '2026-01-03', view: 'amortised', by: [] }
      const request = harness.front.requests[0] ?? {
        method: 'POST',
        url: '/',
        headers: {},
        body: Buffer.alloc(0),
      }
      const throttled =
        name === 'aws'
          ? {
              status: 400,
              headers: { 'content-type': 'application/x-amz-json-1.1' },
              body: '{"__type":"LimitExceededException","message":"slow"}',
            }
          : harness.throttled(request)
      harness.front.inject({ kind: 'answer', answer: throttled })
      expect((await costs.spend(query, call())).length).toBe(2)
      const denied =
        name === 'aws'
          ? {
              status: 400,
              headers: { 'content-type': 'application/x-amz-json-1.1' },
              body: '{"__type":"AccessDeniedException","Message":"User is not authorized to perform: ce:GetCostAndUsage"}',
            }
          : harness.denied(request)
      harness.front.inject({ kind: 'answer', answer: denied })
      await expect(costs.spend(query, call())).rejects.toMatchObject({ code: 'AUTH_DENIED', provider: name })
    })

    it.runIf(name === 'aws')('pay for no more pages than is allowed', async () => {
      const query: CostQuery = {
        from: '2025-02-01',
        to: '2026-01-16',
        view: 'amortised',
        by: ['service', 'tag:environment'],
      }
      const taken: string[] = []
      const whole = await costs.spend(query, call(), { take: (usd) => taken.push(usd) > 0 })
      expect(taken).toEqual(harness.front.requests.map(() => '0.01'))
      expect(taken.length).toBeGreaterThan(1)
      expect(whole.length).toBeGreaterThan(0)
      harness.front.clear()
      let left = 1
      await expect(costs.spend(query, call(), { take: () => left-- > 0 })).rejects.toMatchObject({
        code: 'SPEND_LIMIT',
      })
      expect(harness.front.requests).toHaveLength(1)
    })

    it.runIf(name === 'azure')('take no amount that is not there for nothing', async () => {
      const query: CostQuery = { from: '2026-01-01', to: '2026-01-02', view: 'amortised', by: [] }
      const answer = (columns: readonly string[], row: readonly unknown[]) => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          properties: { columns: columns.map((column) => ({ name: column, type: 'Number' })), rows: [row] },
        }),
      })
      for (const [columns, row] of [
        [
          ['PreTaxCost', 'UsageDate', 'Currency'],
          [5, 20260101, 'USD'],
        ],
        [
          ['Cost', 'UsageDate', 'Currency'],
          [null, 20260101, 'USD'],
        ],
      ] as const) {
        harness.front.inject({ kind: 'answer', answer: answer(columns, row) })
        await expect(costs.spend(query, call())).rejects.toMatchObject({ code: 'CLOUD_FAILED' })
      }
    })

    it.skipIf(name === 'gcp')('refuse more groups than the vendor has', async () => {
      const by = ['service', 'region', 'charge'] as const
      const query: CostQuery = { from: '2026-01-01', to: '2026-01-03', view: 'amortised', by }
      await expect(costs.spend(query, call())).rejects.toMatchObject({ code: 'UNSUPPORTED' })
      expect(harness.front.requests).toEqual([])
    })
  },
)
