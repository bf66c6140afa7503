import { defineCommand } from './command.ts'
import { FORM_OPTIONS, formMistakes, PRICE_OPTIONS } from './cost-options.ts'

/** The prices that estimates go by, each with its source. */
export const costPricesShow = defineCommand({
  arguments: { search: { summary: 'Part of a key, e.g. aws.rds' } },
  options: { ...PRICE_OPTIONS, ...FORM_OPTIONS },
  examples: [
    { command: 'mcloud cost prices show aws.rds', means: 'Prices of Amazon RDS' },
    { command: 'mcloud cost prices show --csv', means: 'All of them' },
  ],
  mistakes: ({ options }) => formMistakes(options),
  run: async ({ options, arguments: { search } }, context) => {
    const { openPrices } = await import('./cost-inputs.ts')
    const [book, { listPrices, pricesDocument }] = await Promise.all([
      openPrices(options.prices, context),
      import('../core/cost/prices/list-prices.ts'),
    ])
    const data = listPrices(book, search ?? '', context.clock.now())
    const { inForms } = await import('./cost-output.ts')
    return inForms({ kind: 'done', data }, async (shown) => pricesDocument(shown), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { pricesDocument } = await import('../core/cost/prices/list-prices.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(pricesDocument(data), page)
  },
})
