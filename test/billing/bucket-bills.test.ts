import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBillingFiles } from '../../src/billing/focus-files.ts'
import type { FocusRequest } from '../../src/core/cost/billing-files.ts'
import { decimal, exact, sum } from '../../src/core/cost/money.ts'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { addressOf, type Place } from '../../src/core/sync/place.ts'
import { type StoreMaker, type StoreName, startStores } from '../support/object-stores.ts'

const call = () => ({ signal: AbortSignal.timeout(60_000), deadlineMs: Date.now() + 60_000 })
const total = (spend: readonly { amount: string }[]) => exact(sum(spend.map(({ amount }) => decimal(amount))))

const FOCUS =
  'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ProviderName,ServiceName,ResourceId,Tags\n'
const line = (cost: string, resource = 'i-1') =>
  `${cost},${cost},USD,Usage,2026-10-01T00:00:00Z,AWS,Amazon EC2,${resource},"{""environment"": ""production""}"\n`

async function put(store: ObjectStore, key: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.from(content)
  const md5 = createHash('md5').update(bytes).digest()
  await store.write({ key, bytes, md5, attributes: {}, modifiedMs: 0 }, call())
}

const SCHEMES = { aws: 's3://bills/', gcp: 'gs://bills/', azure: 'az://account/bills/' } as const

describe.each(Object.keys(SCHEMES) as StoreName[])('bills in a bucket of %s', (cloud) => {
  let maker: StoreMaker
  let root: ObjectStore
  const scheme = SCHEMES[cloud]
  /** The test's own bucket has another name in each lab: what is opened is a part of it. */
  const stores = async () => ({
    open: async (place: Place) => below(root, addressOf(place).slice(scheme.length)),
  })
  const read = (address: string, more: Partial<FocusRequest> = {}) =>
    makeBillingFiles(stores).readFocus({ files: [address], view: 'invoiced', by: [], ...more }, call())

  beforeAll(async () => {
    maker = await startStores(cloud)
    root = await maker.make()
    await put(root, 'oct/one.csv', FOCUS + line('1.0000000001'))
    await put(root, 'oct/two.csv.gz', gzipSync(FOCUS + line('2')))
    await put(root, 'oct/export-Manifest.json', '{}')
    await put(root, 'oct/readme.txt', 'no bill')
    // More than one part of what is in memory at a time.
    await put(root, 'large/bill.csv', FOCUS + line('0.01', 'x'.repeat(90)).repeat(60_000))
    await put(root, 'empty/readme.txt', 'no bill')
  })
  afterAll(() => maker?.close())

  it('are read one by one, or all below a prefix, and leave nothing behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('mcloud-bills-'))
    expect(total((await read(`${scheme}oct/one.csv`)).spend)).toBe('1.0000000001')
    const all = await read(`${scheme}oct/`)
    expect(total(all.spend)).toBe('3.0000000001')
    expect(all.files.map(({ path }) => /\w+\.csv(\.gz)?$/.exec(path)?.[0])).toEqual(['one.csv', 'two.csv.gz'])
    expect(total((await read(`${scheme}oct`)).spend)).toBe('3.0000000001')
    const large = await read(`${scheme}large/bill.csv`, { by: ['resource'] })
    expect([total(large.spend), large.files[0]?.rows]).toEqual(['600', 60_000])
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('mcloud-bills-'))
    expect(after).toEqual(before)
  })

  it('in several versions count once, by their manifest', async () => {
    const month = 'cur/20261001-20261101/'
    const manifest = (...keys: string[]) =>
      JSON.stringify({ reportKeys: keys.map((key) => `${month}${key}`) })
    await put(root, `${month}one/bill.csv`, FOCUS + line('100'))
    await put(root, `${month}one/cur-Manifest.json`, manifest('one/bill.csv'))
    await put(root, `${month}two/bill.csv`, FOCUS + line('7'))
    await put(root, `${month}two/more.csv`, FOCUS + line('0.5'))
    await put(root, `${month}cur-Manifest.json`, manifest('two/bill.csv', 'two/more.csv'))
    const newest = await read(`${scheme}cur/`)
    expect(total(newest.spend)).toBe('7.5')
    expect(newest.warnings[0]).toContain('1 files of other versions')
    await put(root, `${month}cur-Manifest.json`, manifest('two/bill.csv', 'two/gone.csv'))
    await expect(read(`${scheme}cur/`)).rejects.toMatchObject({ code: 'BILLING_FILE_INVALID' })
  })

  it('that are not there are said', async () => {
    await expect(read(`${scheme}empty/`)).rejects.toMatchObject({ code: 'BILLING_FILE_INVALID' })
  })
})

/** A part of a store, as a store; only what reading bills needs. */
function below(store: ObjectStore, prefix: string): ObjectStore {
  const cut = <T extends { key: string }>(one: T): T => ({ ...one, key: one.key.slice(prefix.length) })
  return {
    ...store,
    address: prefix,
    list: async (next: string | undefined, asked: ReturnType<typeof call>) => {
      const page = await store.list(next, asked)
      return { ...page, objects: page.objects.filter(({ key }) => key.startsWith(prefix)).map(cut) }
    },
    head: async (key: string, asked: ReturnType<typeof call>) => {
      const found = await store.head(prefix + key, asked)
      return found === undefined ? undefined : cut(found)
    },
    read: (request: Parameters<ObjectStore['read']>[0], asked: ReturnType<typeof call>) =>
      store.read({ ...request, key: prefix + request.key }, asked),
    close: async () => {},
  } as ObjectStore
}

