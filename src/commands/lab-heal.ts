import type { Cloud } from '../config/clouds.ts'
import { CLOUDS } from '../config/clouds.ts'
import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'
import { showWorld } from './lab-status-page.ts'

export const labHeal = defineCommand({
  description:
    'Ends outages, lag and throttling. A primary that was lost comes back as it was: the lab does not fence it.',
  options: { dir: LAB_DIR },
  arguments: { cloud: { summary: 'Cloud', required: true, choices: CLOUDS } },
  examples: [
    { command: 'mcloud lab heal aws', means: 'aws is back' },
    { command: 'mcloud lab heal gcp --json', means: 'The same, with the state of the lab as JSON' },
  ],
  run: async ({ options, arguments: { cloud } }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { askDaemon } = await import('../lab/control/daemon-client.ts')
      return { kind: 'done', data: await askDaemon(folder, 'heal', { cloud: cloud as Cloud }) }
    }),
  human: ({ data }, page) => showWorld(data, page),
})
