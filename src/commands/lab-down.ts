import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'

export const labDown = defineCommand({
  description: 'Faults end with it; databases, records and journals are there again after `mcloud lab up`.',
  options: { dir: LAB_DIR },
  examples: [
    { command: 'mcloud lab down', means: 'End the lab' },
    { command: 'mcloud lab down --dir ./lab', means: 'End the lab of another folder' },
  ],
  run: async ({ options }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { labDown: end } = await import('../lab/control/lab-down.ts')
      const data = await end(folder)
      return { kind: data.changed ? 'done' : 'unchanged', data }
    }),
  human: ({ kind, data }, page) => {
    for (const { what, pid } of data.strays) page.line(`Ended ${what} (process ${pid}), left by a crash.`)
    page.line(kind === 'done' ? 'The lab is down.' : 'No lab was up.')
  },
})
