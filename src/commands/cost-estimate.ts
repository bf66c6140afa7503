import { defineCommand } from './command.ts'
import {
  FORM_OPTIONS,
  formMistakes,
  PLANNED_OPTIONS,
  PRICE_OPTIONS,
  plannedMistakes,
} from './cost-options.ts'

/** What a Terraform plan will cost a month, priced offline. */
export const costEstimate = defineCommand({
  description: [
    'Prices every resource of a plan in JSON (`terraform show -json PLAN`) by a dated price file, without asking anybody; or the plans of a sealed bundle (--bundle), or of units that are planned for it (--unit), as the gate of a deployment prices them. Every resource ends as priced, free, dependent on usage that nobody has told, or unsupported with the reason. Usage is assumed where `cost.usage` of the platform file tells it, by resource address or type.',
    'Each line says where its price comes from: the vendor, another stored page, or unverified. Resources outside the base region of the price file are priced as there, and marked.',
  ].join('\n\n'),
  arguments: { plan: { summary: 'Plan in JSON', file: true } },
  options: { ...PLANNED_OPTIONS, ...PRICE_OPTIONS, ...FORM_OPTIONS },
  examples: [
    { command: 'mcloud cost estimate plan.json', means: 'Price a plan' },
    { command: 'mcloud cost estimate plan.json --markdown', means: 'For a comment on a pull request' },
    {
      command: 'mcloud cost estimate --bundle deploy.bundle',
      means: 'What a sealed deployment will cost, as its gate prices it',
    },
    { command: 'mcloud cost estimate --unit network --unit orders', means: 'Plan two units and price them' },
  ],
  mistakes: ({ options, arguments: { plan } }) => [
    ...formMistakes(options),
    ...plannedMistakes(plan, options),
  ],
  run: async ({ options, arguments: { plan } }, context) => {
    const { estimateOfInput } = await import('./cost-inputs.ts')
    const [{ estimate, notes }, { estimateDocument }] = await Promise.all([
      estimateOfInput(plan, options, context),
      import('../core/cost/estimate/estimate-document.ts'),
    ])
    const data = { estimate, notes, atMs: context.clock.now() }
    const { inForms } = await import('./cost-output.ts')
    return inForms(
      { kind: 'done', data },
      async (shown) => estimateDocument(shown.estimate, shown.atMs, { notes: shown.notes }),
      options,
      context,
    )
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { estimateDocument } = await import('../core/cost/estimate/estimate-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(estimateDocument(data.estimate, data.atMs, { notes: data.notes }), page)
  },
})
