import type { Check } from '../core/failover/checks/check.ts'
import type { Tone } from './command.ts'
import { defineCommand } from './command.ts'
import { FORCED_OPTIONS, failoverTarget, forcedMistakes } from './failover-options.ts'

const TONES: Readonly<Record<Check['result'], Tone>> = { pass: 'good', warn: 'warn', fail: 'bad' }

/** Asks everything that a promotion would have to refuse for, and changes nothing. */
export const failoverCheck = defineCommand({
  description:
    'Runs every pre-flight check of a planned promotion: who writes, whether the replica receives everything, whether both servers hold the same objects and roles, and how far the replica is behind. Changes nothing. Exit 1 when a check fails.',
  options: { ...failoverTarget({ required: true }), ...FORCED_OPTIONS },
  examples: [
    { command: 'mcloud failover check --to gcp', means: 'could the only database be moved to GCP now?' },
    {
      command: 'mcloud failover check --to azure --database orders --json',
      means: 'the same of one database, for programs',
    },
    {
      command: 'mcloud failover check --to gcp --forced --accept-loss 30s',
      means: 'could GCP take over without the primary?',
    },
  ],
  mistakes: ({ options }) => forcedMistakes(options),
  run: async ({ options }, context) =>
    (await import('../core/failover/commands.ts')).checkCommand(options, context),
  human: async ({ data }, page) => {
    const { topologyTable } = await import('./failover-view.ts')
    topologyTable(page, 'Topology', data.topology)
    page.line()
    page.table(
      ['check', 'result', 'observed'],
      data.checks.map(({ name, result, observed }) => [
        name,
        { text: result, tone: TONES[result] },
        observed,
      ]),
    )
    const open = data.checks.filter(({ next }) => next !== undefined)
    if (open.length > 0) page.line()
    for (const { name, next } of open) page.line(`${name}: ${next}`)
    page.line()
    const failed = data.checks.filter(({ result }) => result === 'fail').length
    if (data.alreadyThere) page.line('It is the primary already: there is nothing to promote.')
    else
      page.line(
        failed === 0
          ? 'A promotion would begin.'
          : `${failed} of ${data.checks.length} checks failed: a promotion would be refused.`,
      )
  },
})
