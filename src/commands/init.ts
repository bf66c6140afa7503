import type { Cloud } from '../config/clouds.ts'
import { defineCommand } from './command.ts'

interface Written {
  readonly file: string
  readonly changed: boolean
  readonly text: string
}

/** `mcloud init`: a first platform file. */
export const init = defineCommand({
  description:
    'The file is valid as it stands; placeholders are marked with `yours`. An existing file is replaced only with --force.',
  risk: 'moderate',
  options: {
    strategy: {
      type: 'choice',
      choices: ['active-active', 'active-passive', 'hybrid'],
      default: 'active-passive',
      summary: 'How the clouds share the work',
    },
    clouds: {
      type: 'cloud',
      many: true,
      summary: 'Clouds, the one that writes first (default: aws and gcp)',
    },
    name: { type: 'text', value: 'NAME', summary: "Name of the platform (default: the folder's)" },
    force: { type: 'flag', summary: 'Replace the file where it exists' },
  },
  arguments: {},
  examples: [
    { command: 'mcloud init --name shop', means: 'an active-passive platform on AWS and Google Cloud' },
    {
      command: 'mcloud init --strategy active-active --clouds aws,gcp,azure --dry-run',
      means: 'show a file for three serving clouds and write nothing',
    },
  ],
  mistakes: ({ options }) => [
    ...(options.name === undefined || NAME.test(options.name)
      ? []
      : ['--name must be a-z, 0-9 and -, at most 40 characters, starting with a letter']),
    ...(new Set(options.clouds).size === (options.clouds ?? []).length
      ? []
      : ['--clouds names a cloud twice']),
    ...(options.strategy !== 'active-passive' && (options.clouds ?? []).length === 1
      ? [`the strategy ${options.strategy} needs two clouds or more`]
      : []),
  ],
  run: async ({ options }, context) => {
    const [{ basename, resolve }, { startingFile }, { writeNewFile }] = await Promise.all([
      import('node:path'),
      import('../core/init/starting-file.ts'),
      import('../config/write-file.ts'),
    ])
    const file = resolve(context.workingFolder, context.global.config ?? 'mcloud.yaml')
    const clouds = (options.clouds ?? []).length === 0 ? DEFAULT_CLOUDS : (options.clouds as readonly Cloud[])
    const text = startingFile({
      name: options.name ?? nameFrom(basename(context.workingFolder)),
      strategy: options.strategy as 'active-active' | 'active-passive' | 'hybrid',
      clouds,
    })
    const changed = !context.global.dryRun
    if (changed) await writeNewFile(file, text, { force: options.force })
    return { kind: 'done' as const, data: { file, changed, text } satisfies Written }
  },
  human: ({ data }, page) => {
    if (data.changed) {
      page.line(`Wrote ${data.file}.`)
      page.line('Next: put in what is marked `yours`, then run `mcloud config validate`.')
    } else page.line(data.text.trimEnd())
  },
})

const NAME = /^[a-z][a-z0-9-]{0,39}$/
const DEFAULT_CLOUDS: readonly Cloud[] = ['aws', 'gcp']

function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return name === '' ? 'shop' : name
}
