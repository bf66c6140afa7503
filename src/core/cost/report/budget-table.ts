import type { DocumentCell } from '../document/document.ts'
import { decimal, percentText, rounded } from '../money.ts'
import type { BudgetLine, BudgetVerdict } from './report.ts'

/** What every table of budgets begins with. */
export const BUDGET_COLUMNS = [
  { title: 'budget' },
  { title: 'currency' },
  { title: 'a month', figure: true },
  { title: 'spent', figure: true },
  { title: 'used', figure: true },
  { title: 'of the month over', figure: true },
] as const

/** The cells of one budget below `BUDGET_COLUMNS`. */
export function budgetCells(line: Omit<BudgetLine, 'verdict' | 'month'>): DocumentCell[] {
  return [
    { text: line.name },
    { text: line.currency },
    { text: rounded(decimal(line.monthly)), value: line.monthly },
    { text: rounded(decimal(line.spent)), value: line.spent },
    { text: percentText(line.usedPercent) },
    { text: percentText(line.elapsedPercent) },
  ]
}

/** Why budgets are not measured, or not wholly, for people. */
export function budgetNotes(
  lines: readonly (Pick<BudgetLine, 'name' | 'currency' | 'uncounted'> & {
    readonly state: BudgetVerdict | 'likely-over'
  })[],
): string[] {
  return lines.flatMap(({ name, currency, uncounted = [], state }) => {
    if (state === 'other-currency')
      return [`${name}: nothing is charged in ${currency}, and nothing is converted`]
    if (state === 'unmatched') {
      return [`${name}: nothing is charged for what it names; compare its words with \`mcloud cost report\``]
    }
    return uncounted.length === 0
      ? []
      : [`${name}: what is charged in ${uncounted.join(', ')} is not counted, and nothing is converted`]
  })
}
