import { describe, expect, it } from 'vitest'
import { estimateDocument } from '../../../src/core/cost/estimate/estimate-document.ts'
import { estimatePlan } from '../../../src/core/cost/estimate/estimate-plan.ts'
import { listPrices, pricesDocument } from '../../../src/core/cost/prices/list-prices.ts'
import type { PriceFile } from '../../../src/core/cost/prices/price-book.ts'
import { makePriceBook } from '../../../src/core/cost/prices/price-book.ts'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'
import { updateDocument } from '../../../src/core/cost/prices/update-document.ts'
import type { UpdatePorts, UpdateRequest } from '../../../src/core/cost/prices/update-prices.ts'
import { updatePrices } from '../../../src/core/cost/prices/update-prices.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import type { PriceQuote } from '../../../src/providers/provider.ts'
import { planOf } from './support/plans.ts'

const NOW = Date.parse('2026-12-01T10:00:00Z')
const VENDOR = 'https://prices.azure.com/api/retail/prices'

const FILE: PriceFile = {
  schemaVersion: 1,
  date: '2026-11-21',
  currency: 'USD',
  regions: { aws: 'us-east-1', gcp: 'us-central1', azure: 'eastus' },
  unverifiedBasis: 'a test',
  sources: { page: { url: 'https://example.com/', kind: 'secondary', readOn: '2026-11-21' } },
  prices: [
    { key: 'aws.eks.cluster', unit: 'hour', price: '0.10', source: 'page' },
    { key: 'aws.ec2.m5', unit: 'hour', price: '0.096' },
    { key: 'gcp.gke.cluster', unit: 'hour', price: '0.10' },
    { key: 'azure.aks.standard', unit: 'hour', price: '0.10' },
  ],
}

interface Told {
  readonly [key: string]: PriceQuote | McloudError
}

const found = (usd: string, url = VENDOR): PriceQuote => ({ kind: 'found', usd, sku: `SKU-${usd}`, url })

/** Doubles of three price APIs, each of which tells what it is given, or refuses. */
function tried(told: Told, more: { dryRun?: boolean; declined?: boolean } = {}) {
  const written: { path: string; file: PriceFile }[] = []
  const shown: string[] = []
  const ports: UpdatePorts = {
    clock: { now: () => NOW, sleep: async () => {} },
    progress: { emit: () => {} },
    global: { dryRun: more.dryRun ?? false },
    call: () => ({ signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY }),
    providers: async () => ({
      get: async (cloud) => ({
        cloud,
        cannot: {},
        can: {
          prices: {
            quote: async (wants) =>
              wants.map(({ key }) => {
                const answer = told[key] ?? { kind: 'not-asked' as const }
                if (answer instanceof McloudError) throw answer
                return answer
              }),
          },
        },
      }),
    }),
    approve: async ({ changes }) => {
      shown.push(...changes.map(({ key, percent }) => `${key} ${percent?.toFixed(1)}`))
      if (more.declined) throw new McloudError({ code: 'DECLINED', message: 'no' })
    },
    write: async (path, text) => void written.push({ path, file: JSON.parse(text) }),
  }
  const update = (request: Partial<UpdateRequest> = {}) =>
    updatePrices(
      {
        book: makePriceBook(FILE, 'prices.json'),
        path: '/prices.json',
        clouds: ['aws', 'gcp', 'azure'],
        search: '',
        acceptJumps: false,
        ...request,
      },
      ports,
    )
  return { update, written, shown }
}

const all = {
  'aws.eks.cluster': found('0.1'),
  'aws.ec2.m5': found('0.108'),
  'gcp.gke.cluster': found('0.10000', 'http://127.0.0.1:9/v1/services/x/skus/y'),
  'azure.aks.standard': found('0.09'),
}

