import { defineCommand } from './command.ts'
import { withTransferPrices } from './sync-prices.ts'

/** Goes on where runs were killed. */
export const syncResume = defineCommand({
  description:
    'Repeats unfinished runs with the rules that they had. Objects that had arrived are recognised, and uploads in parts go on with the parts that the destination says it lacks. A saved plan is not resumed but applied again.',
  risk: 'moderate',
  examples: [
    { command: 'mcloud sync resume', means: 'go on with all of them' },
    { command: 'mcloud sync resume --dry-run', means: 'show what is left' },
  ],
  run: async (_, context) =>
    (await import('../core/sync/run-sync.ts')).resumeSync(withTransferPrices(context)),
  human: async ({ data }, page) => {
    if (data !== undefined) await (await import('./sync-view.ts')).syncPage(page, data)
  },
})
