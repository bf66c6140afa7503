import { defineCommand } from './command.ts'

/** Takes back a promotion that has not been committed. */
export const failoverAbort = defineCommand({
  description:
    'Undoes what the run has done, in reverse order, until the old primary takes writes and is followed again exactly as before. After the commit point there is no way back: resume the run, then promote the other way.',
  risk: 'severe',
  options: {
    run: { type: 'text', value: 'RUN', summary: 'Run to take back (default: the one that is not over)' },
  },
  examples: [
    { command: 'mcloud failover abort', means: 'take the run back that is not over' },
    {
      command: 'mcloud failover abort --run 20260101t120000000-a1b2c3 --confirm=shop',
      means: 'take that run back, unattended',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/scenarios/commands.ts')).endAnyCommand('abort', options.run, context),
  human: async ({ data }, page) => (await import('./ended-run-view.ts')).endedRunPage(page, data),
})
