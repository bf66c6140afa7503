import type { Tone } from './command.ts'
import { defineCommand } from './command.ts'

const TONES = { alike: 'good', behind: 'bad', never: 'warn' } as const satisfies Record<string, Tone>

/** Shows when each pair was last alike. */
export const syncStatus = defineCommand({
  description:
    'Tells what the runs of this machine came to; asks no cloud. A pair is behind when its last run left something out, or when it is older than its objective. Exit 6 when one is behind, or was never synchronised from here.',
  arguments: {
    from: { summary: 'Name of a pair (default: all), or an address' },
    to: { summary: 'Second address' },
  },
  examples: [
    { command: 'mcloud sync status', means: 'all pairs' },
    { command: 'mcloud sync status assets --json', means: 'one of them for a program' },
  ],
  run: async (input, context) =>
    (await import('../core/sync/status-command.ts')).syncStatus(input.arguments, context),
  human: async ({ data }, page) => {
    const { spanText } = await import('../core/sync/sync-text.ts')
    page.table(
      ['pair', 'state', 'last alike', 'objective', 'backlog', ''],
      data.pairs.map(({ name, state, lagMs, objectiveMs, backlog, reason }) => [
        name,
        { text: state, tone: TONES[state] },
        lagMs === undefined ? '-' : `${spanText(lagMs)} ago`,
        objectiveMs === undefined ? '-' : spanText(objectiveMs),
        String(backlog),
        reason ?? '',
      ]),
    )
  },
})
