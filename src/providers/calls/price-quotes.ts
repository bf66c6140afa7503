import type Big from 'big.js'
import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { PriceQuote } from '../provider.ts'

/** Something that a vendor sells under a price, as its price API tells it. */
export interface Offer {
  readonly sku: string
  readonly url: string
  /** The vendor's word. */
  readonly unit: string
  /** US dollars for one of that unit. */
  readonly usd: Big
}

/** How the vendor's unit becomes that of a row. */
export interface PriceUnit {
  /** Units that the vendor may name. */
  readonly unit: RegExp
  /** How many of the vendor's unit one unit of the row is; default 1. */
  readonly times?: number
  /** How many units of the row one unit of the vendor is; default 1. */
  readonly per?: number
}

/**
 * The one price among what matches a question. Several that cost the same are one; several prices are none, because
 * nothing tells which of them is meant.
 */
export function chooseOffer(offers: readonly Offer[], { unit, times = 1, per = 1 }: PriceUnit): PriceQuote {
  if (offers.length === 0) return refused('the vendor lists nothing that matches')
  const fitting = offers.filter((offer) => unit.test(offer.unit))
  if (fitting.length === 0) {
    return refused(`the vendor prices it by ${[...new Set(offers.map((offer) => offer.unit))].join(', ')}`)
  }
  const paid = fitting.filter(({ usd }) => usd.gt(0))
  const prices = new Set(paid.map(({ usd }) => usd.toFixed()))
  if (prices.size > 1) {
    const skus = paid
      .slice(0, 4)
      .map(({ sku, usd }) => `${sku} ${usd.toFixed()}`)
      .join(', ')
    return refused(`${paid.length} products match at ${prices.size} prices (${skus})`)
  }
  const [first] = paid.toSorted((one, other) => (one.sku < other.sku ? -1 : 1))
  if (first === undefined) return refused('the vendor lists it at no price')
  return { kind: 'found', usd: first.usd.times(times).div(per).toFixed(), sku: first.sku, url: first.url }
}

function refused(reason: string): PriceQuote {
  return { kind: 'refused', reason }
}

/** One question that the API does not take is no reason to leave the others; everything else is thrown on. */
export function refusedQuestion(error: unknown): PriceQuote {
  if (isMcloudError(error) && (error.code === 'CLOUD_REFUSED' || error.code === 'NOT_FOUND')) {
    return refused(error.message)
  }
  throw error
}

/** Works through items in their order, only so many at once. */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  return results
}
