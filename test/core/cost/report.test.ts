import { describe, expect, it } from 'vitest'
import { compareWorkload } from '../../../src/core/cost/compare/cost-compare.ts'
import { readWorkload } from '../../../src/core/cost/compare/workload.ts'
import { toCsv } from '../../../src/core/cost/document/csv.ts'
import { toHtml } from '../../../src/core/cost/document/html.ts'
import { toMarkdown } from '../../../src/core/cost/document/markdown.ts'
import { sparkline } from '../../../src/core/cost/document/sparkline.ts'
import { estimatePlan } from '../../../src/core/cost/estimate/estimate-plan.ts'
import type { PlanJson } from '../../../src/core/cost/estimate/plan-json.ts'
import { decimal, exact, rounded, sum } from '../../../src/core/cost/money.ts'
import { findSavings } from '../../../src/core/cost/optimize/find-savings.ts'
import { previousPeriod } from '../../../src/core/cost/period.ts'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'
import { allocate } from '../../../src/core/cost/report/cost-allocate.ts'
import { costBudget } from '../../../src/core/cost/report/cost-budget.ts'
import type { ReportOptions, ReportPorts } from '../../../src/core/cost/report/cost-report.ts'
import { costReport } from '../../../src/core/cost/report/cost-report.ts'
import { lastMeasured } from '../../../src/core/cost/report/measured-budgets.ts'
import { reportDocument } from '../../../src/core/cost/report/report-document.ts'
import type { Spend } from '../../../src/core/cost/spend.ts'
import { DEFAULT_TAG_KEYS } from '../../../src/core/cost/spend.ts'
import type { SpendCache } from '../../../src/core/cost/spend-cache.ts'
import { anomaliesOf, costAnomalies } from '../../../src/core/cost/trend/cost-anomalies.ts'
import { budgetDocument } from '../../../src/core/cost/trend/trend-documents.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import type { CostQuery, SpendLine } from '../../../src/providers/provider.ts'
import { cloudSettings, contractPlatform } from '../../support/platforms.ts'
import { planOf } from './support/plans.ts'

const NOW = Date.parse('2026-10-20T12:00:00Z')

interface Given {
  readonly lines?: (query: CostQuery) => readonly SpendLine[]
  readonly resourceDays?: number
  readonly refuse?: string
  readonly usd?: string
  readonly cost?: object
}

/** Doubles of everything a report asks: two clouds, one of which may refuse, and a cache in memory. */
function ports({
  lines = () => [],
  refuse,
  usd = '0.01',
  cost = {},
  resourceDays,
}: Given): ReportPorts & { asked: string[]; questions: CostQuery[]; notes: string[] } {
  const kept = new Map<string, unknown>()
  const cache: SpendCache = {
    get: async (key) => structuredClone(kept.get(key)),
    put: async (key, value) => void kept.set(key, value),
  }
  const asked: string[] = []
  const questions: CostQuery[] = []
  const notes: string[] = []
  const clouds = { aws: cloudSettings('us-east-1', {}), gcp: cloudSettings('us-central1', {}) }
  return {
    asked,
    questions,
    notes,
    clock: { now: () => NOW, sleep: async () => {} },
    progress: { emit: (event) => void ('text' in event && notes.push(event.text)) },
    platform: async () => ({ ...contractPlatform(clouds), later: { cost } }),
    providers: async () => ({
      get: async (cloud) => ({
        cloud,
        cannot: {},
        can: {
          costs: {
            mostGroups: 2,
            ...(resourceDays === undefined ? {} : { resourceDays }),
            priceOf: () => ({
              usd: cloud === 'aws' ? usd : '0',
              requests: 1,
              basis: 'a test',
              url: 'https://test',
            }),
            spend: async (query) => {
              asked.push(cloud)
              questions.push(query)
              if (cloud === refuse) {
                throw new McloudError({
                  code: 'AUTH_DENIED',
                  message: `${cloud}: not allowed`,
                  provider: cloud,
                })
              }
              return cloud === 'aws' ? lines(query) : []
            },
          },
        },
      }),
    }),
    spendCache: async () => cache,
    billingFiles: async () => {
      throw new Error('no files here')
    },
    call: () => ({ signal: new AbortController().signal, deadlineMs: NOW + 1000 }),
  }
}

