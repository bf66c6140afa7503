import { defineCommand } from './command.ts'
import { SYNC_ARGUMENTS, SYNC_RULES } from './sync-options.ts'
import { withTransferPrices } from './sync-prices.ts'

/** Decides a sync without doing it. */
export const syncPlan = defineCommand({
  description:
    'Lists both sides and decides as `mcloud sync` does, and changes nothing. Tells what would leave each cloud and estimates what that costs, by the prices of `mcloud cost estimate`; so does `mcloud sync --dry-run`. A saved plan names every object with the versions that were seen; `sync apply` carries out that and nothing else.',
  arguments: SYNC_ARGUMENTS,
  options: {
    ...SYNC_RULES,
    out: { type: 'file', summary: 'Write the plan to this file (one pair)' },
    exitCode: { type: 'flag', summary: 'Exit 3 when there is something to do' },
  },
  examples: [
    { command: 'mcloud sync plan', means: 'what all pairs lack' },
    { command: 'mcloud sync plan s3://a gs://b --delete --out sync.plan', means: 'keep it for approval' },
  ],
  run: async (input, context) =>
    (await import('../core/sync/plan-command.ts')).planSync(
      { ...input.arguments, ...input.options },
      withTransferPrices(context),
    ),
  human: async ({ data }, page) => (await import('./sync-view.ts')).syncPage(page, data),
})
