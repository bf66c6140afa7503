import type { Cloud } from '../../../config/clouds.ts'
import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { Call, PriceQuote } from '../../../providers/provider.ts'
import type { Clock, Progress, ProviderSet } from '../../ports.ts'
import type { Result } from '../../result.ts'
import { decimal, exact, percentOf } from '../money.ts'
import type { PriceBook, PriceFile, PriceRow, Verification } from './price-book.ts'
import { makePriceBook, provenanceOf } from './price-book.ts'

/** What became of a price file; what `mcloud cost prices update --json` prints. */
export interface PriceUpdate {
  readonly path: string
  readonly written: boolean
  /** Rows that have another price now, the largest change first. */
  readonly changes: readonly PriceChange[]
  /** Rows whose price the vendor has confirmed. */
  readonly confirmed: number
  /** Rows that keep their price, and why. */
  readonly kept: readonly KeptPrice[]
  /** Rows for which no question is known that means them alone. */
  readonly notAsked: readonly UnaskedPrice[]
  readonly clouds: readonly UpdatedCloud[]
  /** Rows that are still unverified after it. */
  readonly unverified: number
}

export interface PriceChange {
  readonly key: string
  readonly region: string
  readonly unit: string
  readonly oldUsd: string
  readonly newUsd: string
  /** Absent where the old price was nothing. */
  readonly percent?: number
  readonly sku: string
  readonly url: string
}

export interface KeptPrice {
  readonly key: string
  readonly region: string
  readonly reason: string
}

export interface UnaskedPrice {
  readonly key: string
  readonly region: string
  readonly verification: Verification
}

export interface UpdatedCloud {
  readonly cloud: Cloud
  readonly kind: 'answered' | 'refused'
  readonly asked: number
  readonly found: number
  readonly reason?: string
  readonly next?: string
}

export interface UpdateRequest {
  readonly book: PriceBook
  readonly path: string
  readonly clouds: readonly Cloud[]
  /** Part of the keys that are asked for. */
  readonly search: string
  /** Takes prices that are many times the old ones too. */
  readonly acceptJumps: boolean
}

export interface UpdatePorts {
  readonly clock: Clock
  readonly progress: Progress
  readonly global: { readonly dryRun: boolean }
  providers(): Promise<ProviderSet>
  call(defaultTimeoutMs?: number): Call
  /** Shows the change and asks whether it may be written. @throws McloudError DECLINED, CONFIRMATION_REQUIRED */
  approve(update: PriceUpdate): Promise<void>
  /** Writes the file whole or not at all. */
  write(path: string, text: string): Promise<void>
}

const TIMEOUT_MS = 300_000
/** A price that is so many times another is more likely that of another thing. */
const JUMP = 4

/**
 * Asks the clouds' price APIs for the rows of a price file, shows what differs, and writes the file. What one cloud
 * refuses keeps no other, and a price that does not hold keeps its row as it was.
 * @throws McloudError DECLINED, CONFIRMATION_REQUIRED, PRICES_INVALID
 */
export async function updatePrices(request: UpdateRequest, ports: UpdatePorts): Promise<Result<PriceUpdate>> {
  const { book, path, clouds, search } = request
  const call = ports.call(TIMEOUT_MS)
  const asked = await Promise.all(
    clouds.map((cloud) => {
      const rows = book.file.prices.filter(({ key }) => key.startsWith(`${cloud}.`) && key.includes(search))
      return askCloud(cloud, rows, book.file, ports, call)
    }),
  )
  const answers = new Map(asked.flatMap(({ quotes }) => quotes))
  const at = new Date(ports.clock.now()).toISOString()
  const judged = new Map(
    [...answers].map(([row, quote]) => [row, judge(row, quote, book.file, at, request.acceptJumps)]),
  )
  const prices = book.file.prices.map((row) => judged.get(row)?.row ?? row)
  const outcome = [...judged.values()]
  const changes = outcome.flatMap(({ change }) => change ?? [])
  const file = withUsedSources({ ...book.file, prices })
  const update: PriceUpdate = {
    path,
    written: false,
    changes: changes.toSorted((one, other) => Math.abs(other.percent ?? 0) - Math.abs(one.percent ?? 0)),
    confirmed: outcome.filter(({ row, change }) => row !== undefined && change === undefined).length,
    kept: outcome.flatMap(({ kept }) => kept ?? []),
    notAsked: [...answers].flatMap(([row, { kind }]) =>
      kind === 'not-asked'
        ? [{ key: row.key, region: regionOf(row, file), verification: provenanceOf(row, file).verification }]
        : [],
    ),
    clouds: asked.map(({ state }) => state),
    unverified: file.prices.filter((row) => provenanceOf(row, file).verification === 'unverified').length,
  }
  // Checked as any other file is before it takes the place of one that was good.
  makePriceBook(file, path)
  const refused = update.clouds.filter(({ kind }) => kind === 'refused').length
  if (refused === clouds.length) return { kind: 'failed', data: update }
  const kind = refused > 0 ? 'partial' : 'done'
  if (changes.length + update.confirmed === 0)
    return { kind: refused > 0 ? 'partial' : 'unchanged', data: update }
  if (ports.global.dryRun) return { kind: refused > 0 ? 'partial' : 'changes', data: update }
  await ports.approve(update)
  await ports.write(path, `${JSON.stringify(file, undefined, 1)}\n`)
  return { kind, data: { ...update, written: true } }
}

