import { defineCommand } from './command.ts'
import {
  ASK_OPTIONS,
  askedOf,
  BILL_OPTIONS,
  billPaths,
  FORM_OPTIONS,
  formMistakes,
  moneyMistakes,
  sourceMistakes,
} from './cost-options.ts'

/** What is still to come this month. */
export const costForecast = defineCommand({
  description:
    'Foretells what recurs day by day from at least 28 days of charges: level, trend and weekdays by medians, so that a spike is not foretold. The interval comes from how far such forecasts would have been off in the past.',
  options: {
    days: { type: 'integer', min: 1, max: 365, summary: 'Days ahead (default: to the end of the month)' },
    ...BILL_OPTIONS,
    ...ASK_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost forecast', means: 'What this month will have cost' },
    { command: 'mcloud cost forecast --days 90 --html forecast.html', means: 'The next 90 days, as a page' },
  ],
  mistakes: ({ options }) => [
    ...formMistakes(options),
    ...moneyMistakes(options),
    ...sourceMistakes(options),
  ],
  run: async ({ options }, context) => {
    const [{ costForecast: foretell }, { forecastDocument }] = await Promise.all([
      import('../core/cost/trend/cost-forecast.ts'),
      import('../core/cost/trend/trend-documents.ts'),
    ])
    const result = await foretell(
      {
        files: billPaths(options.focus, context),
        ...askedOf(options),
        ...(options.days === undefined ? {} : { days: options.days }),
      },
      context,
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms(result, async (data) => forecastDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { forecastDocument } = await import('../core/cost/trend/trend-documents.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(forecastDocument(data), page)
  },
})
