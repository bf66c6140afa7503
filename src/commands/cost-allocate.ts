import { defineCommand } from './command.ts'
import {
  ASK_OPTIONS,
  askedOf,
  BILL_OPTIONS,
  billPaths,
  FORM_OPTIONS,
  formMistakes,
  moneyMistakes,
  PERIOD_OPTIONS,
  sourceMistakes,
} from './cost-options.ts'

/** Who causes what. */
export const costAllocate = defineCommand({
  description:
    'What carries a name keeps it. What carries none is shared out by `cost.allocation` of the platform file, or by what is named where the file says nothing. The shares add up to the whole, to the last place.',
  options: {
    by: {
      type: 'choice',
      choices: ['environment', 'service'],
      default: 'environment',
      summary: 'Whose shares',
    },
    ...PERIOD_OPTIONS,
    ...BILL_OPTIONS,
    ...ASK_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost allocate --by service --month 2026-10', means: 'Last month by service' },
    { command: 'mcloud cost allocate --csv', means: 'This month by environment' },
  ],
  mistakes: ({ options }) => [
    ...formMistakes(options),
    ...moneyMistakes(options),
    ...sourceMistakes(options),
  ],
  run: async ({ options }, context) => {
    const [{ costAllocate: share }, { allocationDocument }] = await Promise.all([
      import('../core/cost/report/cost-allocate.ts'),
      import('../core/cost/trend/trend-documents.ts'),
    ])
    const result = await share(
      {
        files: billPaths(options.focus, context),
        ...askedOf(options),
        by: options.by === 'service' ? 'service' : 'environment',
        month: options.month,
        from: options.from,
        to: options.to,
      },
      context,
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms(result, async (data) => allocationDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { allocationDocument } = await import('../core/cost/trend/trend-documents.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(allocationDocument(data), page)
  },
})
