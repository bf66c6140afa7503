import { defineCommand } from './command.ts'

/** `mcloud config schema`: the file's shape for editors and other programs. */
export const configSchema = defineCommand({
  options: {},
  arguments: {},
  examples: [
    {
      command: 'mcloud config schema',
      means: 'the schema on stdout, to be kept beside the file for an editor',
    },
    { command: 'mcloud config schema --json', means: 'the same inside the JSON envelope' },
  ],
  run: async () => {
    const { platformFileJsonSchema } = await import('../config/json-schema.ts')
    return { kind: 'done' as const, data: platformFileJsonSchema() }
  },
  human: ({ data }, page) => page.line(JSON.stringify(data, undefined, 2)),
})
