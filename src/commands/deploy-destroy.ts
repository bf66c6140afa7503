import { defineCommand } from './command.ts'
import { selectionOf, UNIT_OPTIONS, WORK_OPTIONS, withEvents } from './deploy-options.ts'

/** Takes units down, those that need others first. */
export const deployDestroy = defineCommand({
  risk: 'severe',
  options: { ...UNIT_OPTIONS, ...WORK_OPTIONS },
  examples: [
    { command: 'mcloud deploy destroy --environment dev --confirm=shop', means: 'take an environment down' },
    { command: 'mcloud deploy destroy --unit cache --dry-run', means: 'show what would go' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/deploy-commands.ts')).deployCommand(
      { ...selectionOf(options), parallel: options.parallel },
      withEvents(context, options.events),
      true,
    ),
  human: async ({ data }, page) => (await import('./deploy-view.ts')).deployedPage(page, data),
})
