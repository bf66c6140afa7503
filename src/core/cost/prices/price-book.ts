import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Decimal } from '../money.ts'
import { decimal } from '../money.ts'

/** A dated price file as it is stored. */
export interface PriceFile {
  readonly schemaVersion: 1
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly currency: 'USD'
  /** The region whose prices the rows are, where a row names none. */
  readonly regions: Readonly<Record<Cloud, string>>
  readonly unverifiedBasis: string
  readonly sources: Readonly<Record<string, PriceSource>>
  readonly prices: readonly PriceRow[]
}

export interface PriceSource {
  readonly url: string
  /** vendor: its own page or API; secondary: somebody else's page with its prices. */
  readonly kind: 'vendor' | 'secondary'
  /** `YYYY-MM-DD`. */
  readonly readOn: string
  /** The day of its figures, where the page tells one. */
  readonly asOf?: string
}

export interface PriceRow {
  /** e.g. `aws.ec2.m5`; the price of an instance family is that of its size `large`. */
  readonly key: string
  readonly unit: string
  /** US dollars as an exact decimal. */
  readonly price: string
  readonly region?: string
  /** Absent: unverified, unless it was fetched. */
  readonly source?: string
  readonly fetched?: FetchedPrice
}

/** Where a price was fetched by `cost prices update`. */
export interface FetchedPrice {
  /** RFC 3339. */
  readonly at: string
  /** The vendor's id of what is sold. */
  readonly sku: string
  readonly url: string
}

export type Verification = 'vendor' | 'secondary' | 'unverified'

export interface UnitPrice {
  readonly unit: string
  readonly price: Decimal
  readonly verification: Verification
  /** When somebody last looked the price up, `YYYY-MM-DD`. */
  readonly readOn: string
  /** No price of the wanted region is known: this is that of the cloud's base region. */
  readonly otherRegion: boolean
}

export interface PriceBook {
  readonly date: string
  readonly file: PriceFile
  /** Undefined: there is no such price. */
  find(key: string, region?: string): UnitPrice | undefined
}

/** Days from which on prices are called old, and from which on they decide nothing. */
export const OLD_AFTER_DAYS = 90
export const EXPIRED_AFTER_DAYS = 400

/** @throws McloudError PRICES_INVALID with every mistake found */
export function makePriceBook(file: unknown, at: string): PriceBook {
  const book = checked(file, at)
  const rows = new Map<string, PriceRow>()
  for (const row of book.prices) rows.set(rowKey(row.key, row.region), row)
  const known = new Map<string, UnitPrice | undefined>()
  return {
    date: book.date,
    file: book,
    find(key, region) {
      const cached = `${key} ${region ?? ''}`
      if (!known.has(cached)) known.set(cached, look(book, rows, key, region))
      return known.get(cached)
    },
  }
}

function look(
  book: PriceFile,
  rows: ReadonlyMap<string, PriceRow>,
  key: string,
  region: string | undefined,
): UnitPrice | undefined {
  const base = book.regions[key.slice(0, key.indexOf('.')) as Cloud]
  const own = region === undefined ? undefined : rows.get(rowKey(key, region))
  const row = own ?? rows.get(rowKey(key, undefined))
  if (row === undefined) return undefined
  const { verification, readOn } = provenanceOf(row, book)
  return {
    unit: row.unit,
    price: decimal(row.price),
    verification,
    readOn,
    otherRegion: own === undefined && region !== undefined && region !== base,
  }
}

/** Hosts of the vendors' price APIs: what was fetched elsewhere is somebody else's word. */
const VENDOR_HOSTS =
  /^(api\.pricing\.[a-z0-9-]+\.amazonaws\.com|cloudbilling\.googleapis\.com|prices\.azure\.com)$/

/** Who says a price, and when it was last looked up; prices without a source are as old as the file. */
export function provenanceOf(
  row: PriceRow,
  file: Pick<PriceFile, 'date' | 'sources'>,
): {
  readonly verification: Verification
  readonly readOn: string
  readonly url?: string
  /** The day of the page's own figures, where it tells one. */
  readonly asOf?: string
} {
  if (row.fetched !== undefined) {
    const { url, at } = row.fetched
    const own = VENDOR_HOSTS.test(new URL(url).hostname)
    return { verification: own ? 'vendor' : 'secondary', readOn: at.slice(0, 10), url }
  }
  const source = row.source === undefined ? undefined : file.sources[row.source]
  if (source === undefined) return { verification: 'unverified', readOn: file.date }
  const { kind, readOn, url, asOf } = source
  return { verification: kind, readOn, url, ...(asOf === undefined ? {} : { asOf }) }
}

/** Whole days since a day. */
export function ageInDays(day: string, nowMs: number): number {
  return Math.floor((nowMs - Date.parse(`${day}T00:00:00Z`)) / 86_400_000)
}

function rowKey(key: string, region: string | undefined): string {
  return `${key}@${region ?? ''}`
}

function checked(file: unknown, at: string): PriceFile {
  const book = file as Partial<PriceFile> | null
  const problems: { at: string; message: string; expected?: string }[] = []
  if (book === null || typeof book !== 'object' || book.schemaVersion !== 1 || !Array.isArray(book.prices)) {
    throw invalid(at, [{ at, message: 'is no price file of version 1' }])
  }
  if (!/^\d{4}-\d\d-\d\d$/.test(book.date ?? '')) {
    problems.push({ at: `${at}: date`, message: 'is no date', expected: 'YYYY-MM-DD' })
  }
  if (book.currency !== 'USD') problems.push({ at: `${at}: currency`, message: 'is not USD' })
  for (const [index, row] of book.prices.entries()) {
    const place = `${at}: prices[${index}]`
    if (typeof row?.key !== 'string' || !/^(aws|gcp|azure)\./.test(row.key)) {
      problems.push({
        at: place,
        message: 'has no key of a cloud',
        expected: 'aws., gcp. or azure. and a name',
      })
    }
    if (!/^\d+(\.\d+)?$/.test(String(row?.price))) {
      problems.push({
        at: place,
        message: `${JSON.stringify(row?.price)} is no price`,
        expected: 'a decimal >= 0',
      })
    }
    if (row?.source !== undefined && book.sources?.[row.source] === undefined) {
      problems.push({ at: place, message: `the source ${row.source} is not listed` })
    }
    if (row?.fetched !== undefined && !isFetched(row.fetched)) {
      problems.push({
        at: `${place}.fetched`,
        message: 'does not say when and where the price was fetched',
        expected: 'at (RFC 3339), sku and url',
      })
    }
  }
  if (problems.length > 0) throw invalid(at, problems)
  return book as PriceFile
}

function isFetched({ at, sku, url }: Partial<FetchedPrice>): boolean {
  return !Number.isNaN(Date.parse(at ?? '')) && typeof sku === 'string' && URL.canParse(url ?? '')
}

function invalid(
  at: string,
  problems: readonly { at: string; message: string; expected?: string }[],
): McloudError {
  return new McloudError({ code: 'PRICES_INVALID', message: `${at} is not a valid price file.`, problems })
}
