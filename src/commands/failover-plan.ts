import type { Promoted } from '../core/failover/commands.ts'
import type { Result } from '../core/result.ts'
import type { Carried } from '../core/scenarios/commands.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { defineCommand } from './command.ts'
import { failoverTarget } from './failover-options.ts'
import { promotedPage } from './failover-view.ts'

/** Decides a promotion and shows it, for somebody else to approve. */
export const failoverPlan = defineCommand({
  name: 'failover plan',
  summary: 'Plan a promotion and keep the plan in a file',
  description:
    'Checks as `failover check` does and decides every step. The plan is bound by its hash to the catalogs, roles, topology and publications that it was made from: when one of them has changed, it is refused. It holds no secret and may be carried out for an hour.',
  options: {
    ...failoverTarget({ required: false }),
    scenario: { type: 'text', value: 'NAME', summary: 'Plan this scenario of the platform file' },
    out: { type: 'file', summary: 'Write the plan to this file' },
  },
  examples: [
    { command: 'mcloud failover plan --to gcp --out promote.plan', means: 'plan, and keep it for approval' },
    { command: 'mcloud failover plan --to gcp --database orders --json', means: 'the plan for programs' },
  ],
  mistakes: ({ options: { to, database, scenario } }) =>
    scenario === undefined
      ? to === undefined
        ? ['Name the cloud with --to, or a scenario with --scenario.']
        : []
      : to !== undefined || database !== undefined
        ? ['A scenario names its databases and clouds itself: leave --to and --database out.']
        : [],
  run: async ({ options: { to, database, out, scenario } }, context): Promise<Result<Promoted | Carried>> => {
    if (scenario !== undefined)
      return (await import('../core/scenarios/commands.ts')).planScenarioCommand({ scenario, out }, context)
    if (to === undefined) throw new McloudError({ code: 'USAGE', message: 'Name the cloud with --to.' })
    return (await import('../core/failover/commands.ts')).planCommand({ to, database, out }, context)
  },
  human: ({ data }, page) => promotedPage(page, data),
})
