import { defineCommand } from './command.ts'

/** Keeps pairs alike until it is ended. */
export const syncWatch = defineCommand({
  description:
    'Runs each pair as often as its `every` says (0s: every two seconds; none: every five minutes) and prints one line for each run that did something or failed; with --json one object a line for every run. A pair that fails is tried again after its interval, and after twice as long for every further failure, up to a minute or its interval where that is longer.',
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
    const { watchLine } = await import('./sync-watch-line.ts')
    const told = new Map<string, string>()
    return watchSync({ ...input.arguments, ...input.options }, context, async (run) => {
      if (context.global.json) return context.terminal.writeData(JSON.stringify(run))
      const { result, copied, deleted, reason = '' } = run
      // What a pair cannot bring over stays so for long, and is told when it is another.
      const isOldNews = result === 'partial' && copied + deleted === 0 && told.get(run.pair) === reason
      told.set(run.pair, result === 'partial' ? reason : '')
      if (result !== 'unchanged' && !isOldNews) await context.terminal.writeData(watchLine(run))
    })
  },
  human: () => {},
})
