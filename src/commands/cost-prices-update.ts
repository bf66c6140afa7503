import type { Context } from './command.ts'
import { defineCommand } from './command.ts'
import { FORM_OPTIONS, formMistakes } from './cost-options.ts'

/** Renews the prices that estimates go by from the clouds' own price APIs. */
export const costPricesUpdate = defineCommand({
  description: [
    'Asks the AWS Price List, the Cloud Billing Catalog and the Azure Retail Prices API, which charge nothing, for the rows of the price file and for no others. Shows each price that differs (old, new, percent), asks, and writes the file whole or not at all: `--prices`, or `cost.prices` of the platform file; where it is not there yet, it begins with the shipped prices. Each renewed row names its SKU, the address and the time.',
    'A row keeps its price where the vendor lists nothing or several things that match, names another unit, or a price more than four times apart (--accept-jumps takes that). A cloud that refuses keeps no other: exit 6.',
  ].join('\n\n'),
  risk: 'moderate',
  arguments: { search: { summary: 'Part of a key, e.g. aws.rds (default: all rows)' } },
  options: {
    cloud: { type: 'cloud', many: true, summary: 'Ask this cloud only; may be repeated' },
    prices: { type: 'file', summary: 'Price file to renew (default: cost.prices of the platform file)' },
    acceptJumps: { type: 'flag', summary: 'Take prices that are more than four times apart too' },
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost prices update --dry-run', means: 'Show what has changed, and write nothing' },
    {
      command: 'mcloud cost prices update aws.ec2 --prices prices.json --yes',
      means: 'Renew the machines of AWS, unattended',
    },
  ],
  mistakes: ({ options }) => formMistakes(options),
  run: async ({ options, arguments: { search } }, context) => {
    const [{ updatePrices }, { updateDocument }, { writeNewFile }, platform] = await Promise.all([
      import('../core/cost/prices/update-prices.ts'),
      import('../core/cost/prices/update-document.ts'),
      import('../config/write-file.ts'),
      context.platform(),
    ])
    const { path, book } = await priceFile(options.prices, context)
    const result = await updatePrices(
      {
        book,
        path,
        clouds: options.cloud.length > 0 ? options.cloud : clouds(platform),
        search: search ?? '',
        acceptJumps: options.acceptJumps,
      },
      {
        clock: context.clock,
        progress: context.progress,
        global: context.global,
        providers: context.providers,
        call: context.call,
        approve: async (update) => {
          const { toMarkdown } = await import('../core/cost/document/markdown.ts')
          await context.confirm({
            risk: 'moderate',
            text: toMarkdown(updateDocument(update)),
            platform: platform.name,
          })
        },
        write: (file, text) => writeNewFile(file, text, { force: true }),
      },
    )
    const { inForms } = await import('./cost-output.ts')
    return inForms(result, async (data) => updateDocument(data), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { updateDocument } = await import('../core/cost/prices/update-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(updateDocument(data), page)
  },
})

function clouds(platform: Awaited<ReturnType<Context['platform']>>) {
  return Object.keys(platform.clouds) as (keyof typeof platform.clouds)[]
}

/** The file to be renewed, with its prices or, where it is not there yet, the shipped ones. */
async function priceFile(named: string | undefined, context: Context) {
  const [{ priceFileOf, readPriceFile }, { pricesOf }, { resolve }] = await Promise.all([
    import('../config/price-file.ts'),
    import('../core/cost/prices/shipped-prices.ts'),
    import('node:path'),
  ])
  const path =
    named === undefined ? priceFileOf(await context.platform()) : resolve(context.workingFolder, named)
  if (path === undefined) {
    const { McloudError } = await import('../errors/mcloud-error.ts')
    throw new McloudError({
      code: 'USAGE',
      message: 'There is no price file to renew: the shipped one belongs to mcloud.',
      hint: 'Set cost.prices in the platform file, e.g. to ./prices.json, or name a file with --prices.',
    })
  }
  return { path, book: await pricesOf(await readPriceFile(path)) }
}
