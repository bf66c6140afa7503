import { defineCommand } from './command.ts'

/** Goes on with a promotion that was cut off. */
export const failoverResume = defineCommand({
  description:
    'Takes the run over once its owner is gone, observes what has been done, and does the rest: forward, or back where an abort had begun. Works from any machine that reaches the coordination store.',
  risk: 'severe',
  options: {
    run: { type: 'text', value: 'RUN', summary: 'Run to go on with (default: the one that is not over)' },
  },
  examples: [
    { command: 'mcloud failover resume', means: 'go on with the run that is not over' },
    {
      command: 'mcloud failover resume --run 20260101t120000000-a1b2c3 --confirm=shop',
      means: 'go on with that run, unattended',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/scenarios/commands.ts')).endAnyCommand('resume', options.run, context),
  human: async ({ data }, page) => (await import('./ended-run-view.ts')).endedRunPage(page, data),
})
