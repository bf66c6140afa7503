import type { Decimal } from '../money.ts'
import { decimal } from '../money.ts'

/** One line of a resource's cost before it is priced. */
export interface Component {
  readonly name: string
  /** Key of a price. */
  readonly key: string
  /** In the unit of the price, a month; absent: it depends on usage that nobody has told. */
  readonly quantity?: Decimal
  /** The assumption of usage that decides the quantity. */
  readonly usage?: string
}

/** Hours of a month, as the clouds' own calculators take it: 365 * 24 / 12. */
export const HOURS = 730

/** Something that runs all month. */
export function hours(name: string, key: string, count = 1): Component {
  return { name, key, quantity: product(HOURS, count) }
}

/** Something of a known quantity a month. */
export function monthly(name: string, key: string, quantity: number | Decimal = 1): Component {
  return { name, key, quantity: decimal(quantity) }
}

/** Multiplies without the rounding of binary fractions. */
export function product(...factors: readonly number[]): Decimal {
  return factors.reduce((result, factor) => result.times(factor), decimal(1))
}

/** How a usage is told: its name, and how many units of the price one of it is. */
export interface UsageWord {
  readonly name: string
  readonly scale: number
}

/** Words of usage that resources share. */
export const USAGE = {
  requests: (per: number): UsageWord => ({ name: 'monthlyRequests', scale: 1 / per }),
  dataGb: { name: 'monthlyDataGb', scale: 1 },
  storageGb: { name: 'storageGb', scale: 1 },
  backupGb: { name: 'backupGb', scale: 1 },
} as const

const MULTIPLIERS: Readonly<Record<string, number>> = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
}

/** `m5.2xlarge` as its family and how many times the price of `large` it costs; AWS prices its sizes so. */
export function instanceSize(type: string): { family: string; times: number } | undefined {
  const [family, size] = type
    .replace(/^(db|cache|kafka|ml|dms|mq)\./, '')
    .replace(/\.search$/, '')
    .split('.')
  if (family === undefined || size === undefined) return undefined
  const count = /^(\d+)xlarge$/.exec(size)?.[1]
  const times = count === undefined ? MULTIPLIERS[size] : 2 * Number(count)
  return times === undefined ? undefined : { family, times }
}
