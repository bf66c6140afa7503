import type { Promoted } from '../core/failover/commands.ts'
import type { Result } from '../core/result.ts'
import type { Carried } from '../core/scenarios/commands.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { defineCommand } from './command.ts'
import { FORCED_OPTIONS, failoverTarget, forcedMistakes } from './failover-options.ts'

/** Decides a promotion and shows it, for somebody else to approve. */
export const failoverPlan = defineCommand({
  description:
    'Checks as `failover check` does and decides every step. The plan is bound by its hash to the catalogs, roles, topology and publications that it was made from: when one of them has changed, it is refused. It holds no secret and may be carried out for an hour.',
  options: {
    ...failoverTarget({ required: false }),
    ...FORCED_OPTIONS,
    scenario: { type: 'text', value: 'NAME', summary: 'Plan this scenario of the platform file' },
    out: { type: 'file', summary: 'Write the plan to this file' },
  },
  examples: [
    { command: 'mcloud failover plan --to gcp --out promote.plan', means: 'plan, and keep it for approval' },
    { command: 'mcloud failover plan --to gcp --database orders --json', means: 'the plan for programs' },
  ],
  mistakes: ({ options }) => [
    ...(options.scenario === undefined && options.to === undefined
      ? ['Name the cloud with --to, or a scenario with --scenario.']
      : []),
    ...(options.scenario !== undefined && (options.to !== undefined || options.database !== undefined)
      ? ['A scenario names its databases and clouds itself: leave --to and --database out.']
      : []),
    ...forcedMistakes(options),
  ],
  run: async ({ options: { scenario, ...target } }, context): Promise<Result<Promoted | Carried>> => {
    const { to, out } = target
    if (scenario !== undefined)
      return (await import('../core/scenarios/commands.ts')).planScenarioCommand(
        { ...target, scenario, out },
        context,
      )
    if (to === undefined) throw new McloudError({ code: 'USAGE', message: 'Name the cloud with --to.' })
    return (await import('../core/failover/commands.ts')).planCommand({ ...target, to }, context)
  },
  human: async ({ data }, page) => (await import('./failover-view.ts')).promotedPage(page, data),
})
