import { defineCommand } from './command.ts'
import { ASK_OPTIONS, askedOf, FORM_OPTIONS, formMistakes, moneyMistakes } from './cost-options.ts'

/** Budgets against what is spent. */
export const costBudget = defineCommand({
  description:
    'Budgets stand in `cost.budget` and `cost.budgets` of the platform file. Exit 6 where one is over, will likely be, or cannot be measured wholly.',
  options: {
    ...ASK_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost budget', means: 'This month' },
    { command: 'mcloud cost budget --json', means: 'For a program' },
  ],
  mistakes: ({ options }) => [...formMistakes(options), ...moneyMistakes(options)],
  run: async ({ options }, context) => {
    const [{ costBudget: measure }, { budgetDocument }] = await Promise.all([
      import('../core/cost/report/cost-budget.ts'),
      import('../core/cost/trend/trend-documents.ts'),
    ])
    const result = await measure(
      {
        files: [],
        ...askedOf(options),
      },
      context,
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms(result, async (data) => budgetDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { budgetDocument } = await import('../core/cost/trend/trend-documents.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(budgetDocument(data), page)
  },
})
