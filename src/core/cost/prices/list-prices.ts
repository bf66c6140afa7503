import type { CostDocument } from '../document/document.ts'
import type { PriceBook, Verification } from './price-book.ts'
import { ageInDays, OLD_AFTER_DAYS, provenanceOf } from './price-book.ts'

/** Prices of a file with their sources; what `mcloud cost prices show --json` prints. */
export interface PriceList {
  readonly date: string
  readonly ageDays: number
  readonly old: boolean
  readonly counts: Readonly<Record<Verification, number>>
  /** Rows that were looked up longer ago than prices serve without a warning. */
  readonly stale: number
  readonly unverifiedBasis: string
  readonly prices: readonly {
    readonly key: string
    readonly region: string
    readonly unit: string
    readonly priceUsd: string
    readonly verification: Verification
    /** Where it was read, and when. */
    readonly source?: string
    readonly readOn: string
    /** The day of the source's own figures, where it tells one. */
    readonly asOf?: string
    readonly ageDays: number
    /** The vendor's id of what is sold, where the price was fetched. */
    readonly sku?: string
    readonly fetchedAt?: string
  }[]
}

/** The prices whose key has the given part. */
export function listPrices(book: PriceBook, search: string, nowMs: number): PriceList {
  const { file } = book
  const ageDays = ageInDays(file.date, nowMs)
  const prices = file.prices
    .filter(({ key }) => key.includes(search))
    .map((row) => {
      const { verification, readOn, url, asOf } = provenanceOf(row, file)
      const cloud = row.key.slice(0, row.key.indexOf('.')) as keyof typeof file.regions
      return {
        key: row.key,
        region: row.region ?? file.regions[cloud],
        unit: row.unit,
        priceUsd: row.price,
        verification,
        readOn,
        ageDays: ageInDays(readOn, nowMs),
        ...(url === undefined ? {} : { source: url }),
        ...(asOf === undefined ? {} : { asOf }),
        ...(row.fetched === undefined ? {} : { sku: row.fetched.sku, fetchedAt: row.fetched.at }),
      }
    })
  const counts = { vendor: 0, secondary: 0, unverified: 0 }
  for (const { verification } of prices) counts[verification]++
  return {
    date: file.date,
    ageDays,
    old: ageDays > OLD_AFTER_DAYS,
    counts,
    stale: prices.filter((row) => row.ageDays > OLD_AFTER_DAYS).length,
    unverifiedBasis: file.unverifiedBasis,
    prices,
  }
}

/** The list for people. */
export function pricesDocument(list: PriceList): CostDocument {
  const { vendor, secondary, unverified } = list.counts
  return {
    title: `Prices of ${list.date}`,
    headline: `${list.prices.length} prices: ${vendor} of the vendor, ${secondary} of another stored page, ${unverified} unverified; ${list.stale} older than ${OLD_AFTER_DAYS} days`,
    tone: list.old || list.stale > 0 ? 'warn' : 'plain',
    sections: [
      {
        title: 'Prices in US dollars',
        columns: [
          { title: 'key' },
          { title: 'region' },
          { title: 'unit' },
          { title: 'price', figure: true },
          { title: 'verified by' },
          { title: 'days old', figure: true },
          { title: 'sku' },
          { title: 'source' },
        ],
        rows: list.prices.map((row) => [
          { text: row.key },
          { text: row.region },
          { text: row.unit },
          { text: row.priceUsd, value: row.priceUsd },
          { text: row.verification, tone: row.verification === 'unverified' ? 'warn' : 'plain' },
          {
            text: String(row.ageDays),
            value: String(row.ageDays),
            tone: row.ageDays > OLD_AFTER_DAYS ? 'warn' : 'plain',
          },
          { text: row.sku ?? '' },
          { text: row.asOf === undefined ? (row.source ?? '') : `${row.source} (figures of ${row.asOf})` },
        ]),
      },
    ],
    notes: [
      'The price of an instance family of AWS is that of its size large; other sizes are multiples of it.',
      ...(unverified > 0 ? [`unverified: ${list.unverifiedBasis}`] : []),
    ],
  }
}
