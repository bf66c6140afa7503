import type { BudgetSettings, CostSettings } from '../../../config/cost-settings.ts'
import { decimal, exact, percentOf } from '../money.ts'
import { daysBetween, monthPeriod } from '../period.ts'
import type { Spend, TagKeys } from '../spend.ts'
import { tagOf } from '../spend.ts'
import { totalAmount, within } from './build-report.ts'
import type { BudgetLine, BudgetVerdict } from './report.ts'

/** Every budget of the platform file by name; `budget` itself is called `platform`. */
export function budgetsOf(settings: CostSettings): readonly (readonly [string, BudgetSettings])[] {
  return [
    ...(settings.budget === undefined ? [] : [['platform', { monthly: settings.budget }] as const]),
    ...Object.entries(settings.budgets ?? {}),
  ]
}

/**
 * What has been spent of each budget in one month, by the given day of it; `untold` names clouds that have not told,
 * because they refused or were not asked.
 */
export function budgetLines(
  settings: CostSettings,
  spend: readonly Spend[],
  month: string,
  today: string,
  keys: TagKeys,
  untold: readonly string[],
): BudgetLine[] {
  const period = monthPeriod(month)
  const days = daysBetween(period.from, period.to)
  const over = Math.min(days, Math.max(0, daysBetween(period.from, today) + 1))
  const spent = within(spend, period)
  return budgetsOf(settings).map(([name, budget]) => {
    const currency = budget.currency ?? 'USD'
    const amount = totalAmount(spent.filter((one) => countsIn(one, budget, keys)))
    const meant = spend.filter((one) => isMeant(one, budget, keys))
    const uncounted = otherCurrencies(within(meant, period), currency)
    const usedPercent = percentOf(amount, decimal(budget.monthly))
    const elapsedPercent = (over / days) * 100
    const verdict = (): BudgetVerdict => {
      // What is over without one cloud is over with it.
      if (amount.gt(budget.monthly)) return 'over'
      if (untold.some((cloud) => budget.cloud === undefined || budget.cloud === cloud)) return 'incomplete'
      if (meant.length === 0 && spend.length > 0) return 'unmatched'
      if (meant.length > 0 && meant.every((one) => one.currency !== currency)) return 'other-currency'
      if (uncounted.length > 0) return 'incomplete'
      return (usedPercent ?? 0) > elapsedPercent ? 'ahead' : 'within'
    }
    return {
      name,
      currency,
      monthly: exact(decimal(budget.monthly)),
      month: period.from,
      spent: exact(amount),
      ...(usedPercent === undefined ? {} : { usedPercent }),
      elapsedPercent,
      verdict: verdict(),
      ...(uncounted.length === 0 ? {} : { uncounted }),
    }
  })
}

/** Whether a charge is of a budget. */
export function countsIn(spend: Spend, budget: BudgetSettings, keys: TagKeys): boolean {
  return spend.currency === (budget.currency ?? 'USD') && isMeant(spend, budget, keys)
}

/** Whether a charge is what a budget is for, in whatever currency. */
function isMeant(spend: Spend, budget: BudgetSettings, keys: TagKeys): boolean {
  const tag = tagOf('environment', keys) ?? ''
  return (
    (budget.cloud === undefined || spend.cloud === budget.cloud) &&
    (budget.service === undefined || spend.service === budget.service) &&
    (budget.environment === undefined || spend.tags[tag] === budget.environment)
  )
}

/** Currencies in which something is charged that a budget cannot count: nothing is converted. */
function otherCurrencies(spend: readonly Spend[], currency: string): string[] {
  const other = spend.filter((one) => one.currency !== currency && !decimal(one.amount).eq(0))
  return [...new Set(other.map((one) => one.currency))].sort()
}
