import type { Decimal } from '../money.ts'
import { decimal, exact, percentOf, sum, ZERO } from '../money.ts'
import type { Period } from '../period.ts'
import { daysBetween, daysOf } from '../period.ts'
import type { ReportDimension, Spend, TagKeys } from '../spend.ts'
import { dimensionValue, tagOf, UNTAGGED } from '../spend.ts'
import type { CurrencyTotal, ReportGroup } from './report.ts'

export interface TotalsInput {
  /** Of both periods. */
  readonly spend: readonly Spend[]
  readonly period: Period
  readonly previous?: Period
  readonly by: readonly ReportDimension[]
  readonly keys: TagKeys
}

/** Days from which on a series has a point for each month. */
const MONTHLY_FROM_DAYS = 93

/** Adds spend up for each currency by itself; the largest first. */
export function totalsOf(input: TotalsInput): CurrencyTotal[] {
  const currencies = [...new Set(input.spend.map(({ currency }) => currency))].sort()
  return currencies.map((currency) =>
    totalOf(currency, { ...input, spend: input.spend.filter((one) => one.currency === currency) }),
  )
}

function totalOf(currency: string, input: TotalsInput): CurrencyTotal {
  const { period, previous, by, keys } = input
  const now = within(input.spend, period)
  const before = previous === undefined ? undefined : within(input.spend, previous)
  const amount = totalAmount(now)
  const amountBefore = before === undefined ? undefined : totalAmount(before)
  return {
    currency,
    amount: exact(amount),
    ...comparison(amount, amountBefore),
    ...(now.some(({ charge }) => charge !== undefined)
      ? { charges: addUp(now, ({ charge }) => charge ?? 'usage') }
      : {}),
    untagged: Object.fromEntries(
      by
        .filter((dimension) => tagOf(dimension, keys) !== undefined)
        .map((dimension) => [
          dimension,
          exact(totalAmount(now.filter((spend) => dimensionValue(spend, dimension, keys) === UNTAGGED))),
        ]),
    ),
    groups: groupsOf(now, before, by, keys, amount),
    series: seriesOf(now, period),
  }
}

function groupsOf(
  now: readonly Spend[],
  before: readonly Spend[] | undefined,
  by: readonly ReportDimension[],
  keys: TagKeys,
  total: Decimal,
): ReportGroup[] {
  const timed = by.some((dimension) => dimension === 'day' || dimension === 'month')
  const keyOf = (spend: Spend) =>
    JSON.stringify(by.map((dimension) => dimensionValue(spend, dimension, keys)))
  const present = sums(now, keyOf)
  // A day is not to be found again in the period before.
  const past = before === undefined || timed ? undefined : sums(before, keyOf)
  const names = [...new Set([...present.keys(), ...(past?.keys() ?? [])])]
  const groups = names.map((name) => {
    const amount = present.get(name) ?? ZERO
    const share = percentOf(amount, total)
    return {
      order: amount,
      group: {
        values: JSON.parse(name) as string[],
        amount: exact(amount),
        ...(share === undefined ? {} : { sharePercent: share }),
        ...comparison(amount, past === undefined ? undefined : (past.get(name) ?? ZERO)),
      },
    }
  })
  const byTime = (one: ReportGroup, other: ReportGroup) =>
    one.values.join('\n').localeCompare(other.values.join('\n'))
  return groups
    .sort((one, other) => (timed ? byTime(one.group, other.group) : other.order.cmp(one.order)))
    .map(({ group }) => group)
}

function seriesOf(spend: readonly Spend[], period: Period): CurrencyTotal['series'] {
  const monthly = daysBetween(period.from, period.to) >= MONTHLY_FROM_DAYS
  const at = (day: string) => (monthly ? day.slice(0, 7) : day)
  const found = sums(spend, ({ day }) => at(day))
  const points = [...new Set(daysOf(period).map(at))]
  return points.map((point) => {
    const amount = found.get(point)
    return { at: point, amount: amount === undefined ? null : exact(amount) }
  })
}

function comparison(amount: Decimal, before: Decimal | undefined) {
  if (before === undefined) return {}
  const change = percentOf(amount.minus(before), before.abs())
  return { previous: exact(before), ...(change === undefined ? {} : { changePercent: change }) }
}

/** The spend of some days. */
export function within(spend: readonly Spend[], { from, to }: Period): Spend[] {
  return spend.filter(({ day }) => day >= from && day < to)
}

/** One amount for all of it; the caller has one currency only. */
export function totalAmount(spend: readonly Spend[]): Decimal {
  return sum(spend.map(({ amount }) => decimal(amount)))
}

function addUp(spend: readonly Spend[], keyOf: (spend: Spend) => string): Record<string, string> {
  return Object.fromEntries([...sums(spend, keyOf)].map(([key, amount]) => [key, exact(amount)]))
}

function sums(spend: readonly Spend[], keyOf: (spend: Spend) => string): Map<string, Decimal> {
  const found = new Map<string, Decimal>()
  for (const one of spend) {
    const key = keyOf(one)
    found.set(key, (found.get(key) ?? ZERO).plus(one.amount))
  }
  return found
}
