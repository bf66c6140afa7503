import type { CostDocument, DocumentCell, DocumentSection } from '../document/document.ts'
import { atMost, decimal, percentText, rounded } from '../money.ts'
import { addDays } from '../period.ts'
import { BUDGET_COLUMNS, budgetCells, budgetNotes } from './budget-table.ts'
import { refusalNotes } from './refusal-notes.ts'
import type { BudgetLine, CostReport, CurrencyTotal } from './report.ts'

/** A report for people. */
export function reportDocument(report: CostReport): CostDocument {
  const { period, totals } = report
  const span = period.from < period.to ? ` ${period.from} to ${addDays(period.to, -1)},` : ''
  const over = report.budgets.filter(({ verdict }) => verdict === 'over')
  const refused = report.sources.filter(({ kind }) => kind === 'refused')
  const spent = totals.map(
    (total) => `${rounded(decimal(total.amount))} ${total.currency}${changeText(total)}`,
  )
  return {
    title: `Costs${report.platform === undefined ? '' : ` of ${report.platform}`},${span} ${report.view}`,
    headline: [
      spent.length === 0 ? 'No charges' : spent.join(' and '),
      ...(over.length > 0 ? [`over budget: ${over.map(({ name }) => name).join(', ')}`] : []),
      ...(refused.length > 0 ? [`without ${refused.map(({ name }) => name).join(', ')}`] : []),
    ].join('; '),
    tone: over.length > 0 ? 'bad' : refused.length > 0 ? 'warn' : 'plain',
    sections: [
      ...totals.map((total) => groupSection(report, total, totals.length > 1)),
      ...totals.map(chargeSection).filter(({ rows }) => rows.length > 0),
      ...(report.budgets.length > 0 ? [budgetSection(report.budgets)] : []),
      sourceSection(report),
    ],
    notes: [
      ...totals.flatMap(({ untagged, currency }) =>
        Object.entries(untagged)
          .filter(([, amount]) => !decimal(amount).eq(0))
          .map(([by, amount]) => `${rounded(decimal(amount))} ${currency} have no tag for ${by}`),
      ),
      ...budgetNotes(report.budgets.map((one) => ({ ...one, state: one.verdict }))),
      ...(report.budgets.length > 0 && report.view !== 'invoiced'
        ? [
            `budgets are held against ${report.view} costs here; \`mcloud cost budget\` takes what is invoiced`,
          ]
        : []),
      ...(report.unmeasuredBudgets === undefined
        ? []
        : [
            `${report.unmeasuredBudgets} budgets are not measured by this; \`mcloud cost budget\` measures all`,
          ]),
      ...refusalNotes(report.sources),
      ...report.warnings,
    ],
  }
}

function changeText({ changePercent, previous }: CurrencyTotal): string {
  if (previous === undefined) return ''
  return ` (${percentText(changePercent, true)} against the period before)`
}

function groupSection(report: CostReport, total: CurrencyTotal, several: boolean): DocumentSection {
  const compared = total.groups.some(({ previous }) => previous !== undefined)
  const name = report.by.length === 0 ? 'Total' : `By ${report.by.join(', ')}`
  const points = total.series.map(({ at, amount }) => ({
    label: at,
    value: amount === null ? null : Number(amount),
  }))
  return {
    title: several ? `${name} in ${total.currency}` : name,
    columns: [
      ...report.by.map((title) => ({ title })),
      { title: 'currency' },
      { title: 'cost', figure: true },
      { title: 'share', figure: true },
      ...(compared
        ? [
            { title: 'before', figure: true },
            { title: 'change', figure: true },
          ]
        : []),
    ],
    rows: total.groups.map((group): DocumentCell[] => [
      ...group.values.map((text) => ({ text })),
      { text: total.currency },
      { text: rounded(decimal(group.amount)), value: group.amount },
      { text: percentText(group.sharePercent) },
      ...(compared && group.previous !== undefined
        ? [
            { text: rounded(decimal(group.previous)), value: group.previous },
            { text: percentText(group.changePercent, true) },
          ]
        : []),
    ]),
    chart: { kind: 'line', unit: total.currency, points },
  }
}

function chargeSection({ charges, currency }: CurrencyTotal): DocumentSection {
  const kinds = Object.entries(charges ?? {}).filter(([, amount]) => !decimal(amount).eq(0))
  return {
    title: 'By kind of charge',
    columns: [{ title: 'charge' }, { title: 'currency' }, { title: 'cost', figure: true }],
    // Usage alone says nothing that the total does not.
    rows:
      kinds.length < 2
        ? []
        : kinds.map(([kind, amount]) => [
            { text: kind },
            { text: currency },
            {
              text: rounded(decimal(amount)),
              value: amount,
              tone: amount.startsWith('-') ? 'good' : 'plain',
            },
          ]),
    secondary: true,
  }
}

function budgetSection(budgets: readonly BudgetLine[]): DocumentSection {
  return {
    title: 'Budgets',
    columns: [...BUDGET_COLUMNS, { title: 'verdict' }],
    rows: budgets.map((line) => [
      ...budgetCells(line),
      {
        text: line.verdict,
        tone: line.verdict === 'over' ? 'bad' : line.verdict === 'within' ? 'good' : 'warn',
      },
    ]),
    secondary: true,
  }
}

function sourceSection({ sources }: CostReport): DocumentSection {
  return {
    title: 'Sources',
    columns: [
      { title: 'source' },
      { title: 'state' },
      { title: 'what' },
      { title: 'asking cost', figure: true },
    ],
    rows: sources.map(({ name, kind, what, askedUsd }) => [
      { text: name },
      { text: kind, tone: kind === 'refused' ? 'bad' : 'plain' },
      { text: what },
      { text: askedUsd === undefined || askedUsd === '0' ? '-' : `${atMost(decimal(askedUsd))} USD` },
    ]),
    secondary: true,
  }
}
