import { defineCommand } from './command.ts'
import { FORM_OPTIONS, formMistakes, PRICE_OPTIONS } from './cost-options.ts'

/** The same workload, priced on each cloud. */
export const costCompare = defineCommand({
  description:
    'A workload is one of `cost.compare` of the platform file, or a machine, storage and egress given by options. Shows what was matched in each cloud, what is free, every assumption, and how far our figures are from those that the file states, with the reason.',
  arguments: { workload: { summary: 'Name in cost.compare (default: the only one)' } },
  options: {
    vcpu: { type: 'integer', min: 1, summary: 'Processors (vCPU) of a machine' },
    memoryGb: { type: 'integer', min: 1, summary: 'Memory of a machine in GB' },
    count: { type: 'integer', min: 1, default: 1, summary: 'Machines' },
    storageGb: { type: 'integer', min: 0, default: 0, summary: 'Objects stored in GB' },
    requests: { type: 'integer', min: 0, default: 0, summary: 'Calls of functions a month' },
    egressGb: { type: 'integer', min: 0, default: 0, summary: 'GB a month to the internet' },
    ...PRICE_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    { command: 'mcloud cost compare', means: 'The workload of the platform file' },
    {
      command: 'mcloud cost compare --vcpu 4 --memory-gb 16 --count 3 --egress-gb 500',
      means: 'Three machines and their traffic',
    },
  ],
  mistakes: ({ options, arguments: { workload } }) => [
    ...formMistakes(options),
    ...(workload !== undefined &&
    (options.vcpu !== undefined || options.storageGb + options.requests + options.egressGb > 0)
      ? ['name a workload or tell one by options, not both']
      : []),
    ...(options.count > 1 && options.vcpu === undefined ? ['--count goes with --vcpu'] : []),
    ...((options.vcpu === undefined) !== (options.memoryGb === undefined)
      ? ['--vcpu and --memory-gb go together']
      : []),
  ],
  run: async ({ options, arguments: { workload } }, context) => {
    const { openPrices, platformIfAny } = await import('./cost-inputs.ts')
    const [
      book,
      platform,
      { costSettings },
      { compareWorkload },
      { readStated, readWorkload },
      { compareDocument },
      { McloudError },
    ] = await Promise.all([
      openPrices(options.prices, context),
      platformIfAny(context),
      import('../config/cost-settings.ts'),
      import('../core/cost/compare/cost-compare.ts'),
      import('../core/cost/compare/workload.ts'),
      import('../core/cost/compare/compare-document.ts'),
      import('../errors/mcloud-error.ts'),
    ])
    const { vcpu, memoryGb, count, storageGb, requests, egressGb } = options
    const given = [
      ...(vcpu === undefined ? [] : [{ kind: 'machine', name: 'machines', vcpu, memoryGb, count }]),
      ...(storageGb > 0 ? [{ kind: 'objects', storageGb }] : []),
      ...(requests > 0 ? [{ kind: 'functions', requests }] : []),
      ...(egressGb > 0 ? [{ kind: 'egress', egressGb }] : []),
    ]
    const named = platform === undefined ? {} : (costSettings(platform).compare ?? {})
    const known = Object.keys(named)
    const name = given.length > 0 ? 'workload' : (workload ?? (known.length === 1 ? known[0] : undefined))
    const section = given.length > 0 ? { items: given } : named[name ?? '']
    if (name === undefined || section === undefined) {
      const hint =
        known.length > 0
          ? `Name one of ${known.join(', ')}.`
          : 'Give --vcpu and --memory-gb, or write cost.compare.'
      throw new McloudError({ code: 'USAGE', message: 'There is no such workload to compare.', hint })
    }
    const data = compareWorkload(name, readWorkload(name, section), book, readStated(name, section))
    const { inForms } = await import('./cost-output.ts')
    return inForms({ kind: 'done', data }, async (shown) => compareDocument(shown), options, context)
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { compareDocument } = await import('../core/cost/compare/compare-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(compareDocument(data), page)
  },
})