const options = (more: Partial<ReportOptions> = {}): ReportOptions => ({
  files: [],
  clouds: [],
  by: ['cloud', 'service'],
  view: 'amortised',
  compare: false,
  maxApiSpend: '0.10',
  fresh: false,
  ...more,
})

const line = (day: string, amount: string, more: Partial<SpendLine> = {}): SpendLine => ({
  day,
  amount,
  currency: 'USD',
  values: { service: 'EC2', charge: 'usage' },
  ...more,
})

describe('the report', () => {
  it('adds exactly, keeps currencies apart and credits negative', async () => {
    const lines = [
      line('2026-10-01', '0.1'),
      line('2026-10-02', '0.2000000000001'),
      line('2026-10-02', '-0.05', { values: { service: 'EC2', charge: 'credit' } }),
      line('2026-10-03', '7', { currency: 'EUR' }),
    ]
    const { kind, data } = await costReport(options(), ports({ lines: () => lines }))
    expect(kind).toBe('done')
    expect(data.totals.map(({ currency, amount }) => [currency, amount])).toEqual([
      ['EUR', '7'],
      ['USD', '0.2500000000001'],
    ])
    expect(data.totals[1]?.charges).toEqual({ usage: '0.3000000000001', credit: '-0.05' })
    expect(data.warnings[0]).toContain('currencies are not added')
    expect(data.totals[1]?.series.slice(0, 4)).toEqual([
      { at: '2026-10-01', amount: '0.1' },
      { at: '2026-10-02', amount: '0.1500000000001' },
      { at: '2026-10-03', amount: null },
      { at: '2026-10-04', amount: null },
    ])
  })

  it('goes on without a cloud that refuses, and says so', async () => {
    const { kind, data } = await costReport(
      options(),
      ports({ lines: () => [line('2026-10-01', '1')], refuse: 'gcp' }),
    )
    expect(kind).toBe('partial')
    expect(data.sources.find(({ name }) => name === 'gcp')).toMatchObject({
      kind: 'refused',
      reason: 'gcp: not allowed',
    })
    expect(reportDocument(data).headline).toContain('without gcp')
  })

  it('shows untagged spend by itself', async () => {
    const values = (environment: string | null) =>
      ({ 'tag:environment': environment, charge: 'usage' }) as const
    const lines = [
      line('2026-10-01', '3', { values: values('production') }),
      line('2026-10-01', '1', { values: values(null) }),
    ]
    const { data } = await costReport(options({ by: ['environment'] }), ports({ lines: () => lines }))
    expect(data.totals[0]?.groups.map(({ values: [name], amount }) => [name, amount])).toEqual([
      ['production', '3'],
      ['(untagged)', '1'],
    ])
    expect(data.totals[0]?.untagged).toEqual({ environment: '1' })
  })

  it('compares with the same days of the month before, and measures budgets', async () => {
    const lines = [line('2026-09-05', '40'), line('2026-09-25', '1000'), line('2026-10-05', '50')]
    const { data } = await costReport(
      options({ compare: true }),
      ports({ lines: () => lines, cost: { budget: 60, budgets: { ec2: { monthly: 40, service: 'EC2' } } } }),
    )
    expect(data.totals[0]).toMatchObject({ amount: '50', previous: '40', changePercent: 25 })
    expect(data.budgets.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['platform', 'ahead'],
      ['ec2', 'over'],
    ])
  })

  it('measures no budget in a currency that nothing is charged in, and one of nothing without a share', async () => {
    const cost = { budgets: { euro: { monthly: 100, currency: 'EUR' }, none: { monthly: 0 } } }
    const made = () => ports({ lines: () => [line('2026-10-05', '50')], cost })
    const { data } = await costReport(options({}), made())
    expect(data.budgets.map(({ name, verdict, usedPercent }) => [name, verdict, usedPercent])).toEqual([
      ['euro', 'other-currency', 0],
      ['none', 'over', undefined],
    ])
    const { data: shown } = await costBudget(options(), made())
    expect(shown.budgets.map(({ outlook }) => outlook)).toEqual(['other-currency', 'over'])
    expect(budgetDocument(shown)).toMatchObject({
      headline: 'euro: not measured, none: over',
      notes: [expect.any(String), 'euro: nothing is charged in EUR, and nothing is converted'],
    })
  })

  it('measures no budget by half of the clouds, and keeps no such measurement for status', async () => {
    const cost = {
      budget: 100,
      budgets: {
        aws: { monthly: 60, cloud: 'aws' },
        gcp: { monthly: 60, cloud: 'gcp' },
        low: { monthly: 5 },
      },
    }
    const made = ports({ lines: () => [line('2026-10-05', '50')], refuse: 'gcp', cost })
    const wanted = [
      ['platform', 'incomplete'],
      ['aws', 'ahead'],
      ['gcp', 'incomplete'],
      ['low', 'over'],
    ]
    const { data } = await costReport(options(), made)
    expect(data.budgets.map(({ name, verdict }) => [name, verdict])).toEqual(wanted)
    const { data: shown } = await costBudget(options(), made)
    expect(shown.budgets.map(({ name, verdict }) => [name, verdict])).toEqual(wanted)
    expect(budgetDocument(shown).notes.at(-1)).toMatch(/^gcp: not allowed\. /)
    expect(await lastMeasured(await made.platform(), await made.spendCache())).toBeUndefined()
    const whole = ports({ lines: () => [line('2026-10-05', '50')], cost })
    await costReport(options({ view: 'invoiced' }), whole)
    expect((await lastMeasured(await whole.platform(), await whole.spendCache()))?.budgets[0]?.spent).toBe(
      '50',
    )
  })

  it('measures no budget by clouds that were not asked, and keeps no such measurement', async () => {
    const cost = { budget: 1000, budgets: { own: { monthly: 1000, cloud: 'aws' } } }
    const made = ports({ lines: () => [line('2026-10-05', '50')], cost })
    const { kind, data } = await costBudget(options({ clouds: ['aws'] }), made)
    expect(kind).toBe('partial')
    expect(data.budgets.map(({ name, outlook }) => [name, outlook])).toEqual([
      ['platform', 'incomplete'],
      ['own', 'within'],
    ])
    expect(data.notes).toEqual(['gcp: not asked'])
    expect(await lastMeasured(await made.platform(), await made.spendCache())).toBeUndefined()
  })

  it.each([
    ['some days of a month', { from: '2026-10-01', to: '2026-10-03' }],
    ['some days of a month that is over', { from: '2026-09-01', to: '2026-09-03' }],
    ['one cloud', { clouds: ['aws' as const] }],
  ])('measures no budget by %s, says so, and keeps the measurement before', async (_, asked) => {
    const made = ports({
      lines: () => [line('2026-10-02', '50'), line('2026-09-02', '50')],
      cost: { budget: 60 },
    })
    const { data } = await costReport(options({ ...asked, view: 'invoiced' }), made)
    expect(data.budgets).toEqual([])
    expect(reportDocument(data).notes.join()).toContain('1 budgets are not measured by this')
    expect(await lastMeasured(await made.platform(), await made.spendCache())).toBeUndefined()
  })

  it('keeps for status only what holds all budgets against what is invoiced', async () => {
    const lines = () => [line('2026-10-05', '50')]
    const budgets = { ec2: { monthly: 60, service: 'EC2' } }
    const kept = async (more: Partial<ReportOptions>) => {
      const made = ports({ lines, cost: { budget: 60, budgets } })
      await costReport(options(more), made)
      return (await lastMeasured(await made.platform(), await made.spendCache()))?.budgets.length
    }
    expect(await kept({ view: 'amortised' })).toBeUndefined()
    expect(await kept({ view: 'invoiced', by: ['cloud'] })).toBeUndefined()
    expect(await kept({ view: 'invoiced' })).toBe(2)
  })

  it('calls no budget within whose words fit nothing, or of which a part is in another currency', async () => {
    const lines = [line('2026-10-05', '50'), line('2026-10-05', '3', { currency: 'EUR' })]
    const cost = {
      budget: 1000,
      budgets: {
        typo: { monthly: 10, service: 'Amazon EC2' },
        gcp: { monthly: 10, cloud: 'gcp' },
        right: { monthly: 100, service: 'EC2', currency: 'EUR' },
      },
    }
    const { kind, data } = await costBudget(options(), ports({ lines: () => lines, cost }))
    expect(kind).toBe('partial')
    expect(data.budgets.map(({ name, spent, verdict }) => [name, spent, verdict])).toEqual([
      ['platform', '50', 'incomplete'],
      ['typo', '0', 'unmatched'],
      ['gcp', '0', 'unmatched'],
      ['right', '3', 'incomplete'],
    ])
    expect(budgetDocument(data).notes.join('\n')).toContain('platform: what is charged in EUR is not counted')
  })

  it('counts every page that is paid for, and none beyond what is allowed', async () => {
    const made = ports({ lines: () => [line('2026-10-01', '1')] })
    const { get } = await made.providers()
    const withPages = (pages: number): ReportPorts => ({
      ...made,
      providers: async () => ({
        get: async (cloud) => {
          const provider = await get(cloud)
          const { costs } = provider.can
          if (costs === undefined || cloud !== 'aws') return provider
          const spend: typeof costs.spend = async (query, call, allowance) => {
            for (let page = 0; page < pages; page++) {
              if (allowance?.take('0.01') === false) {
                throw new McloudError({
                  code: 'SPEND_LIMIT',
                  message: 'aws: more pages than may be paid for',
                })
              }
            }
            return costs.spend(query, call)
          }
          return { ...provider, can: { ...provider.can, costs: { ...costs, spend } } }
        },
      }),
    })
    const sourceOf = async (pages: number) => {
      const asked = options({ fresh: true, maxApiSpend: '0.05' })
      return (await costReport(asked, withPages(pages))).data.sources[0]
    }
    expect(await sourceOf(1)).toMatchObject({ kind: 'answered', askedUsd: '0.01' })
    expect(await sourceOf(5)).toMatchObject({ kind: 'answered', askedUsd: '0.05' })
    expect(await sourceOf(6)).toMatchObject({ kind: 'refused', askedUsd: '0.05' })
  })

  it('compares with nothing where nothing is told of the period before', async () => {
    const asked = options({ compare: true, month: '2026-10' })
    const { data } = await costReport(asked, ports({ lines: () => [line('2026-10-05', '50')] }))
    expect(data.totals[0]?.previous).toBeUndefined()
    expect(data.totals[0]?.groups[0]?.previous).toBeUndefined()
    expect(data.warnings).toEqual([
      'no charge is told of aws from 2026-09-01 to 2026-09-30: what it cost before is not known',
    ])
  })

  it('knows the category of a service where a bill does not tell it', async () => {
    const made = ports({})
    made.billingFiles = async () => ({
      readFocus: async ({ by }) => ({
        spend: [
          {
            cloud: 'aws',
            day: '2026-10-01',
            currency: 'USD',
            amount: '5',
            service: by.includes('service') ? 'Amazon Relational Database Service' : null,
            category: null,
            tags: {},
          },
        ],
        files: [],
        warnings: [],
      }),
    })
    const { data } = await costReport(options({ files: ['bill.csv'], by: ['category'] }), made)
    expect(data.totals[0]?.groups[0]?.values).toEqual(['Databases'])
  })

  it('shows no account what another was charged', async () => {
    const made = ports({ lines: () => [line('2026-10-01', '1')] })
    let account: string | undefined = '111111111111'
    const { get } = await made.providers()
    made.providers = async () => ({
      get: async (cloud) => {
        const provider = await get(cloud)
        const whoAmI = async () => {
          if (account === undefined) throw new McloudError({ code: 'AUTH_MISSING', message: 'nobody' })
          return { account, principal: 'a test' }
        }
        return { ...provider, can: { ...provider.can, identity: { whoAmI } } }
      },
    })
    const asks = async () => {
      const before = made.asked.length
      await costReport(options({ clouds: ['aws'] }), made)
      return made.asked.length - before
    }
    expect([await asks(), await asks()]).toEqual([1, 0])
    account = '222222222222'
    expect(await asks()).toBe(1)
    account = undefined
    expect([await asks(), await asks()]).toEqual([1, 1])
    account = '111111111111'
    expect(await asks()).toBe(0)
  })

  it('says what asking costs, asks once in eight hours, and no more than is allowed', async () => {
    const made = ports({ lines: () => [line('2026-10-01', '1')] })
    const first = await costReport(options(), made)
    const second = await costReport(options(), made)
    expect(made.notes).toEqual(['aws: asking costs 0.01 USD (a test)'])
    expect(made.asked).toEqual(['aws', 'gcp', 'gcp'])
    expect(second.data.totals).toEqual(first.data.totals)
    expect(second.data.sources[0]).toMatchObject({ kind: 'cached', askedUsd: '0' })
    await costReport(options({ fresh: true }), made)
    expect(made.asked.filter((cloud) => cloud === 'aws')).toHaveLength(2)
    const dear = ports({ usd: '0.11' })
    await expect(costReport(options(), dear)).rejects.toMatchObject({ code: 'SPEND_LIMIT' })
    expect(dear.asked).toEqual([])
  })

  it('finds a month without data empty, not free', async () => {
    const { data } = await costReport(options({ month: '2026-02' }), ports({}))
    expect(data.totals).toEqual([])
    expect(data.warnings).toEqual(['there is no charge from 2026-02-01 to 2026-02-28'])
  })
})

