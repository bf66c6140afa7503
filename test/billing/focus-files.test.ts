import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBillingFiles } from '../../src/billing/focus-files.ts'
import type { FocusRequest } from '../../src/core/cost/billing-files.ts'
import { decimal, exact, sum } from '../../src/core/cost/money.ts'

const HEAD = {
  BilledCost: '1',
  EffectiveCost: '1',
  ContractedCost: '1',
  ListCost: '2',
  BillingCurrency: 'USD',
  ChargeCategory: 'Usage',
  ChargeClass: '',
  ChargePeriodStart: '2026-10-01T00:00:00Z',
  ProviderName: 'AWS',
  ServiceName: 'Amazon EC2',
  ServiceCategory: 'Compute',
  RegionId: 'us-east-1',
  SubAccountId: '000000000000',
  Tags: '{"environment": "production"}',
}

type Row = Partial<Record<string, string>>

function csv(rows: readonly Row[], columns: Row = HEAD): string {
  const names = Object.keys(columns)
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? columns[name] ?? '')).join(','))
  return `${[names.join(','), ...lines].join('\n')}\n`
}

/** Files of this machine need no store. */
const noStores = () => Promise.reject(new Error('no store is needed'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcloud-focus-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let written = 0
async function file(content: string | Buffer): Promise<string> {
  const path = join(folder, `bill-${++written}.dat`)
  await writeFile(path, content)
  return path
}

const call = () => ({ signal: AbortSignal.timeout(25_000), deadlineMs: Date.now() + 25_000 })

async function read(content: string | Buffer, more: Partial<FocusRequest> = {}) {
  const files = [await file(content)]
  return makeBillingFiles(noStores).readFocus({ files, view: 'invoiced', by: [], ...more }, call())
}

const total = (spend: readonly { amount: string }[]) => exact(sum(spend.map(({ amount }) => decimal(amount))))

describe('FOCUS files', () => {
  it('add up exactly, whatever the places and the notation', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.integer({ min: 0, max: 16 })), {
          minLength: 1,
          maxLength: 60,
        }),
        async (amounts) => {
          const rows = amounts.map(([digits, places]) => ({
            BilledCost: places % 3 === 2 ? `${digits}E-${places}` : exact(decimal(`${digits}E-${places}`)),
          }))
          const { spend } = await read(csv(rows))
          expect(total(spend)).toBe(total(rows.map(({ BilledCost }) => ({ amount: BilledCost }))))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('read the same as CSV, gzip and Parquet, with typed columns and a map of tags', async () => {
    const rows: Row[] = Array.from({ length: 50 }, (_, index) => ({
      BilledCost: `${index}.0000000001`,
      ChargePeriodStart: `2026-10-${String(1 + (index % 28)).padStart(2, '0')}T23:30:00Z`,
      Tags:
        index % 5 === 0
          ? ''
          : JSON.stringify({ environment: index % 2 ? 'production' : 'staging', 'a.b': "o'k" }),
    }))
    const text = csv(rows)
    const path = join(folder, 'bill.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run("SET timezone = 'UTC'")
    await connection.run(
      `COPY (SELECT * REPLACE (CAST(BilledCost AS DECIMAL(38, 12)) AS BilledCost, CAST(ChargePeriodStart AS TIMESTAMPTZ) AS ChargePeriodStart,
        CAST(from_json(nullif(Tags, ''), '"MAP(VARCHAR, VARCHAR)"') AS MAP(VARCHAR, VARCHAR)) AS Tags)
        FROM read_csv('${await file(text)}', all_varchar = true, header = true)) TO '${path}' (FORMAT parquet)`,
    )
    instance.closeSync()
    const by = ['service', 'category', 'region', 'account', 'tag:environment', 'tag:a.b'] as const
    const sorted = ({ spend }: { spend: readonly object[] }) => spend.map((one) => JSON.stringify(one)).sort()
    const normal = async (content: string | Buffer) => sorted(await read(content, { by }))
    const plain = await normal(text)
    expect(plain.length).toBeGreaterThan(20)
    expect(await normal(gzipSync(text))).toEqual(plain)
    const parquet = await makeBillingFiles(noStores).readFocus(
      { files: [path], view: 'invoiced', by },
      call(),
    )
    const trimmed = (lines: string[]) =>
      lines.map((line) => line.replace(/("amount":"-?\d+\.\d*?)0+"/, '$1"')).sort()
    expect(trimmed(sorted(parquet))).toEqual(trimmed(plain))
    expect(parquet.files[0]).toMatchObject({ format: 'parquet', rows: 50 })
    expect(parquet.spend.some(({ tags }) => tags['a.b'] === "o'k")).toBe(true)
    expect(parquet.spend.some(({ tags }) => tags.environment === null)).toBe(true)
  })

  it('keep credits, refunds and taxes apart and their signs', async () => {
    const { spend } = await read(
      csv([
        { BilledCost: '100' },
        { BilledCost: '-30.5', ChargeCategory: 'Credit' },
        { BilledCost: '-7.25', ChargeClass: 'Correction' },
        { BilledCost: '2', ChargeClass: 'Correction' },
        { BilledCost: '8', ChargeCategory: 'Tax' },
        { BilledCost: '50', ChargeCategory: 'Purchase' },
      ]),
    )
    const of = (kind: string) => total(spend.filter(({ charge }) => charge === kind))
    expect([of('usage'), of('credit'), of('refund'), of('tax'), of('purchase')]).toEqual([
      '102',
      '-30.5',
      '-7.25',
      '8',
      '50',
    ])
    expect(total(spend)).toBe('122.25')
  })

  it('know both families of provider names, and the tags that Azure writes without braces', async () => {
    const { ProviderName: _, ...newer } = HEAD
    const { spend, files } = await read(
      csv(
        [
          { ServiceProviderName: 'Amazon Web Services' },
          { ServiceProviderName: 'Microsoft', Tags: '"environment": "staging"' },
          { ServiceProviderName: 'Google Cloud' },
          { ServiceProviderName: 'Snowflake' },
        ],
        { ...newer, ServiceProviderName: '', HostProviderName: 'AWS' },
      ),
      { by: ['tag:environment'] },
    )
    expect(new Set(spend.map(({ cloud }) => cloud))).toEqual(new Set(['aws', 'azure', 'gcp', 'Snowflake']))
    expect(spend.find(({ cloud }) => cloud === 'azure')?.tags).toEqual({ environment: 'staging' })
    expect(files[0]?.version).toBe('FOCUS 1.3 or later')
  })

  it('take tags that are objects of JSON lines', async () => {
    const lines = ['production', 'staging'].map((environment) =>
      JSON.stringify({ ...HEAD, BilledCost: 1.5, Tags: { environment, 'two words': 'x' } }),
    )
    const { spend } = await read(`${lines.join('\n')}\n`, {
      by: ['tag:environment', 'tag:two words', 'tag:none'],
    })
    expect(
      spend.map(({ amount, tags }) => [amount, tags.environment, tags['two words'], tags.none]).sort(),
    ).toEqual([
      ['1.50000000000000000000', 'production', 'x', null],
      ['1.50000000000000000000', 'staging', 'x', null],
    ])
  })

  it('read only the days that are asked for', async () => {
    const days = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01']
    const rows = days.map((day) => ({ ChargePeriodStart: `${day}T05:00:00Z` }))
    const { spend } = await read(csv(rows), { period: { from: '2026-10-01', to: '2026-11-01' } })
    expect(spend.map(({ day }) => day).sort()).toEqual(['2026-10-01', '2026-10-31'])
  })

  it('take quotes, commas and line ends inside a field', async () => {
    const service = 'EC2, "large"\nand more'
    const { spend } = await read(csv([{ ServiceName: service }, {}]), { by: ['service'] })
    expect(spend.map((one) => one.service).sort()).toEqual(['Amazon EC2', service])
  })

  it('warn of a last line without an end', async () => {
    const { warnings } = await read(csv([{}, {}]).trimEnd())
    expect(warnings[0]).toContain('may have been cut off')
  })
})

describe('damaged FOCUS files', () => {
  const refusal = async (content: string | Buffer, more: Partial<FocusRequest> = {}) => {
    const error = await read(content, more).then(
      () => undefined,
      (thrown: unknown) =>
        thrown as { code: string; problems: { at: string; message: string; expected?: string }[] },
    )
    expect(error?.code).toBe('BILLING_FILE_INVALID')
    return (error?.problems ?? []).map(({ message, expected }) => `${message} ${expected ?? ''}`).join('\n')
  }
  const many = csv(Array.from({ length: 5000 }, () => ({})))

  it('cut off in a line are refused with its number', async () => {
    const cut = many.slice(0, many.lastIndexOf('Amazon EC2') + 4)
    expect(await refusal(cut)).toMatch(/Line: 5001/)
  })
  it('cut off while compressed are refused', async () => {
    expect(await refusal(gzipSync(many).subarray(0, -40))).not.toBe('')
  })
  it('cut off as Parquet are refused', async () => {
    expect(await refusal(Buffer.from('PAR1 and nothing more'))).toMatch(/magic|footer|too small/i)
  })
  it('that lack columns are told all of them, and the one that was meant', async () => {
    const { BilledCost: _, BillingCurrency: __, ProviderName: ___, ...rest } = HEAD
    const said = await refusal(csv([{}], { ...rest, billed_cost: '1' }))
    expect(said).toContain('BilledCost instead of billed_cost')
    expect(said).toContain('BillingCurrency is missing')
    expect(said).toContain('names the provider')
  })
  it('with words for amounts are told which', async () => {
    expect(await refusal(csv([{}, { BilledCost: '12,50' }]))).toContain('"12,50"')
    expect(await refusal(csv([{}, { BilledCost: '' }]))).toContain('nothing as BilledCost')
  })
  it('with no dates are refused', async () => {
    expect(await refusal(csv([{ ChargePeriodStart: '10/01/2026' }]))).toContain('ChargePeriodStart')
  })
  it('with days that are none are refused, also where only some days are asked for', async () => {
    const period = { from: '2026-10-01', to: '2026-11-01' }
    for (const day of ['10/01/2026', '2026-1-1', '20261001', '', '2026-10-01T23:00:00 Mars/Base']) {
      await expect(read(csv([{}, { ChargePeriodStart: day }]), { period }), day).rejects.toMatchObject({
        code: 'BILLING_FILE_INVALID',
      })
    }
  })
  it('of a vendor that does not tell list costs are refused for that', async () => {
    const bill = 'Date,CostInBillingCurrency,BillingCurrency,MeterCategory\n2026-10-01,5,EUR,Storage\n'
    await expect(read(bill, { view: 'list' })).rejects.toMatchObject({
      problems: [
        expect.objectContaining({
          message: 'a bill of the kind Azure cost details does not tell list costs',
        }),
      ],
    })
  })
  it('that are not UTF-8 are refused with the line, compressed too', async () => {
    const latin = Buffer.from(csv([{}, {}, { ServiceName: 'Caf\u00e9' }]), 'latin1')
    for (const content of [latin, gzipSync(latin)]) {
      await expect(read(content, { by: ['service'] })).rejects.toMatchObject({
        problems: [expect.objectContaining({ message: 'line 4 is not UTF-8' })],
      })
    }
  })
  it.each([
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
    ['a JSON list', Buffer.from('[{"BilledCost": 1}]')],
  ])('of %s are refused by what they are', async (name, content) => {
    expect(await refusal(content)).toContain(name)
  })
  it('that are not there or empty are named', async () => {
    expect(await refusal('')).toContain('is empty')
    const error = makeBillingFiles(noStores).readFocus(
      { files: ['/no/such.csv'], view: 'invoiced', by: [] },
      call(),
    )
    await expect(error).rejects.toMatchObject({
      code: 'BILLING_FILE_INVALID',
      message: '/no/such.csv is not there.',
    })
  })

  it('are of the day in UTC, whatever the offset they are written with', async () => {
    const { spend } = await read(
      csv([
        { ChargePeriodStart: '2026-10-01T23:30:00-05:00', BilledCost: '1' },
        { ChargePeriodStart: '2026-10-02 08:59:00+09', BilledCost: '2' },
        { ChargePeriodStart: '2026-10-03', BilledCost: '3' },
        { ChargePeriodStart: '2026-10-03T23:59:59.999Z', BilledCost: '4' },
        { ChargePeriodStart: '2026-10-04 23:59:59 -0800', BilledCost: '8' },
        { ChargePeriodStart: '2026-10-04 23:59:59 UTC', BilledCost: '16' },
      ]),
    )
    const of = (day: string) => total(spend.filter((one) => one.day === day))
    const days = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05']
    expect(days.map(of)).toEqual(['2', '1', '7', '16', '8'])
  })

  it('are found by name, whatever the order of their columns', async () => {
    const turned = Object.fromEntries(Object.entries(HEAD).toReversed())
    const rows = [{ BilledCost: '2.5', ServiceName: 'S3' }]
    const by = ['service'] as const
    expect((await read(csv(rows, turned), { by })).spend).toEqual((await read(csv(rows), { by })).spend)
  })

  it('of 1.4 name their provider in new columns, and of 1.0 their region', async () => {
    const { ProviderName: _, RegionId: __, ...common } = HEAD
    const by = ['region'] as const
    const newer = await read(
      csv([{}], { ...common, ServiceProviderName: 'Google Cloud', HostProviderName: 'AWS', RegionId: 'x' }),
      { by },
    )
    expect([newer.spend[0]?.cloud, newer.files[0]?.version]).toEqual(['gcp', 'FOCUS 1.3 or later'])
    const older = await read(csv([{}], { ...common, ProviderName: 'Microsoft', Region: 'eastus' }), { by })
    expect([older.spend[0]?.cloud, older.spend[0]?.region]).toEqual(['azure', 'eastus'])
  })

  it('are compared with their checksum before a figure is believed', async () => {
    const whole = gzipSync(csv(Array.from({ length: 5000 }, (_, index) => ({ BilledCost: String(index) }))))
    for (const damaged of [
      whole.subarray(0, whole.length - 9),
      Buffer.concat([whole.subarray(0, -8), Buffer.from('12345678')]),
    ]) {
      await expect(read(damaged)).rejects.toMatchObject({
        code: 'BILLING_FILE_INVALID',
        message: expect.stringContaining('is damaged'),
      })
    }
  })

  it.each([
    [
      'a day that no calendar has',
      csv([{ ChargePeriodStart: '2026-13-45T00:00:00Z' }]),
      'ChargePeriodStart is',
    ],
    ['too many digits', csv([{ BilledCost: '1'.repeat(19) }]), 'rows have'],
    ['a column twice', `${csv([{}]).replace('\n', ',BilledCost\n').trimEnd()},5\n`, 'stands twice'],
    ['a currency that is none', csv([{ BillingCurrency: 'dollars' }]), 'BillingCurrency is "DOLLARS"'],
    ['semicolons', csv([{ Tags: '' }]).replaceAll(',', ';'), 'parted by ";"'],
    ['UTF-16', Buffer.from(`\ufeff${csv([{}])}`, 'utf16le'), 'is UTF-16'],
    ['bytes that are no text', Buffer.from([1, 0, 2, 3]), 'is no text'],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004rest'), 'is a ZIP archive'],
  ])('with %s are refused', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'BILLING_FILE_INVALID',
      problems: [{ message: expect.stringContaining(message) }],
    })
  })

  it('of no rows, and of categories that FOCUS does not have, are said', async () => {
    expect((await read(csv([]))).warnings[0]).toContain('has no rows')
    const { spend, warnings } = await read(csv([{ ChargeCategory: 'Rebate' }]))
    expect([spend[0]?.charge, warnings[0]]).toEqual([
      'usage',
      expect.stringContaining('"rebate" is none of FOCUS'),
    ])
  })

  it('count one currency once, in whatever letters', async () => {
    const { spend } = await read(csv([{ BillingCurrency: ' usd' }, { BillingCurrency: 'USD' }]))
    expect(spend.map(({ currency, amount }) => [currency, Number(amount)])).toEqual([['USD', 2]])
  })

  it('count once when they are named twice', async () => {
    const path = await file(csv([{ BilledCost: '4' }]))
    const copy = await file(csv([{ BilledCost: '4' }]))
    const { spend, warnings } = await makeBillingFiles(noStores).readFocus(
      { files: [path, path, copy], view: 'invoiced', by: [] },
      call(),
    )
    expect([total(spend), warnings.length]).toEqual(['4', 2])
  })
})
