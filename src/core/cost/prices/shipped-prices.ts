import type { PriceBook } from './price-book.ts'
import { makePriceBook } from './price-book.ts'

/** The prices that mcloud ships, with their date; loaded when they are first asked for. */
export async function shippedPrices(): Promise<PriceBook> {
  const { default: file } = await import('../../../../prices/prices-2026-11-21.json', {
    with: { type: 'json' },
  })
  return makePriceBook(file, 'prices-2026-11-21.json')
}

/** The prices of a file, or the shipped ones where there is none. @throws McloudError PRICES_INVALID */
export async function pricesOf(
  file: { readonly path: string; readonly content: unknown } | undefined,
): Promise<PriceBook> {
  return file === undefined ? shippedPrices() : makePriceBook(file.content, file.path)
}