describe('periods', () => {
  it.each([
    [
      ['2026-10-01', '2026-11-01'],
      ['2026-09-01', '2026-10-01'],
    ],
    [
      ['2026-03-01', '2026-03-31'],
      ['2026-02-01', '2026-03-01'],
    ],
    [
      ['2026-01-01', '2026-04-01'],
      ['2025-10-01', '2026-01-01'],
    ],
    [
      ['2026-10-10', '2026-10-20'],
      ['2026-09-30', '2026-10-10'],
    ],
  ])('%j is compared with %j', ([from = '', to = ''], [before, until]) => {
    expect(previousPeriod({ from, to })).toEqual({ from: before, to: until })
  })
})

describe('documents', () => {
  const shown = async () => {
    const lines = [
      line('2026-10-01', '1234.5600000001', { values: { service: '<b>"=x|y', charge: 'usage' } }),
    ]
    return reportDocument(
      (await costReport(options({ by: ['service'] }), ports({ lines: () => lines }))).data,
    )
  }
  it('are CSV with exact figures that no spreadsheet takes for formulas', async () => {
    const csv = toCsv(await shown())
    expect(csv.split('\n')[0]).toBe('service,currency,cost,share')
    expect(csv.split('\n')[1]).toBe('"<b>""=x|y",USD,1234.5600000001,100.0%')
    const cells = ['=1+1', '-2.5', '-cmd', '+x'].map((text) => [{ text }])
    const table = { title: '', columns: [{ title: 'a' }], rows: cells }
    expect(toCsv({ title: '', headline: '', tone: 'plain', sections: [table], notes: [] })).toBe(
      "a\n'=1+1\n-2.5\n'-cmd\n'+x\n",
    )
  })
  it('are Markdown and HTML with everything escaped', async () => {
    expect(toMarkdown(await shown())).toContain('\\<b\\>"=x\\|y')
    const html = toHtml(await shown())
    expect(html).not.toContain('<b>')
    expect(html).toContain('&lt;b&gt;&quot;=x|y')
    expect(html).not.toMatch(/<script|https?:|src=|@import/)
  })
  it('tell each chart in words and in a table, gaps and what is foretold too', () => {
    const points = [
      { label: '2026-10-01', value: 1200.5 },
      { label: '2026-10-02', value: null },
      { label: '2026-10-03', value: 0.5, foretold: true },
    ]
    const words = 'USD, 2026-10-01 to 2026-10-03; highest 1,201 (2026-10-01); lowest 0.5000 (2026-10-03)'
    const section = {
      title: 'Days',
      columns: [{ title: 'a' }],
      rows: [[{ text: 'b' }]],
      chart: { kind: 'line' as const, unit: 'USD', points },
    }
    const html = toHtml({ title: 't', headline: 'h', tone: 'plain', sections: [section], notes: [] })
    expect(html).toContain(`${words}; foretold from 2026-10-03, dashed; 1 without a figure</figcaption>`)
    for (const cell of ['1200.50</td>', 'none</td>', '0.50 foretold</td>']) expect(html).toContain(cell)
  })
  it('round only what people read', () => {
    expect([rounded(decimal('1234567.891')), rounded(decimal('0.0012')), rounded(decimal('-5'))]).toEqual([
      '1,234,567.89',
      '0.0012',
      '-5.00',
    ])
    expect([rounded(decimal('0.00001')), rounded(decimal('-1e-10')), rounded(decimal('0'))]).toEqual([
      '<0.0001',
      '>-0.0001',
      '0.00',
    ])
    expect(sparkline([0, 5, 10, null, 10], 10)).toBe('▁▅█ █')
  })
})

