import type { Cloud } from '../../../config/clouds.ts'
import type { Verification } from '../prices/price-book.ts'

/** What `mcloud cost compare --json` prints: the same workload on each cloud, in exact US dollars a month. */
export interface CostComparison {
  readonly workload: string
  readonly pricesOf: string
  readonly clouds: readonly {
    readonly cloud: Cloud
    readonly totalUsd: string
    readonly unverified: number
  }[]
  readonly items: readonly ComparedItem[]
  /** What is stated of totals, categories and units; of items see there. */
  readonly stated: readonly StatedFigure[]
  readonly assumptions: readonly string[]
}

export interface ComparedItem {
  readonly name: string
  readonly kind: string
  readonly clouds: readonly ComparedCloud[]
}

export interface ComparedCloud {
  readonly cloud: Cloud
  /** What was matched. */
  readonly what: string
  readonly usd: string
  readonly verification: Verification
  /** How the figure comes about, line by line. */
  readonly basis: readonly string[]
  readonly stated?: { readonly usd: string; readonly differenceUsd: string; readonly percent?: number }
}

/** What somebody states for more than one item, or for one unit, held against ours. */
export interface StatedFigure {
  /** What is stated: `total`, a category, or an item. */
  readonly of: string
  /** Absent: of all clouds together. */
  readonly cloud?: Cloud
  /** Absent: US dollars a month. */
  readonly unit?: string
  readonly statedUsd: string
  readonly usd: string
  readonly differenceUsd: string
  /** Absent where nothing is stated as the price. */
  readonly percent?: number
  readonly why: string
}
