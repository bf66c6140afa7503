import { defineCommand } from './command.ts'
import { selectionOf, UNIT_OPTIONS, WORK_OPTIONS, withEvents } from './deploy-options.ts'

/** Plans, and keeps the plans for somebody else to approve. */
export const deployPlan = defineCommand({
  description:
    'A bundle holds the plan files, encrypted, with hashes of the Terraform files, the lock files, the values and the version that they were made with. It is refused when one byte of it has changed, when one of those has, and after a day. Where it is to be applied on another machine, set MCLOUD_BUNDLE_KEY to the same long random value on both.',
  options: {
    ...UNIT_OPTIONS,
    ...WORK_OPTIONS,
    out: { type: 'file', summary: 'Write the bundle to this file' },
    exitCode: { type: 'flag', summary: 'Exit 3 where there is something to apply' },
  },
  examples: [
    { command: 'mcloud deploy plan --out release.bundle', means: 'plan, and keep it for approval' },
    {
      command: 'mcloud deploy plan --unit network --json',
      means: 'what would change in one unit, for a program',
    },
    { command: 'mcloud deploy plan --exit-code', means: 'exit 3 where something is to be applied' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/deploy-commands.ts')).planCommand(
      { ...selectionOf(options), parallel: options.parallel, out: options.out },
      withEvents(context, options.events),
    ),
  human: async ({ data }, page) => (await import('./deploy-view.ts')).deployedPage(page, data),
})