describe('the allocation', () => {
  const spend = (environment: string | null, amount: string): Spend => ({
    cloud: 'aws',
    day: '2026-10-01',
    currency: 'USD',
    amount,
    tags: { environment },
  })
  const all = [spend('production', '10.0000000001'), spend('staging', '5'), spend(null, '3.3333333333')]
  const shares = (settings: object) =>
    allocate({ period: { from: '', to: '' }, sources: [] }, all, 'environment', settings, DEFAULT_TAG_KEYS)
      .currencies[0]

  it('shares out what carries no name, to the last place', () => {
    const planned = shares({ allocation: { environment: { production: 70, staging: 20, development: 10 } } })
    expect(planned?.shares.map(({ name, allocated }) => [name, allocated])).toEqual([
      ['production', '2.33333333331'],
      ['staging', '0.66666666666'],
      ['development', '0.33333333333'],
    ])
    for (const made of [planned, shares({})]) {
      expect(exact(sum((made?.shares ?? []).map(({ total }) => decimal(total))))).toBe('18.3333333334')
    }
  })
  it('gives nothing to what was given back, and shares nothing out where nothing is named', () => {
    const of = (amounts: readonly (readonly [string | null, string])[]) => {
      const charges = amounts.map(([name, amount]) => spend(name, amount))
      const report = { period: { from: '2026-10-01', to: '2026-11-01' }, sources: [] }
      return allocate(report, charges, 'environment', {}, DEFAULT_TAG_KEYS).currencies[0]?.shares.map(
        ({ name, allocated, total }) => [name, allocated, total],
      )
    }
    expect(
      of([
        ['staging', '-10'],
        ['production', '10'],
        [null, '3'],
      ]),
    ).toEqual([
      ['staging', '0', '-10'],
      ['production', '3', '13'],
    ])
    expect(
      of([
        ['staging', '-10'],
        [null, '3'],
      ]),
    ).toEqual([
      ['staging', '0', '-10'],
      ['(untagged)', '0', '3'],
    ])
  })

  it('refuses shares that are not a hundred together', () => {
    expect(() => shares({ allocation: { environment: { production: 70, staging: 20 } } })).toThrowError(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

describe('anomalies of a bill', () => {
  it('name the service, the day and what drives it', () => {
    const spend = Array.from({ length: 60 }, (_, index) => index).flatMap((index): Spend[] =>
      ['production', 'staging'].map((environment) => ({
        cloud: 'aws',
        service: 'EC2',
        day: new Date(Date.UTC(2026, 7, 1 + index)).toISOString().slice(0, 10),
        currency: 'USD',
        amount: String(
          (environment === 'production' ? 100 : 20) +
            (index % 4) +
            (index === 50 && environment === 'staging' ? 90 : 0),
        ),
        tags: { environment },
      })),
    )
    const found = anomaliesOf(spend, { from: '2026-08-01', to: '2026-09-30' }, DEFAULT_TAG_KEYS)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ day: '2026-09-20', service: 'EC2', driver: { value: 'staging' } })
  })

  it('name the narrowest thing that has most of the excess', () => {
    const period = { from: '2026-08-01', to: '2026-09-30' }
    const days = Array.from({ length: 60 }, (_, day) =>
      new Date(Date.parse('2026-08-01') + day * 86_400_000).toISOString().slice(0, 10),
    )
    const charge = (day: string, resource: string, amount: number): Spend => ({
      cloud: 'aws',
      service: 'EC2',
      day,
      currency: 'USD',
      amount: String(amount),
      resource,
      tags: { environment: 'production', unit: 'web' },
    })
    const bill = (extra: (day: string, index: number) => number) =>
      days.flatMap((day) =>
        Array.from({ length: 10 }, (_, index) => charge(day, `i-${index}`, 10 + extra(day, index))),
      )
    const told = ['resource', 'unit', 'environment'] as const
    const find = (spend: readonly Spend[]) => anomaliesOf(spend, period, DEFAULT_TAG_KEYS, 1, told)
    const one = find(bill((day, index) => (day === '2026-09-20' && index === 3 ? 90 : 0)))
    expect(one[0]?.driver).toEqual({ dimension: 'resource', value: 'i-3', excess: 90 })
    // Spread evenly, no single machine explains it.
    const all = find(bill((day) => (day === '2026-09-20' ? 9 : 0)))
    expect(all[0]?.driver).toEqual({ dimension: 'unit', value: 'web', excess: 90 })
    expect(all[0]?.drivers.map(({ dimension }) => dimension)).toEqual([...told])
  })
})

describe('anomalies of clouds that are asked', () => {
  const SPIKE = '2026-10-15'
  const days = Array.from({ length: 90 }, (_, day) =>
    new Date(Date.parse('2026-07-22') + day * 86_400_000).toISOString().slice(0, 10),
  )
  /** A service of three machines, one of which runs wild on one day; in one environment and two units. */
  const lines = ({ by, service, from, to }: CostQuery): SpendLine[] =>
    days
      .filter((day) => day >= from && day < to && (service ?? 'EC2') === 'EC2')
      .flatMap((day) => {
        const machine = (name: string, unit: string, usual: number): SpendLine => ({
          day,
          currency: 'USD',
          amount: String(usual + (day === SPIKE && name === 'i-2' ? 100 : 0)),
          values: Object.fromEntries(
            by.map((dimension) => [
              dimension,
              {
                service: 'EC2',
                resource: name,
                charge: 'usage',
                'tag:unit': unit,
                'tag:environment': 'production',
              }[dimension as string] ?? null,
            ]),
          ),
        })
        return [machine('i-1', 'web', 20), machine('i-2', 'web', 20), machine('i-3', 'data', 30)]
      })
  const find = async (given: Given, maxApiSpend = '0.10') => {
    const made = ports({ lines, ...given })
    const { data } = await costAnomalies({ ...options({ maxApiSpend }), leastExcess: 1 }, made)
    return { data, made }
  }

  it('name the resource where the cloud tells it, and ask no further', async () => {
    const { data, made } = await find({ resourceDays: 14 })
    expect(data.anomalies.map(({ day, driver }) => [day, driver])).toEqual([
      [SPIKE, { dimension: 'resource', value: 'i-2', excess: 100 }],
    ])
    expect(
      made.questions.filter(({ by }) => by.length > 0).map(({ by, service }) => [by.join(), service]),
    ).toEqual([
      ['service,charge', undefined],
      ['service,charge', undefined],
      ['service,resource', 'EC2'],
    ])
    // No further back than the cloud tells.
    expect(made.questions[2]?.from).toBe('2026-10-07')
  })

  it('name the unit where no resource is told, and say why', async () => {
    const { data, made } = await find({})
    expect(data.anomalies[0]?.driver).toEqual({ dimension: 'unit', value: 'web', excess: 100 })
    expect(data.notes).toEqual(['aws tells no resources here; a bill does: --focus'])
    expect(made.questions.map(({ by }) => by.join())).not.toContain('service,tag:environment')
  })

  it('name the service where asking further would cost too much', async () => {
    const { data } = await find({ resourceDays: 14 }, '0.01')
    expect(data.anomalies[0]?.driver).toEqual({
      dimension: 'service',
      value: 'EC2',
      excess: expect.any(Number),
    })
    expect(data.notes.map((note) => note.split(':')[0])).toEqual([
      'aws was not asked by resource',
      'aws was not asked by unit',
      'aws was not asked by environment',
    ])
  })

  it('of a bill with too few days are not called none without a word', async () => {
    const spend = ['2026-10-01', '2026-10-02'].map((day, index) => ({
      cloud: 'aws',
      service: 'EC2',
      day,
      currency: 'USD',
      amount: index === 0 ? '1' : '900',
      tags: {},
    }))
    const made = {
      ...ports({}),
      billingFiles: async () => ({ readFocus: async () => ({ spend, files: [], warnings: [] }) }),
    }
    const { data } = await costAnomalies({ ...options({ files: ['bill.csv'] }), leastExcess: 1 }, made)
    expect([data.anomalies, data.notes]).toEqual([
      [],
      ['2 days of charges: a day is judged by at least 14 before it'],
    ])
  })

  it('ask nothing more where nothing stands out', async () => {
    const calm = (query: CostQuery) => lines(query).map((one) => ({ ...one, amount: '5' }))
    const { data, made } = await find({ lines: calm })
    expect([data.anomalies, made.asked]).toEqual([[], ['aws', 'gcp']])
  })
})

const prices = await shippedPrices()

describe('the comparison', () => {
  it('prices the same workload on each cloud, free tiers counted, and says why it differs', () => {
    const items = readWorkload('shop', {
      items: [
        { kind: 'functions', requests: 1_500_000, stated: { aws: 0.2, gcp: 0 } },
        {
          kind: 'machine',
          name: 'nodes',
          vcpu: 4,
          memoryGb: 8,
          count: 5,
          types: { aws: 'c6i.xlarge', gcp: 'n2-standard-4' },
          stated: { aws: 600 },
        },
        { kind: 'kubernetes' },
      ],
    })
    const { items: compared, clouds } = compareWorkload('shop', items, prices)
    const usd = (item: number) => compared[item]?.clouds.map((one) => decimal(one.usd).toFixed(2))
    expect(usd(0)).toEqual(['0.10', '0.00', '0.10'])
    expect(usd(1)?.slice(0, 2)).toEqual(['620.50', '567.17'])
    expect(compared[1]?.clouds[0]?.stated).toMatchObject({ usd: '600', differenceUsd: '20.5' })
    expect(usd(2)).toEqual(['73.00', '73.00', '73.00'])
    for (const { cloud, totalUsd } of clouds) {
      const own = compared.flatMap((item) => item.clouds.filter((one) => one.cloud === cloud))
      expect(totalUsd).toBe(exact(sum(own.map((one) => decimal(one.usd)))))
    }
  })
  it('tells all mistakes of a workload', () => {
    const broken = () => readWorkload('x', { items: [{ kind: 'magic' }, { kind: 'machine', vcpu: -1 }] })
    expect(broken).toThrowError(expect.objectContaining({ problems: expect.objectContaining({ length: 2 }) }))
  })
})

describe('the savings', () => {
  const plan = planOf([
    {
      address: 'aws_instance.web',
      type: 'aws_instance',
      after: { instance_type: 'm5.xlarge', root_block_device: [{ volume_size: 100, volume_type: 'gp2' }] },
    },
    {
      address: 'aws_db_instance.test',
      type: 'aws_db_instance',
      after: {
        instance_class: 'db.m5.large',
        engine: 'postgres',
        allocated_storage: 20,
        multi_az: true,
        tags_all: { environment: 'staging' },
      },
    },
    {
      address: 'aws_eks_node_group.main',
      type: 'aws_eks_node_group',
      after: { instance_types: ['m5.large'], scaling_config: [{ desired_size: 4 }] },
    },
    { address: 'aws_eip.old', type: 'aws_eip', after: {} },
  ])
  const saved = (cpuPercent = {}) =>
    findSavings({
      plan: plan as PlanJson,
      estimate: estimatePlan({ plan, prices }),
      prices,
      cpuPercent,
      environmentTag: 'environment',
    })

  it('come in phases that save nothing twice and leave what they say', () => {
    const { nowUsd, savedUsd, leftUsd, phases } = saved({ 'aws_instance.web': 15 })
    expect(exact(decimal(nowUsd).minus(savedUsd))).toBe(leftUsd)
    expect(exact(sum(phases.map((one) => decimal(one.savedUsd))))).toBe(savedUsd)
    const kinds = phases.flatMap(({ savings }) => savings.map(({ kind, address }) => `${kind} ${address}`))
    for (const kind of [
      'idle aws_eip.old',
      'storage-type aws_instance.web',
      'rightsizing aws_instance.web',
      'arm aws_instance.web',
      'availability aws_db_instance.test',
      'commitment aws_db_instance.test',
      'spot aws_eks_node_group.main',
    ]) {
      expect(kinds).toContain(kind)
    }
    const byResource = (address: string) =>
      sum(
        phases
          .flatMap(({ savings }) => savings)
          .filter((one) => one.address === address)
          .map((one) => decimal(one.monthlyUsd)),
      )
    expect(byResource('aws_instance.web').lt(decimal('150.16'))).toBe(true)
  })
  it('have a formula, a risk and, for commitments, a break-even', () => {
    const all = saved().phases.flatMap(({ savings }) => savings)
    for (const saving of all) {
      expect(saving.formula).toMatch(/\d/)
      expect(saving.riskIs).not.toBe('')
    }
    const commitment = all.find(({ kind }) => kind === 'commitment')
    expect(commitment?.breakEvenPercent).toBeGreaterThan(50)
    expect(all.find(({ kind }) => kind === 'storage-type')?.hint).toBe('volume_type = "gp3"')
  })
  it('judge no machine by a use that nobody has told', () => {
    const { phases, notes } = saved()
    expect(phases.flatMap(({ savings }) => savings).some(({ kind }) => kind === 'rightsizing')).toBe(false)
    expect(notes[0]).toContain('were not judged by their use')
  })
})
