import { defineCommand } from './command.ts'
import { withTransferPrices } from './sync-prices.ts'

/** Carries a saved plan out. */
export const syncApply = defineCommand({
  description:
    'Copies and deletes what the plan names, on condition that both sides still have the versions that it was made from; what has moved on is left alone and counted (exit 6). More deletes than the usual limit, or than that of the pair, want the name of the destination. Applied again after it was cut off, a plan goes on with what it lacks.',
  risk: 'moderate',
  arguments: { plan: { summary: 'File of `mcloud sync plan --out`', required: true } },
  examples: [
    { command: 'mcloud sync apply sync.plan', means: 'do what was approved' },
    { command: 'mcloud sync apply sync.plan --confirm=photos-copy', means: 'with many deletes, unattended' },
  ],
  run: async (input, context) =>
    (await import('../core/sync/plan-command.ts')).applySync(
      input.arguments.plan,
      withTransferPrices(context),
    ),
  human: async ({ data }, page) => (await import('./sync-view.ts')).syncPage(page, data),
})
