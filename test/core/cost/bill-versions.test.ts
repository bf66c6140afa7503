import { describe, expect, it } from 'vitest'
import { newestBills } from '../../../src/core/cost/bill-versions.ts'
import { countedTwice } from '../../../src/core/cost/counted-twice.ts'
import type { Spend } from '../../../src/core/cost/spend.ts'

const at = (path: string, modifiedMs = 0) => ({ path, modifiedMs })
const paths = (bills: readonly { path: string }[]) => bills.map(({ path }) => path)

describe('versions of a report', () => {
  const month = 'cur/shop/20261001-20261101/'
  const first = at(`${month}aaa/shop-00001.csv.gz`)
  const second = [at(`${month}bbb/shop-00001.csv.gz`), at(`${month}bbb/shop-00002.csv.gz`)]
  const cur = (folder: string, files: readonly { path: string }[], modifiedMs: number) => ({
    ...at(`${month}${folder}shop-Manifest.json`, modifiedMs),
    json: { reportName: 'shop', reportKeys: paths(files) },
  })

  it('of a Cost and Usage Report: only the newest assembly of each month counts', () => {
    const september = at('cur/shop/20260901-20261001/ccc/shop-00001.csv.gz')
    const { counted, warnings, problems } = newestBills(
      [september, first, ...second],
      [
        cur('aaa/', [first], 1),
        cur('bbb/', second, 2),
        // The one above them tells the newest, even where a copy has lost the times.
        cur('', second, 0),
        {
          ...at('cur/shop/20260901-20261001/shop-Manifest.json'),
          json: { reportKeys: [september.path] },
        },
      ],
    )
    expect(problems).toEqual([])
    expect(paths(counted)).toEqual(paths([september, ...second]))
    expect(warnings).toEqual([
      `1 files of other versions of ${month} are not counted: ${month}shop-Manifest.json lists the 2 of the newest`,
    ])
  })

  it('of an assembly that has no manifest yet do not count', () => {
    const { counted } = newestBills([first, ...second], [cur('aaa/', [first], 1)])
    expect(paths(counted)).toEqual([first.path])
  })

  it('of AWS Data Exports lie apart from their manifests', () => {
    const file = (run: string) =>
      at(`focus/shop/data/BILLING_PERIOD=2026-10/${run}/shop-00001.snappy.parquet`)
    const manifest = (run: string, modifiedMs: number) => ({
      ...at(`focus/shop/metadata/BILLING_PERIOD=2026-10/${run}/shop-Manifest.json`, modifiedMs),
      json: { dataFiles: [`s3://bills/${file(run).path}`] },
    })
    const { counted, problems } = newestBills(
      [file('2026-10-02'), file('2026-10-03'), at('elsewhere/bill.csv')],
      [manifest('2026-10-03', 9), manifest('2026-10-02', 8)],
    )
    expect(problems).toEqual([])
    expect(paths(counted)).toEqual([file('2026-10-03').path, 'elsewhere/bill.csv'])
  })

  it('of Azure are as new as the run that was submitted', () => {
    const file = (run: string) => at(`costs/daily/20261001-20261031/${run}/part_0_0001.csv`)
    const manifest = (run: string, submittedTime: string, container = '') => ({
      ...at(`costs/daily/20261001-20261031/${run}/manifest.json`),
      json: {
        exportConfig: { exportName: 'daily' },
        runInfo: { submittedTime, startDate: '2026-10-01T00:00:00' },
        blobs: [{ blobName: `${container}${file(run).path}` }],
      },
    })
    const { counted } = newestBills(
      [file('one'), file('two')],
      [manifest('one', '2026-10-04T06:00:00Z', 'exports/'), manifest('two', '2026-10-03T06:00:00Z')],
    )
    expect(paths(counted)).toEqual([file('one').path])
  })

  it('that nobody tells apart, or that are not whole, are refused', () => {
    expect(newestBills([first, ...second], []).problems).toMatchObject([
      { at: month, message: 'holds 2 versions of one period, and no manifest tells the newest' },
    ])
    expect(newestBills([second[0] ?? first], [cur('', second, 2)]).problems[0]?.message).toContain(
      '1 of the 2 files that it lists are not there',
    )
  })

  it('that are no versions all count', () => {
    const bills = [at('2026/10.csv'), at('2026/11.csv'), at(`${month}shop-00001.csv.gz`)]
    expect(newestBills(bills, [{ ...at('x-manifest.json'), json: {} }])).toEqual({
      counted: bills,
      warnings: [],
      problems: [],
    })
  })
})

describe('bills that are named twice', () => {
  const spend = (day: string, amount: string): Spend => ({
    cloud: 'aws',
    day,
    currency: 'USD',
    amount,
    charge: 'usage',
    tags: {},
  })
  const days = ['2026-10-01', '2026-10-02', '2026-10-03']
  const file = (name: string, factor: number, of = days) => ({
    name,
    spend: of.map((day, index) => spend(day, `${(index + 1) * factor}.0000000001`)),
  })

  it('are told by equal amounts on common days', () => {
    expect(countedTwice([file('a', 1), file('b', 1, days.slice(0, 2))])).toEqual([
      'a and b charge the same on 2 days from 2026-10-01 to 2026-10-02, and both are counted: name one of them if they are versions of one bill',
    ])
  })
  it('are not told of parts and of other months', () => {
    expect(countedTwice([file('a', 1), file('b', 2), file('c', 1, ['2026-11-01'])])).toEqual([])
  })
})
