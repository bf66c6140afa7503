import { defineCommand } from './command.ts'
import { SYNC_ARGUMENTS, SYNC_RULES } from './sync-options.ts'
import { withTransferPrices } from './sync-prices.ts'

/** Makes buckets and folders alike. */
export const sync = defineCommand({
  description:
    'Synchronises the pairs of the platform file, or two addresses, for which no platform file is needed. One-way unless said otherwise; nothing is deleted unless --delete is given, and a sync without deletes never asks. Every copy is proved by the hash that the far end tells. A run that was cut off is repeated with the same command: only what was in flight is sent again. Exit 6 when something was left out.',
  risk: 'moderate',
  arguments: SYNC_ARGUMENTS,
  options: {
    ...SYNC_RULES,
    events: { type: 'flag', summary: 'Print one JSON object a line: decisions, then reports' },
  },
  examples: [
    { command: 'mcloud sync', means: 'all pairs of the platform' },
    { command: 'mcloud sync assets/uploads', means: 'one pair, or one class of it' },
    {
      command: 'mcloud sync s3://photos/2026 gs://photos-copy/2026',
      means: 'two addresses, without a platform file',
    },
    { command: 'mcloud sync ./site az://account/web --delete', means: 'a folder to a container, exactly' },
  ],
  run: async (input, context) =>
    (await import('../core/sync/run-sync.ts')).runSync(
      { ...input.arguments, ...input.options },
      withTransferPrices(context),
    ),
  human: async ({ data }, page) => {
    if (data !== undefined) await (await import('./sync-view.ts')).syncPage(page, data)
  },
})