interface AskedCloud {
  readonly state: UpdatedCloud
  readonly quotes: readonly (readonly [PriceRow, PriceQuote])[]
}

async function askCloud(
  cloud: Cloud,
  rows: readonly PriceRow[],
  file: PriceFile,
  ports: UpdatePorts,
  call: Call,
): Promise<AskedCloud> {
  try {
    const provider = await (await ports.providers()).get(cloud)
    const { prices } = provider.can
    if (prices === undefined) {
      const message = provider.cannot.prices?.reason ?? `${cloud} tells no prices`
      throw new McloudError({ code: 'UNSUPPORTED', message })
    }
    const wants = rows.map(({ key, region }) => ({ key, region: region ?? file.regions[cloud] }))
    const quotes = await prices.quote(wants, call)
    const answered = rows.map((row, index) => [row, quotes[index] ?? { kind: 'not-asked' }] as const)
    const put = answered.filter(([, { kind }]) => kind !== 'not-asked')
    const found = put.filter(([, { kind }]) => kind === 'found').length
    return { state: { cloud, kind: 'answered', asked: put.length, found }, quotes: answered }
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    const next = error.hint === undefined ? {} : { next: error.hint }
    return {
      state: { cloud, kind: 'refused', asked: 0, found: 0, reason: error.message, ...next },
      quotes: [],
    }
  }
}

interface JudgedRow {
  /** The row as it is to be written; absent where it stays. */
  readonly row?: PriceRow
  readonly change?: PriceChange
  readonly kept?: KeptPrice
}

function judge(
  row: PriceRow,
  quote: PriceQuote,
  file: PriceFile,
  at: string,
  acceptJumps: boolean,
): JudgedRow {
  if (quote.kind === 'not-asked') return {}
  const region = regionOf(row, file)
  const keep = (reason: string): JudgedRow => ({ kept: { key: row.key, region, reason } })
  if (quote.kind === 'refused') return keep(quote.reason)
  const [before, after] = [decimal(row.price), decimal(quote.usd)]
  if (!after.gt(0)) return keep(`the vendor says ${quote.usd} USD`)
  const jumps = before.gt(0) && (after.gt(before.times(JUMP)) || after.times(JUMP).lt(before))
  if (jumps && !acceptJumps) {
    return keep(
      `${quote.usd} instead of ${row.price} USD is more than ${JUMP} times apart (${quote.sku}); --accept-jumps takes it`,
    )
  }
  const { source: _, ...rest } = row
  const same = after.eq(before)
  const fetched = { at, sku: quote.sku, url: quote.url }
  const written: PriceRow = { ...rest, price: same ? row.price : exact(after), fetched }
  if (same) return { row: written }
  const percent = percentOf(after.minus(before), before)
  return {
    row: written,
    change: {
      key: row.key,
      region,
      unit: row.unit,
      oldUsd: row.price,
      newUsd: written.price,
      ...(percent === undefined ? {} : { percent }),
      sku: quote.sku,
      url: quote.url,
    },
  }
}

function regionOf(row: PriceRow, { regions }: PriceFile): string {
  return row.region ?? regions[row.key.slice(0, row.key.indexOf('.')) as Cloud]
}

/** Leaves out the sources that no row names any more. */
function withUsedSources(file: PriceFile): PriceFile {
  const used = new Set(file.prices.flatMap(({ source }) => source ?? []))
  const sources = Object.fromEntries(Object.entries(file.sources).filter(([name]) => used.has(name)))
  return { ...file, sources }
}
