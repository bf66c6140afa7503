import { defineCommand } from './command.ts'
import { WORK_OPTIONS, withEvents } from './deploy-options.ts'

/** Goes on with a deployment that was cut off or failed in part. */
export const deployResume = defineCommand({
  description:
    'Plans all units of that deployment anew, so that what was applied in the meantime is seen rather than believed, asks, and applies what is left.',
  risk: 'severe',
  options: {
    run: { type: 'text', value: 'RUN', summary: 'Run to go on with (default: the one that is not over)' },
    ...WORK_OPTIONS,
  },
  examples: [
    { command: 'mcloud deploy resume', means: 'go on with the deployment that is not over' },
    { command: 'mcloud deploy resume --yes', means: 'the same, unattended' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/deploy-commands.ts')).resumeCommand(
      { run: options.run, parallel: options.parallel },
      withEvents(context, options.events),
    ),
  human: async ({ data }, page) => (await import('./deploy-view.ts')).deployedPage(page, data),
})
