import { defineCommand } from './command.ts'
import { platformFileRequest } from './platform-file-request.ts'

/** `mcloud config show`: what holds, as a file. */
export const configShow = defineCommand({
  options: {},
  arguments: {},
  examples: [
    { command: 'mcloud config show', means: 'the effective platform file as YAML' },
    {
      command: 'mcloud config show --config shop.yaml --json',
      means: 'the same of another file, for programs',
    },
  ],
  run: async (_input, context) => {
    const [{ loadPlatformFile }, { maskedValue }] = await Promise.all([
      import('../config/load-platform.ts'),
      import('../config/secrets.ts'),
    ])
    const read = await loadPlatformFile(platformFileRequest(context))
    return { kind: 'done' as const, data: maskedValue(read.effective) as Readonly<Record<string, unknown>> }
  },
  human: async ({ data }, page) => {
    const { toYaml } = await import('../config/to-yaml.ts')
    page.line((await toYaml(data)).trimEnd())
  },
})
