import type { Cloud } from '../../../config/clouds.ts'
import { type Decimal, decimal, exact, sum, ZERO } from '../money.ts'
import type { PriceBook, Verification } from '../prices/price-book.ts'

/** A copy of objects out of a cloud, before it is made. */
export interface Transfer {
  readonly from: Cloud
  /** Absent: no cloud that is known, such as a folder. */
  readonly to?: Cloud
  /** Absent for a cloud whose region nobody tells. */
  readonly regions: Readonly<Partial<Record<Cloud, string>>>
  readonly bytes: number
  /** Reads at the source, and writes at the destination where that is a cloud. */
  readonly reads: number
  readonly writes: number
}

/** What a copy costs; amounts are exact decimals in US dollars, and absent where a price is unknown. */
export interface TransferCost {
  readonly egressUsd?: string
  readonly requestsUsd?: string
  /** Both together; absent where either is unknown. */
  readonly usd?: string
  /** Those that were found, of an unknown amount too. */
  readonly prices: readonly TransferPrice[]
  readonly unknown: readonly UnknownCost[]
}

/** A price that was found. */
export interface TransferPrice {
  readonly key: string
  readonly unit: string
  readonly priceUsd: string
  /** When it was last looked up, `YYYY-MM-DD`. */
  readonly readOn: string
  readonly verification: Verification
  /** The region that it is the price of. */
  readonly region: string
  /** Nobody tells the region, or no price of it is known: that of the cloud's base region is taken. */
  readonly regionAssumed: boolean
}

export interface UnknownCost {
  readonly of: 'egress' | 'requests'
  readonly reason: string
}

const REQUESTS: Readonly<Record<Cloud, { readonly read: string; readonly write: string }>> = {
  aws: { read: 'aws.s3.get', write: 'aws.s3.put' },
  gcp: { read: 'gcp.storage.classB', write: 'gcp.storage.classA' },
  azure: { read: 'azure.storage.read', write: 'azure.storage.write' },
}

/** How many bytes or requests a price is of. */
const UNITS: Readonly<Record<string, number>> = {
  GB: 2 ** 30,
  '1k requests': 1_000,
  '10k operations': 10_000,
}

/**
 * What a copy costs: what leaves the source goes over the internet at the price of its first tier, free tiers not
 * counted. What has no price is unknown, with the reason, and never free. Pure.
 */
export function transferCost(transfer: Transfer, book: PriceBook): TransferCost {
  const { from, to, bytes, reads, writes } = transfer
  const lookup = new PriceLookup(transfer, book)
  const egress =
    from === to && bytes > 0
      ? lookup.unknownFor(
          'egress',
          `both places are in ${from}: free where mcloud runs in their region, else it depends on the way`,
        )
      : lookup.amount('egress', from, `${from}.egress.internet`, bytes)
  const requests = [
    lookup.amount('requests', from, REQUESTS[from].read, reads),
    to === undefined ? ZERO : lookup.amount('requests', to, REQUESTS[to].write, writes),
  ]
  const total = (amounts: readonly (Decimal | undefined)[]) => {
    const known = amounts.filter((amount) => amount !== undefined)
    return known.length === amounts.length ? exact(sum(known)) : undefined
  }
  const [egressUsd, requestsUsd, usd] = [total([egress]), total(requests), total([egress, ...requests])]
  return {
    ...(egressUsd === undefined ? {} : { egressUsd }),
    ...(requestsUsd === undefined ? {} : { requestsUsd }),
    ...(usd === undefined ? {} : { usd }),
    prices: lookup.prices,
    unknown: lookup.unknown,
  }
}

/** Looks prices up, and keeps what was found and what was not. */
class PriceLookup {
  readonly prices: TransferPrice[] = []
  readonly unknown: UnknownCost[] = []
  readonly #regions: Transfer['regions']
  readonly #book: PriceBook

  constructor({ regions }: Transfer, book: PriceBook) {
    this.#regions = regions
    this.#book = book
  }

  amount(of: UnknownCost['of'], cloud: Cloud, key: string, quantity: number): Decimal | undefined {
    if (quantity === 0) return ZERO
    const region = this.#regions[cloud]
    const found = this.#book.find(key, region)
    if (found === undefined) return this.unknownFor(of, `the price table of ${this.#book.date} has no ${key}`)
    const { unit, price, readOn, verification, otherRegion } = found
    const size = UNITS[unit]
    if (size === undefined)
      return this.unknownFor(of, `the price ${key} is by ${unit}, which is not understood`)
    const regionAssumed = region === undefined || otherRegion
    this.prices.push({
      key,
      unit,
      priceUsd: exact(price),
      readOn,
      verification,
      region: regionAssumed ? this.#book.file.regions[cloud] : region,
      regionAssumed,
    })
    return decimal(quantity).div(size).times(price)
  }

  unknownFor(of: UnknownCost['of'], reason: string): undefined {
    this.unknown.push({ of, reason })
  }
}
