import type { CostDocument, DocumentCell } from '../document/document.ts'
import { decimal, percentText, rounded } from '../money.ts'
import { addDays, daysBetween } from '../period.ts'
import { BUDGET_COLUMNS, budgetCells, budgetNotes } from '../report/budget-table.ts'
import type { CostAllocation } from '../report/cost-allocate.ts'
import type { CostBudget } from '../report/cost-budget.ts'
import { refusalNotes } from '../report/refusal-notes.ts'
import { LEAST_BEFORE_SPIKE } from './anomalies.ts'
import type { CostDriver } from './anomaly-drivers.ts'
import type { CostAnomalies } from './cost-anomalies.ts'
import type { CostForecast } from './cost-forecast.ts'

/** A forecast for people. */
export function forecastDocument(data: CostForecast): CostDocument {
  const told = data.currencies.map(
    ({ currency, monthEnd }) =>
      `${monthEnd.month}: ${figure(monthEnd.total)} ${currency} (${figure(monthEnd.low)} to ${figure(monthEnd.high)})`,
  )
  return {
    title: `Forecast from ${data.from} to ${addDays(data.to, -1)}`,
    headline: told.join('; ') || 'No charges',
    tone: 'plain',
    sections: data.currencies.map((one) => ({
      title: `Forecast in ${one.currency}`,
      columns: [
        { title: 'what' },
        { title: 'amount', figure: true },
        { title: 'low', figure: true },
        { title: 'high', figure: true },
      ],
      rows: [
        [
          { text: 'spent this month' },
          { text: rounded(decimal(one.spent)), value: one.spent },
          { text: '' },
          { text: '' },
        ],
        [
          { text: `foretold, ${data.from} to ${addDays(data.to, -1)}` },
          { text: figure(one.forecast) },
          { text: figure(one.low) },
          { text: figure(one.high) },
        ],
        [
          { text: `the whole month ${one.monthEnd.month}` },
          { text: figure(one.monthEnd.total) },
          { text: figure(one.monthEnd.low) },
          { text: figure(one.monthEnd.high) },
        ],
      ],
      chart: {
        kind: 'line',
        unit: one.currency,
        points: one.days.map(({ day, amount, foretold }) => ({ label: day, value: amount, foretold })),
      },
    })),
    notes: [
      ...data.currencies.map(
        ({ currency, basis }) => `${currency}: ${basis}; the bounds hold about eight times of ten`,
      ),
      'Taxes, purchases, credits and refunds are not foretold.',
      ...data.notes,
      ...refusalNotes(data.sources),
    ],
  }
}

/** Anomalies for people. */
export function anomaliesDocument({ period, anomalies, notes, sources }: CostAnomalies): CostDocument {
  const days = daysBetween(period.from, period.to)
  const judged = days > LEAST_BEFORE_SPIKE
  return {
    title: days === 0 ? 'Cost anomalies' : `Cost anomalies, ${period.from} to ${addDays(period.to, -1)}`,
    headline: !judged
      ? 'Not judged: there are too few days'
      : anomalies.length === 0
        ? 'None'
        : `${anomalies.length} days on which a service cost more than expected`,
    tone: judged && anomalies.length === 0 ? 'good' : 'warn',
    sections: [
      {
        title: 'Anomalies',
        columns: [
          { title: 'day' },
          { title: 'cloud' },
          { title: 'service' },
          { title: 'currency' },
          { title: 'cost', figure: true },
          { title: 'expected', figure: true },
          { title: 'more', figure: true },
          { title: 'mostly in' },
        ],
        rows: anomalies.map((one) => [
          { text: one.day },
          { text: one.cloud },
          { text: one.service },
          { text: one.currency },
          { text: figure(one.amount) },
          { text: figure(one.expected) },
          { text: figure(one.excess), tone: 'bad' },
          driverCell(one.driver),
        ]),
      },
    ],
    notes: [
      'A rise that lasts is told on its first day; after a week it is how things are.',
      ...notes,
      ...refusalNotes(sources),
    ],
  }
}

/** Azure's resources have a path as their name, whose end is what people call it. */
function driverCell({ dimension, value, excess }: CostDriver): DocumentCell {
  const text = (name: string) => `${dimension} ${name} (+${figure(excess)})`
  const short = value.startsWith('/') ? value.split('/').at(-1) : undefined
  return short === undefined ? { text: text(value) } : { text: text(short), value: text(value) }
}

const OUTLOOK = {
  over: 'bad',
  'likely-over': 'warn',
  within: 'good',
  incomplete: 'warn',
  'other-currency': 'warn',
  unmatched: 'warn',
} as const

const OUTLOOK_WORDS = {
  over: 'over',
  'likely-over': 'will likely be over',
  within: 'within',
  incomplete: 'not all is told',
  'other-currency': 'not measured',
  unmatched: 'not measured',
} as const

/** Budgets for people. */
export function budgetDocument({ month, budgets, notes, sources }: CostBudget): CostDocument {
  const over = budgets.filter(({ outlook }) => outlook !== 'within')
  return {
    title: `Budgets of ${month}`,
    headline:
      over.length === 0
        ? 'All within'
        : over.map(({ name, outlook }) => `${name}: ${OUTLOOK_WORDS[outlook]}`).join(', '),
    tone: budgets.some(({ outlook }) => outlook === 'over') ? 'bad' : over.length > 0 ? 'warn' : 'good',
    sections: [
      {
        title: 'Budgets',
        columns: [...BUDGET_COLUMNS, { title: 'month end', figure: true }, { title: 'outlook' }],
        rows: budgets.map((one) => [
          ...budgetCells(one),
          {
            text:
              one.forecast === undefined
                ? 'too little history'
                : `${figure(one.forecast.total)} (${figure(one.forecast.low)} to ${figure(one.forecast.high)})`,
          },
          { text: one.outlook, tone: OUTLOOK[one.outlook] },
        ]),
      },
    ],
    notes: [
      'Budgets are measured by what is invoiced.',
      ...budgetNotes(budgets.map((one) => ({ ...one, state: one.outlook }))),
      ...notes,
      ...refusalNotes(sources),
    ],
  }
}

/** An allocation for people. */
export function allocationDocument({ by, period, currencies, sources }: CostAllocation): CostDocument {
  return {
    title: `Costs by ${by}, ${period.from} to ${addDays(period.to, -1)}`,
    headline:
      currencies.map(({ currency, total }) => `${rounded(decimal(total))} ${currency}`).join(' and ') ||
      'No charges',
    tone: 'plain',
    sections: currencies.map(({ currency, shares }) => ({
      title: `Shares in ${currency}`,
      columns: [
        { title: by },
        { title: 'currency' },
        { title: 'direct', figure: true },
        { title: 'of what carries no name', figure: true },
        { title: 'total', figure: true },
        { title: 'share', figure: true },
        { title: 'planned', figure: true },
      ],
      rows: shares.map((one) => [
        { text: one.name },
        { text: currency },
        { text: rounded(decimal(one.direct)), value: one.direct },
        { text: rounded(decimal(one.allocated)), value: one.allocated },
        { text: rounded(decimal(one.total)), value: one.total },
        { text: percentText(one.percent) },
        { text: percentText(one.plannedPercent) },
      ]),
      chart: {
        kind: 'bars',
        unit: currency,
        points: shares.map(({ name, total }) => ({ label: name, value: Number(total) })),
      },
    })),
    notes: refusalNotes(sources),
  }
}

function figure(value: number): string {
  return rounded(decimal(value.toFixed(4)))
}