describe('bills in the words of a vendor', () => {
  const folder = join(tmpdir(), `mcloud-dialects-${process.pid}`)
  const noStores = () => Promise.reject(new Error('no store is needed'))
  const read = (path: string, more: Partial<FocusRequest> = {}) =>
    makeBillingFiles(noStores).readFocus({ files: [path], view: 'invoiced', by: [], ...more }, call())

  async function file(name: string, content: string | Buffer): Promise<string> {
    const { mkdir, writeFile } = await import('node:fs/promises')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('of AWS are told amortised and invoiced, with credits, refunds, taxes and tags', async () => {
    const head =
      'lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/ProductCode,product/ProductName,product/region,lineItem/UsageAccountId,lineItem/ResourceId,reservation/EffectiveCost,reservation/ReservationARN,savingsPlan/SavingsPlanEffectiveCost,resourceTags/user:environment\n'
    const row = (type: string, cost: string, more = ',,') =>
      `2026-10-01T00:00:00Z,${type},${cost},USD,AmazonEC2,Amazon Elastic Compute Cloud,us-east-1,000000000000,i-1,${more},production\n`
    const path = await file(
      'cur.csv',
      head +
        row('Usage', '10') +
        row('DiscountedUsage', '0', '3.5,arn,') +
        row('SavingsPlanCoveredUsage', '8', ',,5') +
        row('SavingsPlanNegation', '-8') +
        row('Fee', '100', ',arn,') +
        row('Tax', '1.25') +
        row('Credit', '-2') +
        row('Refund', '-0.5'),
    )
    const invoiced = await read(path, { by: ['service', 'resource', 'tag:environment'] })
    expect(total(invoiced.spend)).toBe('108.75')
    expect(invoiced.files[0]?.version).toBe('AWS Cost and Usage Report')
    expect(new Set(invoiced.spend.map(({ tags }) => tags.environment))).toEqual(new Set(['production']))
    expect(new Set(invoiced.spend.map(({ service }) => service))).toEqual(
      new Set(['Amazon Elastic Compute Cloud']),
    )
    const of = (kind: string) => total(invoiced.spend.filter(({ charge }) => charge === kind))
    expect([of('tax'), of('credit'), of('refund'), of('purchase')]).toEqual(['1.25', '-2', '-0.5', '100'])
    // 10 + 3.5 + 5 + 0 + 0 + 1.25 - 2 - 0.5
    expect(total((await read(path, { view: 'amortised' })).spend)).toBe('17.25')
  })

  const GOOGLE = [
    {
      service: { description: 'Compute Engine' },
      project: { id: 'shop' },
      location: { region: 'us-central1' },
      usage_start_time: '2026-10-01 00:00:00 UTC',
      labels: [{ key: 'environment', value: 'staging' }],
      cost: 12.5,
      currency: 'USD',
      cost_type: 'regular',
      credits: [
        { name: 'Sustained', amount: -2.25 },
        { name: 'Free', amount: -0.25 },
      ],
    },
    {
      service: { description: 'Invoice' },
      project: { id: null },
      location: { region: null },
      usage_start_time: '2026-10-02 00:00:00 UTC',
      labels: [],
      cost: 1,
      currency: 'USD',
      cost_type: 'tax',
      credits: [],
    },
  ]

  it('of Google are read as JSON lines and as Parquet, each credit by itself', async () => {
    const lines = `${GOOGLE.map((row) => JSON.stringify(row)).join('\n')}\n`
    const json = await file('export.json.gz', gzipSync(lines))
    const plain = await file('export.json', lines)
    const parquet = join(folder, 'export.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (SELECT * FROM read_json('${plain}')) TO '${parquet}' (FORMAT parquet)`)
    instance.closeSync()
    for (const path of [json, plain, parquet]) {
      const { spend, files } = await read(path, { by: ['service', 'tag:environment'] })
      expect([total(spend), files[0]?.version]).toEqual(['11', 'Google Cloud billing export'])
      const credits = spend.filter(({ charge }) => charge === 'credit')
      expect([total(credits), credits[0]?.tags.environment]).toEqual(['-2.5', 'staging'])
      expect(spend.map(({ day }) => day).sort()[0]).toBe('2026-10-01')
    }
  })

  it.each([
    ['are empty', { credits: [], labels: [] }],
    ['are null', { credits: null, labels: null }],
    ['are absent', { credits: undefined, labels: undefined }],
  ])('of Google are read where all credits and labels %s', async (name, without) => {
    const line = `${JSON.stringify({ ...GOOGLE[0], ...without })}\n`
    const { spend } = await read(await file(`${name}.json`, line), { by: ['service', 'tag:environment'] })
    expect(spend.map(({ amount, tags }) => [Number(amount), tags])).toEqual([[12.5, { environment: null }]])
  })

  it('of Azure have American dates and either spelling of their columns', async () => {
    const path = await file(
      'azure.csv',
      'date,costInBillingCurrency,billingCurrency,meterCategory,resourceLocation,SubscriptionName,ResourceId,tags,chargeType\n' +
        '10/05/2026,4.5,EUR,Virtual Machines,eastus,shop,/vm/1,"""environment"": ""production""",Usage\n' +
        '10/06/2026,-1,EUR,Virtual Machines,eastus,shop,/vm/1,,Refund\n',
    )
    const { spend } = await read(path, { by: ['service', 'tag:environment'] })
    expect(
      spend.map(({ day, amount, currency, charge, cloud }) => [day, Number(amount), currency, charge, cloud]),
    ).toEqual(
      expect.arrayContaining([
        ['2026-10-05', 4.5, 'EUR', 'usage', 'azure'],
        ['2026-10-06', -1, 'EUR', 'refund', 'azure'],
      ]),
    )
    expect(spend.find(({ day }) => day === '2026-10-05')?.tags.environment).toBe('production')
  })
})
