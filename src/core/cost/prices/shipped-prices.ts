import type { PriceBook } from './price-book.ts'
import { makePriceBook } from './price-book.ts'

/** The prices that mcloud ships, with their date; loaded when they are first asked for. */
export async function shippedPrices(): Promise<PriceBook> {
  const { default: file } = await import('../../../../prices/prices-2026-11-21.json', {
    with: { type: 'json' },
  })
  return makePriceBook(file, 'prices-2026-11-21.json')
}
