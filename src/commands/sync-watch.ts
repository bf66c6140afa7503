import { defineCommand } from './command.ts'

/** Keeps pairs alike until it is ended. */
export const syncWatch = defineCommand({
  description:
    'Runs each pair as often as its `every` says (0s: every two seconds; none: every five minutes) and prints one line for each run that did something or failed; with --json one object a line for every run.',
  risk: 'moderate',
  arguments: {
    from: { summary: 'Name of a pair (default: all), or an address' },
    to: { summary: 'Second address' },
  },
  options: { every: { type: 'duration', summary: 'Interval for all of them' } },
  examples: [
    { command: 'mcloud sync watch', means: 'all pairs, each on its schedule' },
    { command: 'mcloud sync watch s3://a gs://b --every 1m', means: 'two addresses, every minute' },
  ],
  run: async (input, context) => {
    const { watchSync } = await import('../core/sync/watch-sync.ts')
    const { spanText } = await import('../core/sync/sync-text.ts')
    return watchSync({ ...input.arguments, ...input.options }, context, async (run) => {
      if (context.global.json) return context.terminal.writeData(JSON.stringify(run))
      if (run.result === 'unchanged') return
      const text = run.reason ?? `copied ${run.copied}, deleted ${run.deleted}`
      await context.terminal.writeData(
        `${run.at} ${run.pair}: ${run.result}, ${text} (${spanText(run.elapsedMs)})`,
      )
    })
  },
  human: () => {},
})
