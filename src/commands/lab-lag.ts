import type { Cloud } from '../config/clouds.ts'
import { CLOUDS } from '../config/clouds.ts'
import { parseDuration } from '../config/duration.ts'
import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'
import { showWorld } from './lab-status-page.ts'

export const labLag = defineCommand({
  description:
    'Its replication stream really arrives that much later; 0s ends it, and the replica catches up.',
  options: { dir: LAB_DIR },
  arguments: {
    cloud: { summary: 'Cloud of the replica', required: true, choices: CLOUDS },
    time: { summary: 'How far behind, e.g. 10s', required: true },
  },
  examples: [
    { command: 'mcloud lab lag gcp 10s', means: "gcp's replica is 10 seconds behind" },
    { command: 'mcloud lab lag gcp 0s', means: 'It catches up' },
  ],
  mistakes: ({ arguments: { time } }) =>
    parseDuration(time) === undefined ? [`TIME is a duration such as 10s or 500ms, not "${time}"`] : [],
  run: async ({ options, arguments: { cloud, time } }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { askDaemon } = await import('../lab/control/daemon-client.ts')
      const lagMs = parseDuration(time) ?? 0
      return { kind: 'done', data: await askDaemon(folder, 'lag', { cloud: cloud as Cloud, lagMs }) }
    }),
  human: ({ data }, page) => showWorld(data, page),
})
