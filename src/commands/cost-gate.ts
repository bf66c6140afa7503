import type { GateVerdict } from '../core/cost/estimate/gate.ts'
import type { ResultKind } from '../core/result.ts'
import { defineCommand } from './command.ts'
import {
  FORM_OPTIONS,
  formMistakes,
  isAmount,
  PLANNED_OPTIONS,
  PRICE_OPTIONS,
  plannedMistakes,
} from './cost-options.ts'

const KINDS: Readonly<Record<GateVerdict, ResultKind>> = {
  within: 'done',
  exceeded: 'failed',
  undecided: 'unknown',
}

/** Holds the cost of a plan against limits; its exit code is for pipelines. */
export const costGate = defineCommand({
  description:
    'Limits come from the options or from `cost.gate` of the platform file. Exit 0 within, 1 exceeded, 7 undecided: only prices that nobody has verified put the plan above a limit, and those decide nothing alone unless --accept-unverified is given.',
  arguments: { plan: { summary: 'Plan in JSON', file: true } },
  options: {
    ...PLANNED_OPTIONS,
    maxMonthly: { type: 'text', value: 'USD', summary: 'Most that the whole may cost a month' },
    maxIncrease: { type: 'text', value: 'USD', summary: 'Most that it may cost a month more than now' },
    acceptUnverified: { type: 'flag', summary: 'Let unverified prices decide too' },
    ...PRICE_OPTIONS,
    ...FORM_OPTIONS,
  },
  examples: [
    {
      command: 'mcloud cost gate plan.json --max-increase 200',
      means: 'At most 200 US dollars a month more',
    },
    { command: 'mcloud cost gate plan.json --json', means: 'Hold the limits of the platform file' },
  ],
  mistakes: ({ options, arguments: { plan } }) => [
    ...plannedMistakes(plan, options),
    ...formMistakes(options),
    ...(isAmount(options.maxMonthly) ? [] : ['--max-monthly must be an amount such as 1500']),
    ...(isAmount(options.maxIncrease) ? [] : ['--max-increase must be an amount such as 200']),
  ],
  run: async ({ options, arguments: { plan } }, context) => {
    const { estimateOfInput } = await import('./cost-inputs.ts')
    const [{ estimate, settings, notes }, { judge, refuseExpired }, { estimateDocument }, { McloudError }] =
      await Promise.all([
        estimateOfInput(plan, options, context),
        import('../core/cost/estimate/gate.ts'),
        import('../core/cost/estimate/estimate-document.ts'),
        import('../errors/mcloud-error.ts'),
      ])
    refuseExpired(estimate, context.clock.now())
    const maxMonthly = options.maxMonthly ?? settings.gate?.maxMonthly?.toString()
    const maxIncrease = options.maxIncrease ?? settings.gate?.maxIncrease?.toString()
    if (maxMonthly === undefined && maxIncrease === undefined) {
      const hint = 'Name --max-monthly or --max-increase, or set cost.gate in the platform file.'
      throw new McloudError({ code: 'USAGE', message: 'There is no limit to hold the plan against.', hint })
    }
    const limits = {
      ...(maxMonthly === undefined ? {} : { maxMonthly }),
      ...(maxIncrease === undefined ? {} : { maxIncrease }),
    }
    const gate = judge(estimate, limits, options.acceptUnverified)
    const data = { gate, estimate, notes, atMs: context.clock.now() }
    const { inForms } = await import('./cost-output.ts')
    return inForms(
      { kind: KINDS[gate.verdict], data },
      async (shown) => estimateDocument(shown.estimate, shown.atMs, shown),
      options,
      context,
    )
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const { estimateDocument } = await import('../core/cost/estimate/estimate-document.ts')
    const { drawDocument } = await import('./cost-output.ts')
    await drawDocument(estimateDocument(data.estimate, data.atMs, data), page)
  },
})
