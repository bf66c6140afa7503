import { defineCommand } from './command.ts'
import { SYNC_ARGUMENTS, SYNC_RULES } from './sync-options.ts'

/** Proves that two sides hold the same. */
export const syncVerify = defineCommand({
  description:
    'Compares by size and by the hashes that both sides tell, and with --download by reading every byte; remembers nothing and changes nothing. Exit 6 when something is missing, different or cannot be proved.',
  arguments: SYNC_ARGUMENTS,
  options: {
    include: SYNC_RULES.include,
    exclude: SYNC_RULES.exclude,
    download: { type: 'flag', summary: 'Read all objects of both sides' },
  },
  examples: [
    { command: 'mcloud sync verify', means: 'all pairs of the platform' },
    { command: 'mcloud sync verify s3://a gs://b --download', means: 'byte by byte' },
  ],
  run: async (input, context) =>
    (await import('../core/sync/verify-command.ts')).verifySync(
      { ...input.arguments, ...input.options },
      context,
    ),
  human: async ({ data }, page) => {
    const { countsText, keyText } = await import('../core/sync/sync-text.ts')
    for (const pair of data.pairs) {
      page.heading(pair.name)
      if (!('missing' in pair)) {
        page.facts([['not looked at', { text: pair.error?.message ?? '', tone: 'bad' }]])
        if (pair.error !== undefined) page.line(pair.error.hint)
        continue
      }
      page.facts([
        ['verdict', pair.alike ? { text: 'alike', tone: 'good' } : { text: 'not alike', tone: 'bad' }],
        ['objects', `${pair.a} and ${pair.b}`],
        ['proved by', countsText(pair.same) || 'nothing'],
        ['unproved', String(pair.unproved)],
      ])
      for (const word of ['missing', 'different', 'extra'] as const) {
        const { count, keys } = pair[word]
        if (count === 0) continue
        page.line(
          `${count} ${word}: ${keys.slice(0, 10).map(keyText).join(', ')}${count > 10 ? ', ...' : ''}`,
        )
      }
    }
  },
})
