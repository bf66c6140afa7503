import type { DocumentCell } from '../document/document.ts'
import { decimal, percentText, rounded } from '../money.ts'
import type { BudgetLine } from './report.ts'

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
