import { defineCommand } from './command.ts'
import { failoverTarget } from './failover-options.ts'
import { promotedPage } from './failover-view.ts'

/** Moves a database and the names that follow it. */
export const failoverPromote = defineCommand({
  name: 'failover promote',
  summary: 'Move a database and its traffic to another cloud',
  description:
    'Checks, plans (or takes a saved plan), asks, then fences the primary, drains it, commits, opens the other server and repoints DNS in every provider. Before its commit point a failure is undone and the old primary takes writes again; after it the run only goes forward. Two servers never take writes at the same time. A run that was cut off is ended by `failover resume` or `failover abort`.',
  risk: 'severe',
  options: {
    ...failoverTarget({ required: false }),
    plan: { type: 'file', summary: 'Carry this saved plan out' },
  },
  examples: [
    { command: 'mcloud failover promote --to gcp', means: 'check, plan, ask and promote' },
    {
      command: 'mcloud failover promote --plan promote.plan --confirm=shop',
      means: 'carry an approved plan out, unattended',
    },
    { command: 'mcloud failover promote --to gcp --dry-run', means: 'show the plan and change nothing' },
  ],
  mistakes: ({ options }) =>
    options.to === undefined && options.plan === undefined
      ? ['Name the cloud with --to, or a saved plan with --plan.']
      : [],
  run: async ({ options }, context) =>
    (await import('../core/failover/commands.ts')).promoteCommand(options, context),
  human: ({ data }, page) => promotedPage(page, data),
})
