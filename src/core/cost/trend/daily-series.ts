import { decimal, sum } from '../money.ts'
import type { Period } from '../period.ts'
import { daysOf } from '../period.ts'
import type { Spend } from '../spend.ts'

/** Amounts of a currency by day, for statistics: floating point is good enough where nothing is added to a bill. */
export function dailySeries(spend: readonly Spend[], period: Period): number[] {
  const byDay = new Map<string, string[]>()
  for (const { day, amount } of spend) {
    const known = byDay.get(day)
    if (known === undefined) byDay.set(day, [amount])
    else known.push(amount)
  }
  return daysOf(period).map((day) => sum((byDay.get(day) ?? []).map((amount) => decimal(amount))).toNumber())
}

/** What recurs day by day: taxes, purchases, credits and refunds come when they come. */
export function recurring(spend: readonly Spend[]): Spend[] {
  return spend.filter(
    ({ charge, service }) => (charge === undefined || charge === 'usage') && service !== 'Tax',
  )
}
