import type { CostDocument } from '../document/document.ts'
import type { PriceBook, Verification } from './price-book.ts'
import { OLD_AFTER_DAYS } from './price-book.ts'

/** Prices of a file with their sources; what `mcloud cost prices show --json` prints. */
export interface PriceList {
  readonly date: string
  readonly ageDays: number
  readonly old: boolean
  readonly counts: Readonly<Record<Verification, number>>
  readonly unverifiedBasis: string
  readonly prices: readonly {
    readonly key: string
    readonly region: string
    readonly unit: string
    readonly priceUsd: string
    readonly verification: Verification
    readonly source?: string
    readonly readOn?: string
  }[]
}

/** The prices whose key has the given part. */
export function listPrices(book: PriceBook, search: string, nowMs: number): PriceList {
  const { file } = book
  const ageDays = Math.floor((nowMs - Date.parse(`${file.date}T00:00:00Z`)) / 86_400_000)
  const prices = file.prices
    .filter(({ key }) => key.includes(search))
    .map((row) => {
      const source = row.source === undefined ? undefined : file.sources[row.source]
      const cloud = row.key.slice(0, row.key.indexOf('.')) as keyof typeof file.regions
      return {
        key: row.key,
        region: row.region ?? file.regions[cloud],
        unit: row.unit,
        priceUsd: row.price,
        verification: source?.kind ?? ('unverified' as const),
        ...(source === undefined ? {} : { source: source.url, readOn: source.readOn }),
      }
    })
  const counts = { vendor: 0, secondary: 0, unverified: 0 }
  for (const { verification } of prices) counts[verification]++
  return {
    date: file.date,
    ageDays,
    old: ageDays > OLD_AFTER_DAYS,
    counts,
    unverifiedBasis: file.unverifiedBasis,
    prices,
  }
}

/** The list for people. */
export function pricesDocument(list: PriceList): CostDocument {
  const { vendor, secondary, unverified } = list.counts
  return {
    title: `Prices of ${list.date}`,
    headline: `${list.prices.length} prices: ${vendor} of the vendor, ${secondary} of another stored page, ${unverified} unverified; ${list.ageDays} days old`,
    tone: list.old ? 'warn' : 'plain',
    sections: [
      {
        title: 'Prices in US dollars',
        columns: [
          { title: 'key' },
          { title: 'region' },
          { title: 'unit' },
          { title: 'price', figure: true },
          { title: 'verified by' },
          { title: 'source' },
        ],
        rows: list.prices.map((row) => [
          { text: row.key },
          { text: row.region },
          { text: row.unit },
          { text: row.priceUsd, value: row.priceUsd },
          { text: row.verification, tone: row.verification === 'unverified' ? 'warn' : 'plain' },
          { text: row.source ?? '' },
        ]),
      },
    ],
    notes: [
      'The price of an instance family of AWS is that of its size large; other sizes are multiples of it.',
      ...(unverified > 0 ? [`unverified: ${list.unverifiedBasis}`] : []),
    ],
  }
}
