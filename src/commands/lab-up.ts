import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'

export const labUp = defineCommand({
  description: [
    'Starts in the background: the APIs of three clouds, a name server each, three PostgreSQL servers joined by',
    'logical replication, and a demo application in each cloud. Everything listens on loopback addresses, and all',
    'state lies in one folder. A lab that was taken down goes on where it was; one that is up is left as it is.',
  ].join('\n'),
  options: {
    dir: LAB_DIR,
    postgresVersion: {
      type: 'text',
      value: 'VERSION',
      summary: 'PostgreSQL 15 to 18, or the folder of its programs',
    },
    dnsSync: { type: 'duration', summary: 'How long a DNS change stays pending (default: 60ms)' },
    seed: { type: 'text', summary: "Makes the clouds' identifiers the same in every lab with this seed" },
  },
  examples: [
    { command: 'mcloud lab up', means: 'Start the lab, or continue it' },
    {
      command: 'mcloud lab up --dir ./lab --postgres-version 15 --dns-sync 2s',
      means: 'A second lab beside it, with PostgreSQL 15 and slow DNS',
    },
  ],
  run: async ({ options }, context) =>
    inLab(context, options.dir, async (folder) => {
      const { labUp: start } = await import('../lab/control/lab-up.ts')
      const result = await start({
        folder,
        environment: context.environment,
        signal: context.signal,
        report: (text) => context.progress.emit({ kind: 'note', text }),
        timing: options.dnsSync === undefined ? {} : { dnsSyncMs: options.dnsSync },
        ...(options.postgresVersion === undefined ? {} : { postgresVersion: options.postgresVersion }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      })
      return {
        kind: result.changed ? 'done' : 'unchanged',
        data: { ...result, environment: envCommand(options.dir) },
      }
    }),
  human: ({ kind, data }, page) => {
    const seconds = (data.elapsedMs / 1000).toFixed(1)
    page.line(kind === 'done' ? `The lab is up after ${seconds} s.` : 'The lab is up already.')
    page.line(`Use it in this shell: ${data.environment}`)
  },
})

function envCommand(dir: string | undefined): string {
  return dir === undefined
    ? 'eval "$(mcloud lab env)"'
    : `eval "$(mcloud lab env --dir '${dir.replaceAll("'", `'\\''`)}')"`
}
