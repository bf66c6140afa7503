import { defineCommand } from './command.ts'
import { FORM_OPTIONS, formMistakes, PRICE_OPTIONS } from './cost-options.ts'

/** What would make the resources of a plan cheaper. */
export const costOptimize = defineCommand({
  description:
    'Looks for idle things, cheaper kinds of storage, machines that are too large (with --use), ARM, zones that are not needed, commitments with their break-even, and interruptible nodes. Each saving has its formula, its risk and how sure it is, and where one attribute is enough the change in Terraform. In phases: what one saves is not counted again.',
  arguments: { plan: { summary: 'Plan in JSON', required: true, file: true } },
  options: {
    use: {
      type: 'file',
      summary: 'JSON with the highest usual use of processors in percent, by resource address',
    },
    ...PRICE_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost optimize plan.json', means: 'Savings in phases' },
    {
      command: 'mcloud cost optimize plan.json --use cpu.json --html savings.html',
      means: 'Sizes judged by their use, as a page',
    },
  ],
  mistakes: ({ options }) => formMistakes(options),
  run: async ({ options, arguments: { plan } }, context) => {
    const { estimateOf, readJson } = await import('./cost-inputs.ts')
    const [
      { estimate, settings, book },
      json,
      use,
      { findSavings },
      { readPlanJson },
      { optimizeDocument },
      { McloudError },
    ] = await Promise.all([
      estimateOf(plan, options.prices, context),
      readJson(plan, context),
      options.use === undefined ? {} : readJson(options.use, context, 'figures'),
      import('../core/cost/optimize/find-savings.ts'),
      import('../core/cost/estimate/plan-json.ts'),
      import('../core/cost/optimize/optimize-document.ts'),
      import('../errors/mcloud-error.ts'),
    ])
    if (use === null || typeof use !== 'object' || Array.isArray(use)) {
      throw new McloudError({
        code: 'USAGE',
        message: `${options.use} is no JSON object of percentages by address.`,
      })
    }
    const figures = Object.entries(use)
    const wrong = figures.filter(([, percent]) => typeof percent !== 'number' || percent < 0 || percent > 100)
    if (wrong.length > 0) {
      throw new McloudError({
        code: 'USAGE',
        message: `${options.use} has figures that are no percentages.`,
        problems: wrong.map(([at, percent]) => ({
          at,
          message: `${JSON.stringify(percent)} is no percentage`,
          expected: '0 to 100',
        })),
      })
    }
    const data = findSavings({
      plan: readPlanJson(json),
      estimate,
      prices: book,
      cpuPercent: Object.fromEntries(figures) as Record<string, number>,
      environmentTag: settings.tags?.environment ?? 'environment',
    })
    const { inForms } = await import('./cost-output.ts')
    return inForms({ kind: 'done', data }, async (shown) => optimizeDocument(shown), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { optimizeDocument } = await import('../core/cost/optimize/optimize-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(optimizeDocument(data), page)
  },
})
