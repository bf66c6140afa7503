import type { CostReport } from '../core/cost/report/report.ts'
import { VIEWS } from '../core/cost/spend.ts'
import { defineCommand } from './command.ts'
import {
  ASK_OPTIONS,
  askedOf,
  BILL_OPTIONS,
  billPaths,
  DIMENSION_WORDS,
  DIMENSIONS,
  dimensionMistakes,
  dimensionsOf,
  FORM_OPTIONS,
  formMistakes,
  moneyMistakes,
  PERIOD_OPTIONS,
  sourceMistakes,
} from './cost-options.ts'

/** What was spent, from FOCUS files or from the clouds' own cost APIs. */
export const costReport = defineCommand({
  description: [
    `Asks AWS Cost Explorer, Google's billing export in BigQuery and Azure Cost Management, or reads bills with --focus, which needs no platform file: FOCUS 1.0 to 1.4, the AWS Cost and Usage Report, exports of Google's billing tables and of Azure's cost details, as files or in buckets. Group by ${DIMENSION_WORDS}. What has no such tag is shown as untagged, and currencies are never added.`,
    'Paid requests are shown first, kept for eight hours, and refused above --max-api-spend. Exit 6 where a cloud refused to answer.',
  ].join('\n\n'),
  options: {
    ...BILL_OPTIONS,
    by: {
      type: 'text',
      many: true,
      value: 'DIMENSION',
      offers: DIMENSIONS,
      summary: 'Group by, in this order (default: cloud,service)',
    },
    ...PERIOD_OPTIONS,
    ...ASK_OPTIONS,
    view: { type: 'choice', choices: VIEWS, default: 'amortised', summary: 'How charges are counted' },
    compare: { type: 'flag', summary: 'Compare with the period before' },
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost report --month 2026-10 --compare', means: 'Last month against the one before' },
    {
      command: 'mcloud cost report --focus bill.csv.gz --by cloud,category --csv',
      means: 'Add a bill up in a file',
    },
    {
      command: 'mcloud cost report --by environment --html costs.html',
      means: 'This month by environment, as a page',
    },
  ],
  mistakes: ({ options }) => [
    ...formMistakes(options),
    ...dimensionMistakes(options.by),
    ...moneyMistakes(options),
    ...sourceMistakes(options),
    ...(options.compare &&
    options.focus.length > 0 &&
    options.month === undefined &&
    options.from === undefined
      ? ['--compare with --focus needs --month or --from: the days of a bill have none before them']
      : []),
  ],
  run: async ({ options }, context) => {
    const [{ costReport: report }, { reportDocument }] = await Promise.all([
      import('../core/cost/report/cost-report.ts'),
      import('../core/cost/report/report-document.ts'),
    ])
    const result = await report(
      {
        files: billPaths(options.focus, context),
        ...askedOf(options),
        by: dimensionsOf(options.by, ['cloud', 'service']),
        view: options.view as (typeof VIEWS)[number],
        compare: options.compare,
        month: options.month,
        from: options.from,
        to: options.to,
      },
      context,
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms<CostReport>(result, async (data) => reportDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { reportDocument } = await import('../core/cost/report/report-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(reportDocument(data), page)
  },
})
