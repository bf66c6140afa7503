import { defineCommand } from './command.ts'
import { WORK_OPTIONS, withEvents } from './deploy-options.ts'

/** Applies a sealed bundle. */
export const deployApply = defineCommand({
  description:
    'Units that were deferred when the bundle was made are planned, gated and asked for when the units before them are applied.',
  risk: 'severe',
  arguments: { bundle: { summary: 'File that `deploy plan --out` has written', required: true } },
  options: WORK_OPTIONS,
  examples: [
    { command: 'mcloud deploy apply release.bundle', means: 'show it once more, ask, and apply it' },
    {
      command: 'mcloud deploy apply release.bundle --yes --json',
      means: 'apply an approved bundle, unattended',
    },
  ],
  run: async (input, context) =>
    (await import('../core/deploy/deploy-commands.ts')).applyCommand(
      { bundle: input.arguments.bundle, parallel: input.options.parallel },
      withEvents(context, input.options.events),
    ),
  human: async ({ data }, page) => (await import('./deploy-view.ts')).deployedPage(page, data),
})
