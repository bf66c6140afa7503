import { defineCommand } from './command.ts'
import { failoverTarget } from './failover-options.ts'

/** Moves the primary back home. */
export const failoverFailback = defineCommand({
  description:
    'A planned promotion of the server that the platform file names as the primary, over the replication that the last promotion prepared or `failover rejoin` rebuilt: with the same checks, the same guarantees, and no acknowledged write lost.',
  risk: 'severe',
  options: { database: failoverTarget({ required: false }).database },
  examples: [
    { command: 'mcloud failover failback', means: 'check, plan, ask, and move the primary home' },
    { command: 'mcloud failover failback --dry-run', means: 'show the plan and change nothing' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/failover/commands.ts')).failbackCommand(options.database, context),
  human: async ({ data }, page) => (await import('./failover-view.ts')).promotedPage(page, data),
})
