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

/** What has been spent of each budget in one month, by the given day of it; `refused` names clouds that did not tell. */
export function budgetLines(
  settings: CostSettings,
  spend: readonly Spend[],
  month: string,
  today: string,
  keys: TagKeys,
  refused: readonly string[],
): BudgetLine[] {
  const period = monthPeriod(month)
  const days = daysBetween(period.from, period.to)
  const over = Math.min(days, Math.max(0, daysBetween(period.from, today) + 1))
  const spent = within(spend, period)
  return budgetsOf(settings).map(([name, budget]) => {
    const currency = budget.currency ?? 'USD'
    const amount = totalAmount(spent.filter((one) => countsIn(one, budget, keys)))
    const usedPercent = percentOf(amount, decimal(budget.monthly))
    const elapsedPercent = (over / days) * 100
    const verdict = (): BudgetVerdict => {
      // What is over without one cloud is over with it.
      if (amount.gt(budget.monthly)) return 'over'
      if (refused.some((cloud) => budget.cloud === undefined || budget.cloud === cloud)) return 'incomplete'
      if (spend.length > 0 && spend.every((one) => one.currency !== currency)) return 'other-currency'
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
    }
  })
}

/** Whether a charge is of a budget. */
export function countsIn(spend: Spend, budget: BudgetSettings, keys: TagKeys): boolean {
  const tag = tagOf('environment', keys) ?? ''
  return (
    spend.currency === (budget.currency ?? 'USD') &&
    (budget.cloud === undefined || spend.cloud === budget.cloud) &&
    (budget.service === undefined || spend.service === budget.service) &&
    (budget.environment === undefined || spend.tags[tag] === budget.environment)
  )
}
