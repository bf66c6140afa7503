import type { Cloud } from '../../../config/clouds.ts'
import { decimal, exact, ZERO } from '../money.ts'
import type { PriceBook, Verification } from '../prices/price-book.ts'

/** A copy of objects from one cloud to another, before it is made. */
export interface Transfer {
  readonly from: Cloud
  readonly to: Cloud
  readonly bytes: number
  /** Reads at the source, writes at the destination, and pages listed on both sides. */
  readonly reads: number
  readonly writes: number
  readonly lists: number
}

export interface TransferCost {
  /** US dollars, exact. */
  readonly usd: string
  readonly egressUsd: string
  readonly requestsUsd: string
  /** The weakest of the prices that it goes by. */
  readonly verification: Verification
}

/** Prices of requests: its key for reads and for writes, and how many requests the price is of. */
const REQUESTS: Readonly<Record<Cloud, { read: string; write: string; readsOf: number; writesOf: number }>> =
  {
    aws: { read: 'aws.s3.get', write: 'aws.s3.put', readsOf: 1_000, writesOf: 1_000 },
    gcp: { read: 'gcp.storage.classB', write: 'gcp.storage.classA', readsOf: 10_000, writesOf: 10_000 },
    azure: { read: 'azure.storage.read', write: 'azure.storage.write', readsOf: 10_000, writesOf: 10_000 },
  }

/**
 * What a copy costs: what leaves the source goes over the internet at the price of its first tier, free tiers not
 * counted; listing costs as writing does. Pure.
 */
export function transferCost(
  { from, to, bytes, reads, writes, lists }: Transfer,
  prices: PriceBook,
): TransferCost {
  const seen: Verification[] = []
  const priced = (key: string, quantity: number, of: number) => {
    const found = prices.find(key)
    if (quantity === 0) return ZERO
    seen.push(found?.verification ?? 'unverified')
    return found === undefined ? ZERO : decimal(quantity).div(of).times(found.price)
  }
  const egress = from === to ? ZERO : priced(`${from}.egress.internet`, bytes, 2 ** 30)
  const requests = priced(REQUESTS[from].read, reads, REQUESTS[from].readsOf)
    .plus(priced(REQUESTS[to].write, writes, REQUESTS[to].writesOf))
    .plus(priced(REQUESTS[from].write, lists, REQUESTS[from].writesOf))
    .plus(priced(REQUESTS[to].write, lists, REQUESTS[to].writesOf))
  return {
    usd: exact(egress.plus(requests)),
    egressUsd: exact(egress),
    requestsUsd: exact(requests),
    verification: seen.includes('unverified')
      ? 'unverified'
      : seen.includes('secondary')
        ? 'secondary'
        : 'vendor',
  }
}
