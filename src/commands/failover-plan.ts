import { defineCommand } from './command.ts'
import { FORCED_OPTIONS, failoverTarget, forcedMistakes } from './failover-options.ts'
import { promotedPage } from './failover-view.ts'

/** Decides a promotion and shows it, for somebody else to approve. */
export const failoverPlan = defineCommand({
  name: 'failover plan',
  summary: 'Plan a promotion and keep the plan in a file',
  description:
    'Checks as `failover check` does and decides every step. The plan is bound by its hash to the catalogs, roles, topology and publications that it was made from: when one of them has changed, it is refused. It holds no secret and may be carried out for an hour.',
  options: {
    ...failoverTarget({ required: true }),
    ...FORCED_OPTIONS,
    out: { type: 'file', summary: 'Write the plan to this file' },
  },
  examples: [
    { command: 'mcloud failover plan --to gcp --out promote.plan', means: 'plan, and keep it for approval' },
    { command: 'mcloud failover plan --to gcp --database orders --json', means: 'the plan for programs' },
  ],
  mistakes: ({ options }) => forcedMistakes(options),
  run: async ({ options }, context) =>
    (await import('../core/failover/commands.ts')).planCommand(options, context),
  human: ({ data }, page) => promotedPage(page, data),
})
