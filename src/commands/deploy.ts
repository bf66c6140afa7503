import { defineCommand } from './command.ts'
import { selectionOf, UNIT_OPTIONS, WORK_OPTIONS, withEvents } from './deploy-options.ts'

/** Plans, gates, applies and verifies the units of all clouds. */
export const deploy = defineCommand({
  description: [
    'Plans every unit whose inputs are known, shows what would change, asks, and applies exactly those plans, side by side over all clouds. A unit that takes an output which is not known yet is deferred: it is planned, gated and asked for again when the units before it are applied. A failure stops only what needs the unit that failed.',
    'Ctrl-C interrupts each Terraform once and waits for it: what has been begun is finished or taken note of, and no state stays locked. `deploy resume` goes on.',
  ].join('\n\n'),
  risk: 'severe',
  options: { ...UNIT_OPTIONS, ...WORK_OPTIONS },
  examples: [
    { command: 'mcloud deploy', means: 'everything, after a look at the plan' },
    { command: 'mcloud deploy --cloud gcp --dry-run', means: 'show what would change on Google Cloud' },
    {
      command: 'mcloud deploy --affected origin/main --environment staging --yes',
      means: 'what a branch has changed, unattended; losses of data still want --confirm',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/deploy-commands.ts')).deployCommand(
      { ...selectionOf(options), parallel: options.parallel },
      withEvents(context, options.events),
    ),
  human: async ({ data }, page) => (await import('./deploy-view.ts')).deployedPage(page, data),
})
