import type { Cloud } from '../config/clouds.ts'
import { CLOUDS } from '../config/clouds.ts'
import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'
import { showWorld } from './lab-status-page.ts'

export const labFail = defineCommand({
  description: [
    'region: its database and its application. control-plane: its APIs. dns: its name server. all: the three.',
    'kill ends processes with SIGKILL and refuses connections; blackhole stops processes and answers nothing.',
  ].join('\n'),
  options: {
    dir: LAB_DIR,
    mode: { type: 'choice', choices: ['kill', 'blackhole'], default: 'kill', summary: 'How it fails' },
    scope: {
      type: 'choice',
      choices: ['region', 'control-plane', 'dns', 'all'],
      default: 'region',
      summary: 'What of it fails',
    },
  },
  arguments: { cloud: { summary: 'Cloud', required: true, choices: CLOUDS } },
  examples: [
    { command: 'mcloud lab fail aws', means: 'Kill the database and the application in aws' },
    { command: 'mcloud lab fail aws --mode blackhole --scope all', means: 'Nothing in aws answers any more' },
  ],
  run: async ({ options, arguments: { cloud } }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { askDaemon } = await import('../lab/control/daemon-client.ts')
      const data = await askDaemon(folder, 'fail', {
        cloud: cloud as Cloud,
        mode: options.mode as 'kill' | 'blackhole',
        scope: options.scope as 'region' | 'control-plane' | 'dns' | 'all',
      })
      return { kind: 'done', data }
    }),
  human: ({ data }, page) => showWorld(data, page),
})
