import type { Cloud } from '../config/clouds.ts'
import { CLOUDS } from '../config/clouds.ts'
import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'
import { showWorld } from './lab-status-page.ts'

export const labThrottle = defineCommand({
  options: {
    dir: LAB_DIR,
    for: { type: 'duration', default: '30s', summary: 'How long; 0s ends it' },
    rate: { type: 'integer', default: 0, min: 0, summary: 'Requests a second that are still let through' },
  },
  arguments: {
    cloud: { summary: 'Cloud', required: true, choices: CLOUDS },
    service: { summary: 'API, e.g. route53, rds, dns, sql', required: true },
  },
  examples: [
    {
      command: 'mcloud lab throttle aws route53',
      means: 'Every call to Route 53 is throttled for 30 seconds',
    },
    {
      command: 'mcloud lab throttle gcp dns --rate 2 --for 1m',
      means: 'Cloud DNS takes two requests a second',
    },
  ],
  run: async ({ options, arguments: { cloud, service } }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { askDaemon } = await import('../lab/control/daemon-client.ts')
      const data = await askDaemon(folder, 'throttle', {
        cloud: cloud as Cloud,
        service,
        ratePerSecond: options.rate,
        forMs: options.for,
      })
      return { kind: 'done', data }
    }),
  human: ({ data }, page) => showWorld(data, page),
})
