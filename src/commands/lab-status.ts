import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'
import { showWorld } from './lab-status-page.ts'

export const labStatus = defineCommand({
  options: { dir: LAB_DIR },
  examples: [
    { command: 'mcloud lab status', means: 'Processes, addresses, faults and health checks' },
    { command: 'mcloud lab status --json', means: 'The same as one JSON object' },
  ],
  run: async ({ options }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { labStatus: look } = await import('../lab/control/lab-status.ts')
      const data = await look(folder)
      return { kind: data.state === 'crashed' ? 'failed' : 'done', data }
    }),
  human: ({ data }, page) => {
    if (data.state === 'up') return showWorld(data.world, page)
    if (data.state === 'down')
      return page.line(`No lab is up in ${data.root}. Start it with \`mcloud lab up\`.`)
    page.line(`The lab's daemon (process ${data.pid}) is gone without \`lab down\`. Left running:`)
    page.table(
      ['process', 'what'],
      data.strays.map(({ pid, what }) => [String(pid), what]),
    )
    page.line('Bring the lab back with `mcloud lab up`, or clean up with `mcloud lab down`.')
  },
})
