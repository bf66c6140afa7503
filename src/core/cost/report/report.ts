import type { Period } from '../period.ts'
import type { ReportDimension, View } from '../spend.ts'
import type { SpendSource } from './collect-spend.ts'

/** What was spent, the same for files and for each cloud; what `mcloud cost report --json` prints. Amounts are exact decimals. */
export interface CostReport {
  readonly platform?: string
  readonly period: Period
  /** What it is compared with; absent where nothing was asked for. */
  readonly previous?: Period
  readonly view: View
  readonly by: readonly ReportDimension[]
  /** One for each currency: currencies are never added. */
  readonly totals: readonly CurrencyTotal[]
  readonly budgets: readonly BudgetLine[]
  /** How many budgets the question does not measure: it is of other days, fewer clouds or other groups. */
  readonly unmeasuredBudgets?: number
  readonly sources: readonly SpendSource[]
  readonly warnings: readonly string[]
}

export interface CurrencyTotal {
  readonly currency: string
  readonly amount: string
  readonly previous?: string
  readonly changePercent?: number
  /** By kind: usage, purchase, tax, credit, adjustment, refund; absent where no source told. */
  readonly charges?: Readonly<Record<string, string>>
  /** By tag dimension of the report: what has no such tag. */
  readonly untagged: Readonly<Record<string, string>>
  readonly groups: readonly ReportGroup[]
  /** By day, or by month from 93 days on; null: no charge at all, which is not the same as nothing spent. */
  readonly series: readonly { readonly at: string; readonly amount: string | null }[]
}

export interface ReportGroup {
  /** In the order of `by`. */
  readonly values: readonly string[]
  readonly amount: string
  readonly sharePercent?: number
  readonly previous?: string
  readonly changePercent?: number
}

/**
 * over: spent already; ahead: faster than the month; incomplete: a cloud that counts has not told what was spent, or
 * charges in a currency that is not counted; other-currency: nothing is charged in its own; unmatched: nothing is
 * charged by its cloud, under its service or in its environment, so that a name is perhaps another one.
 */
export type BudgetVerdict = 'over' | 'ahead' | 'within' | 'incomplete' | 'other-currency' | 'unmatched'

export interface BudgetLine {
  readonly name: string
  readonly currency: string
  readonly monthly: string
  /** First day of the month that is measured. */
  readonly month: string
  readonly spent: string
  /** Absent for a budget of nothing. */
  readonly usedPercent?: number
  /** Share of the month that is over. */
  readonly elapsedPercent: number
  readonly verdict: BudgetVerdict
  /** Currencies of charges that would count, and are not converted. */
  readonly uncounted?: readonly string[]
}
