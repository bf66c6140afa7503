import { defineCommand } from './command.ts'
import {
  ASK_OPTIONS,
  askedOf,
  BILL_OPTIONS,
  billPaths,
  FORM_OPTIONS,
  formMistakes,
  isAmount,
  moneyMistakes,
  sourceMistakes,
} from './cost-options.ts'

/** Days that stand out. */
export const costAnomalies = defineCommand({
  description:
    'Judges each service of each cloud by its own weekdays and weeks, and names what has most of the excess: the resource, the unit or the environment, whichever is the narrowest that explains half of it, else the service. Clouds are asked for these only where something stands out, narrowest first and within --max-api-spend: AWS tells resources of the last 14 days, Google those of the detailed export, Azure all. Exit 6 where there are any.',
  options: {
    least: { type: 'text', value: 'AMOUNT', default: '1', summary: 'Smallest excess of a day that counts' },
    ...BILL_OPTIONS,
    ...ASK_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost anomalies', means: 'Of the last 90 days' },
    {
      command: 'mcloud cost anomalies --focus bill.csv --least 50 --json',
      means: 'In a file, from 50 a day on',
    },
  ],
  mistakes: ({ options }) => [
    ...formMistakes(options),
    ...moneyMistakes(options),
    ...sourceMistakes(options),
    ...(isAmount(options.least) ? [] : ['--least must be an amount such as 50']),
  ],
  run: async ({ options }, context) => {
    const [{ costAnomalies: find }, { anomaliesDocument }] = await Promise.all([
      import('../core/cost/trend/cost-anomalies.ts'),
      import('../core/cost/trend/trend-documents.ts'),
    ])
    const result = await find(
      {
        files: billPaths(options.focus, context),
        ...askedOf(options),
        leastExcess: Number(options.least),
      },
      context,
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms(result, async (data) => anomaliesDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { anomaliesDocument } = await import('../core/cost/trend/trend-documents.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(anomaliesDocument(data), page)
  },
})