describe('an update of prices', () => {
  it('shows what differs before it writes, and notes of each row where and when it was fetched', async () => {
    const { update, written, shown } = tried(all)
    const { kind, data } = await update()
    expect([kind, data.written, data.confirmed, data.kept]).toEqual(['done', true, 2, []])
    expect(shown).toEqual(['aws.ec2.m5 12.5', 'azure.aks.standard -10.0'])
    const [{ file } = { file: FILE }] = written
    const at = new Date(NOW).toISOString()
    expect(file.prices[1]).toEqual({
      key: 'aws.ec2.m5',
      unit: 'hour',
      price: '0.108',
      fetched: { at, sku: 'SKU-0.108', url: VENDOR },
    })
    // A price that was only confirmed is written as it stood.
    expect(file.prices[0]).toMatchObject({ price: '0.10', fetched: { at } })
    expect(file.sources).toEqual({})
    const list = listPrices(makePriceBook(file, 'prices.json'), '', NOW)
    // Fetched from elsewhere than the vendor's own host: somebody else's word.
    expect(list.counts).toEqual({ vendor: 3, secondary: 1, unverified: 0 })
    expect(list.prices[1]).toMatchObject({ sku: 'SKU-0.108', source: VENDOR, fetchedAt: at, ageDays: 0 })
  })

  it('lets no cloud hide the others', async () => {
    const refusal = new McloudError({ code: 'AUTH_DENIED', message: 'aws: not allowed', hint: 'Allow it.' })
    const { update, written } = tried({ ...all, 'aws.ec2.m5': refusal })
    const { kind, data } = await update()
    expect(kind).toBe('partial')
    expect(data.clouds.map(({ cloud, kind: said, reason }) => [cloud, said, reason])).toEqual([
      ['aws', 'refused', 'aws: not allowed'],
      ['gcp', 'answered', undefined],
      ['azure', 'answered', undefined],
    ])
    expect(written[0]?.file.prices.map(({ fetched }) => fetched !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('fails, and writes nothing, where all refuse', async () => {
    const refusal = new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'nobody is there' })
    const { update, written } = tried(Object.fromEntries(Object.keys(all).map((key) => [key, refusal])))
    expect((await update()).kind).toBe('failed')
    expect(written).toEqual([])
  })

  it('keeps a row whose new price does not hold', async () => {
    const { update, written } = tried({
      'aws.eks.cluster': found('0'),
      'aws.ec2.m5': found('0.39'),
      'gcp.gke.cluster': { kind: 'refused', reason: '2 products match' },
      'azure.aks.standard': found('0.11'),
    })
    const { data } = await update()
    expect(data.kept.map(({ key }) => key)).toEqual(['aws.eks.cluster', 'aws.ec2.m5', 'gcp.gke.cluster'])
    expect(data.kept[1]?.reason).toMatch(/--accept-jumps/)
    expect(written[0]?.file.prices.slice(0, 3)).toEqual(FILE.prices.slice(0, 3))
    const { data: accepted } = await update({ acceptJumps: true })
    expect(accepted.changes.map(({ key }) => key)).toEqual(['aws.ec2.m5', 'azure.aks.standard'])
  })

  it('writes nothing in a dry run, after a no, and where nothing was told', async () => {
    const dry = tried(all, { dryRun: true })
    expect((await dry.update()).kind).toBe('changes')
    const declined = tried(all, { declined: true })
    await expect(declined.update()).rejects.toMatchObject({ code: 'DECLINED' })
    const none = tried({})
    expect((await none.update()).kind).toBe('unchanged')
    expect([dry, declined, none].flatMap(({ written }) => written)).toEqual([])
  })

  it('tells the rows that nobody was asked for, with who says their price', async () => {
    const { 'aws.ec2.m5': _, 'aws.eks.cluster': __, ...rest } = all
    const { data } = await tried(rest).update()
    expect(data.notAsked).toEqual([
      { key: 'aws.eks.cluster', region: 'us-east-1', verification: 'secondary' },
      { key: 'aws.ec2.m5', region: 'us-east-1', verification: 'unverified' },
    ])
    const document = updateDocument(data)
    const section = document.sections.find(({ title }) => title === 'Not asked for')
    expect(section?.rows.map(([key]) => key?.text)).toEqual(['aws.eks.cluster', 'aws.ec2.m5'])
    expect(document.notes[0]).toMatch(/^2 rows were not asked for.*; 1 of them are unverified$/)
  })

  it('makes a row that nobody had verified one of the vendor', async () => {
    const { update, written } = tried(all)
    const { data } = await update()
    expect(data.unverified).toBe(0)
    const { counts, prices } = listPrices(makePriceBook(written[0]?.file, 'prices.json'), 'ec2', NOW)
    expect(counts).toEqual({ vendor: 1, secondary: 0, unverified: 0 })
    expect(prices[0]).toMatchObject({ verification: 'vendor', readOn: '2026-12-01', source: VENDOR })
  })

  it('asks for the rows of a part of the keys only', async () => {
    const { update } = tried(all)
    const { data } = await update({ search: 'ec2', clouds: ['aws'] })
    expect(data.clouds).toEqual([{ cloud: 'aws', kind: 'answered', asked: 1, found: 1 }])
  })
})

describe('the shipped prices', () => {
  it('name a page for every row that is not unverified, and each page is used', async () => {
    const { file } = await shippedPrices()
    const used = new Set(file.prices.flatMap(({ source }) => source ?? []))
    expect(Object.keys(file.sources).filter((name) => !used.has(name))).toEqual([])
    for (const { url, readOn, asOf } of Object.values(file.sources)) {
      expect(new URL(url).protocol).toBe('https:')
      for (const day of [readOn, asOf ?? readOn]) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/)
    }
  })

  it('have one row for each key and region, and a row of the base region wherever there is another', async () => {
    const { file } = await shippedPrices()
    const names = file.prices.map(({ key, region }) => `${key}@${region ?? ''}`)
    expect(new Set(names).size).toBe(names.length)
    for (const { key, unit, region } of file.prices) {
      if (region === undefined) continue
      expect(file.prices.find((row) => row.key === key && row.region === undefined)).toMatchObject({ unit })
    }
  })

  it('of a region come before those of the base region there', async () => {
    const book = await shippedPrices()
    expect(book.find('azure.postgres.D', 'westus')).toMatchObject({
      verification: 'secondary',
      otherRegion: false,
    })
    expect(
      book.find('azure.postgres.D', 'eastus')?.price.eq(book.find('azure.postgres.D', 'westus')?.price ?? 0),
    ).toBe(false)
  })

  it('say the day of the figures of a page that tells it', async () => {
    const { prices } = listPrices(await shippedPrices(), 'aws.ec2.m5', NOW)
    expect(prices[0]).toMatchObject({ key: 'aws.ec2.m5', asOf: '2026-01-19' })
    expect(
      pricesDocument(listPrices(await shippedPrices(), 'aws.ec2.m5', NOW)).sections[0]?.rows[0]?.at(-1)?.text,
    ).toMatch(/\(figures of 2026-01-19\)$/)
  })
})

describe('an estimate', () => {
  const notes = (file: PriceFile, nowMs: number) => {
    const plan = planOf([{ type: 'aws_eks_cluster', after: {} }])
    return estimateDocument(estimatePlan({ plan, prices: makePriceBook(file, 'x') }), nowMs).notes.join('\n')
  }
  const at = '2026-01-01T00:00:00Z'
  const fetched = FILE.prices.map((row) => ({ ...row, fetched: { at, sku: 'S', url: VENDOR } }))

  it('warns of prices that are stale, row by row', () => {
    expect(notes(FILE, NOW)).not.toMatch(/warning/)
    const old = notes({ ...FILE, prices: fetched }, NOW)
    expect(old).toMatch(/warning: 1 lines have prices older than 90 days/)
    expect(old).toMatch(/looked up on 2026-01-01/)
  })

  it('warns of prices that nobody has verified', () => {
    const prices = FILE.prices.map(({ source: _, ...row }) => row)
    expect(notes({ ...FILE, prices, sources: {} }, NOW)).toMatch(
      /warning: 1 lines have prices that nobody has/,
    )
  })
})
