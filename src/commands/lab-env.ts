import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'

export const labEnv = defineCommand({
  description:
    'The lines hold passwords of the lab, so they are meant for `eval "$(mcloud lab env)"` rather than for a log.',
  options: { dir: LAB_DIR },
  reveals: true,
  examples: [
    {
      command: 'mcloud lab env',
      means: "Lines that point a shell, mcloud and the vendors' clients at the lab",
    },
    { command: 'mcloud lab env --json', means: 'The variables as a JSON object' },
  ],
  run: async ({ options }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { labEnvironment } = await import('../lab/control/lab-environment.ts')
      return { kind: 'done', data: labEnvironment(folder) }
    }),
  human: async ({ data }, page) => {
    const { exportLines } = await import('../lab/demo/client-environment.ts')
    for (const line of exportLines(data)) page.line(line)
  },
})
