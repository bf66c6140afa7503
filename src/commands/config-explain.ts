import type { ExplainedValue } from '../config/explain.ts'
import { defineCommand } from './command.ts'
import { platformFileRequest } from './platform-file-request.ts'

/** `mcloud config explain`: why each value holds. */
export const configExplain = defineCommand({
  description:
    'Values come from a flag, else an environment variable, else the platform file, else the user file (~/.config/mcloud/config.yaml), else a default.',
  options: {},
  arguments: { path: { summary: 'Only what stands at or under this path, e.g. databases.orders' } },
  examples: [
    { command: 'mcloud config explain', means: 'all values with their origins' },
    { command: 'mcloud config explain traffic.records.app', means: 'those of one record' },
  ],
  run: async ({ arguments: { path } }, context) => {
    const [{ loadPlatformFile }, { explain, explainedAt }] = await Promise.all([
      import('../config/load-platform.ts'),
      import('../config/explain.ts'),
    ])
    const read = await loadPlatformFile(platformFileRequest(context))
    const { timeoutMs, color } = context.global
    const values = explain(read, { ...(timeoutMs === undefined ? {} : { timeoutMs }), color })
    return {
      kind: 'done' as const,
      data: { values: path === undefined ? values : explainedAt(values, path) },
    }
  },
  human: ({ data }, page) => {
    page.table(
      ['path', 'value', 'origin', 'from'],
      data.values.map((value) => [value.path, shown(value), value.origin, fromOf(value)]),
    )
  },
})

function shown({ value, variables }: ExplainedValue) {
  const missing = (variables ?? []).filter((variable) => !variable.set).map((variable) => variable.name)
  if (missing.length > 0) return { text: `(${missing.join(', ')} not set)`, tone: 'warn' as const }
  return value === null ? '' : String(value)
}

function fromOf({ from, variables }: ExplainedValue): string {
  const names = (variables ?? []).map((variable) => variable.name)
  return names.length === 0 ? (from ?? '') : `${from} by ${names.join(', ')}`
}
