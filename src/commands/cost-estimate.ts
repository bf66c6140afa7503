import { defineCommand } from './command.ts'
import { estimateOf, PRICE_OPTIONS } from './cost-inputs.ts'
import { drawDocument, FORM_OPTIONS, formMistakes, inForms } from './cost-output.ts'

/** What a Terraform plan will cost a month, priced offline. */
export const costEstimate = defineCommand({
  name: 'cost estimate',
  summary: 'Show what a Terraform plan will cost a month, and how much more than now',
  description: [
    'Prices every resource of a plan in JSON (`terraform show -json PLAN`) by a dated price file, without asking anybody. Every resource ends as priced, free, dependent on usage that nobody has told, or unsupported with the reason. Usage is assumed where `cost.usage` of the platform file tells it, by resource address or type.',
    'Each line says where its price comes from: the vendor, another stored page, or unverified. Resources outside the base region of the price file are priced as there, and marked.',
  ].join('\n\n'),
  arguments: { plan: { summary: 'Plan in JSON', required: true } },
  options: { ...PRICE_OPTIONS, ...FORM_OPTIONS },
  examples: [
    { command: 'mcloud cost estimate plan.json', means: 'Price a plan' },
    { command: 'mcloud cost estimate plan.json --markdown', means: 'For a comment on a pull request' },
  ],
  mistakes: ({ options }) => formMistakes(options),
  run: async ({ options, arguments: { plan } }, context) => {
    const [{ estimate }, { estimateDocument }] = await Promise.all([
      estimateOf(plan, options.prices, context),
      import('../core/cost/estimate/estimate-document.ts'),
    ])
    const data = { estimate, atMs: context.clock.now() }
    return inForms(
      { kind: 'done', data },
      async ({ estimate, atMs }) => estimateDocument(estimate, atMs),
      options,
      context,
    )
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { estimateDocument } = await import('../core/cost/estimate/estimate-document.ts')
    await drawDocument(estimateDocument(data.estimate, data.atMs), page)
  },
})
