import type { SpendDimension } from '../../providers/provider.ts'

/** What a report can be grouped by. */
export type ReportDimension =
  | 'cloud'
  | 'service'
  | 'category'
  | 'account'
  | 'region'
  | 'charge'
  | 'environment'
  | 'unit'
  /** Told by bills, and by the clouds of some days or tables. */
  | 'resource'
  | 'day'
  | 'month'
  | `tag:${string}`

/** How charges are counted; `list` and `contracted` are told by FOCUS files only. */
export type View = 'amortised' | 'invoiced' | 'contracted' | 'list'

export const VIEWS = ['amortised', 'invoiced', 'contracted', 'list'] as const satisfies readonly View[]

/** One amount of a day with everything that it is grouped by. */
export interface Spend {
  /** aws, gcp, azure, or the name of another provider as its bill has it. */
  readonly cloud: string
  readonly day: string
  readonly currency: string
  readonly amount: string
  readonly service?: string | null
  /** FOCUS service category. */
  readonly category?: string | null
  readonly account?: string | null
  readonly region?: string | null
  readonly resource?: string | null
  readonly charge?: ChargeKind
  readonly tags: Readonly<Record<string, string | null>>
}

/** FOCUS 1.x charge categories, and the refunds that it marks by the class Correction. */
export type ChargeKind = 'usage' | 'purchase' | 'tax' | 'credit' | 'adjustment' | 'refund'

/** The keys of the tags that say what a charge is for. */
export interface TagKeys {
  readonly environment: string
  readonly unit: string
}

export const DEFAULT_TAG_KEYS: TagKeys = { environment: 'environment', unit: 'unit' }

/** The tag that a dimension reads, or undefined where it is none. */
export function tagOf(dimension: ReportDimension, keys: TagKeys): string | undefined {
  if (dimension === 'environment' || dimension === 'unit') return keys[dimension]
  return dimension.startsWith('tag:') ? dimension.slice(4) : undefined
}

/** What has to be asked of a cloud for a dimension of a report; time and cloud are told anyway. */
export function askedFor(dimension: ReportDimension, keys: TagKeys): SpendDimension | undefined {
  const tag = tagOf(dimension, keys)
  if (tag !== undefined) return `tag:${tag}`
  if (dimension === 'cloud' || dimension === 'day' || dimension === 'month') return undefined
  return dimension === 'category' ? 'service' : (dimension as SpendDimension)
}

/** How a missing value is shown. */
export const UNTAGGED = '(untagged)'
const NONE = '(none)'

/** The value of a dimension, as it is shown. */
export function dimensionValue(spend: Spend, dimension: ReportDimension, keys: TagKeys): string {
  const tag = tagOf(dimension, keys)
  if (tag !== undefined) return spend.tags[tag] || UNTAGGED
  if (dimension === 'month') return spend.day.slice(0, 7)
  return spend[dimension as 'cloud'] || NONE
}
