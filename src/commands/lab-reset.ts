import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'

export const labReset = defineCommand({
  options: { dir: LAB_DIR },
  risk: 'moderate',
  examples: [
    { command: 'mcloud lab reset --yes', means: 'The next `mcloud lab up` begins afresh' },
    { command: 'mcloud lab reset --dir ./lab --dry-run', means: 'Show what would be removed' },
  ],
  run: async ({ options }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { labReset: reset, labData } = await import('../lab/control/lab-down.ts')
      const removes = labData(folder)
      if (removes.length === 0) return { kind: 'unchanged', data: { removed: removes } }
      if (context.global.dryRun) return { kind: 'changes', data: { removed: removes } }
      await context.confirm({
        risk: 'moderate',
        platform: 'lab',
        text: `This ends the lab and removes ${removes.join(', ')}.`,
      })
      await reset(folder)
      return { kind: 'done', data: { removed: removes } }
    }),
  human: ({ kind, data }, page) => {
    if (kind === 'unchanged') return page.line('There is no lab to remove.')
    const verb = kind === 'changes' ? 'Would remove' : 'Removed'
    for (const path of data.removed) page.line(`${verb} ${path}.`)
  },
})
