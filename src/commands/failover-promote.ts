import type { Promoted } from '../core/failover/commands.ts'
import type { Result } from '../core/result.ts'
import type { Carried } from '../core/scenarios/commands.ts'
import { defineCommand } from './command.ts'
import { FORCED_OPTIONS, failoverTarget, forcedMistakes } from './failover-options.ts'

/** Moves a database and the names that follow it. */
export const failoverPromote = defineCommand({
  description: [
    'Checks, plans (or takes a saved plan), asks, then fences the primary, drains it, commits, opens the other server and repoints DNS in every provider. Before its commit point a failure is undone and the old primary takes writes again; after it the run only goes forward. Two servers never take writes at the same time. A run that was cut off is ended by `failover resume` or `failover abort`.',
    'With --forced it goes on without a primary that does not answer: it stops that server through its control plane and reads back that it is stopped, tells what is lost at most, and leaves what has to be repaired as debts. Whatever cannot be proved has to be accepted by name, with a reason that the journal keeps.',
  ].join('\n\n'),
  risk: 'severe',
  options: {
    ...failoverTarget({ required: false }),
    ...FORCED_OPTIONS,
    plan: { type: 'file', summary: 'Carry this saved plan out' },
    scenario: { type: 'text', value: 'NAME', summary: 'Carry this scenario of the platform file out' },
  },
  examples: [
    { command: 'mcloud failover promote --to gcp', means: 'check, plan, ask and promote' },
    {
      command: 'mcloud failover promote --plan promote.plan --confirm=shop',
      means: 'carry an approved plan out, unattended',
    },
    {
      command: 'mcloud failover promote --scenario aws-region-failure --dry-run',
      means: 'show the plan of a scenario',
    },
    { command: 'mcloud failover promote --to gcp --dry-run', means: 'show the plan and change nothing' },
    {
      command: 'mcloud failover promote --to gcp --forced --accept-loss 30s',
      means: 'the primary is lost: go on with what has arrived',
    },
    {
      command:
        'mcloud failover promote --to gcp --forced --accept-loss 30s --accept-unfenced-source=evacuated',
      means: 'the same where not even its control plane answers',
    },
  ],
  mistakes: ({ options }) => [
    ...(options.scenario !== undefined && (options.to !== undefined || options.database !== undefined)
      ? ['A scenario names its databases and clouds itself: leave --to and --database out.']
      : []),
    ...(options.scenario === undefined && options.to === undefined && options.plan === undefined
      ? ['Name the cloud with --to, a saved plan with --plan, or a scenario with --scenario.']
      : []),
    ...forcedMistakes(options),
  ],
  run: async ({ options }, context): Promise<Result<Promoted | Carried>> =>
    options.scenario === undefined
      ? (await import('../core/failover/commands.ts')).promoteCommand(options, context)
      : (await import('../core/scenarios/commands.ts')).scenarioCommand(
          { ...options, scenario: options.scenario },
          context,
        ),
  human: async ({ data }, page) => (await import('./failover-view.ts')).promotedPage(page, data),
})
