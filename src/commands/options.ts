import type { OptionSpec, OptionSpecs } from './command.ts'

/** Options that every command takes, before its words or after them. */
export const GLOBAL_OPTIONS = {
  config: { type: 'file', summary: 'Platform file (default: MCLOUD_CONFIG, then mcloud.yaml here)' },
  json: { type: 'flag', summary: 'Print one JSON envelope on stdout' },
  noColor: { type: 'flag', summary: 'No colour, whatever the terminal can do' },
  quiet: { type: 'flag', summary: 'No progress and no notes; errors stay' },
  verbose: { type: 'flag', summary: 'Show causes and stack traces of errors on stderr' },
  timeout: { type: 'duration', value: 'DURATION', summary: 'Time limit of the work, e.g. 30s or 5m' },
  help: { type: 'flag', short: 'h', summary: 'Show this help' },
  version: { type: 'flag', short: 'V', summary: 'Show the version' },
} as const satisfies OptionSpecs

/** Options that a command which changes something takes as well. */
export const CHANGE_OPTIONS = {
  dryRun: { type: 'flag', summary: 'Show what would be done and change nothing' },
  yes: { type: 'flag', summary: 'Answer moderate questions with yes' },
  confirm: {
    type: 'text',
    value: 'PLATFORM',
    summary: "Answer a severe question by repeating the platform's name",
  },
} as const satisfies OptionSpecs

/** The flag of a camelCase option key, without dashes: `dryRun` is `dry-run`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The word that stands for an option's value in help, or `undefined` for a flag. */
export function valueWord(key: string, spec: OptionSpec): string | undefined {
  if (spec.type === 'flag') return undefined
  if (spec.value !== undefined) return spec.value
  const words = { file: 'FILE', integer: 'NUMBER', duration: 'DURATION', cloud: 'CLOUD' } as const
  return spec.type === 'text' || spec.type === 'choice'
    ? flagName(key).replaceAll('-', '_').toUpperCase()
    : words[spec.type]
}

/** All options of one command, its own first. */
export function optionsOf(command: { options?: OptionSpecs; risk?: string }): OptionSpecs {
  const changes = command.risk === undefined || command.risk === 'none' ? {} : CHANGE_OPTIONS
  return { ...command.options, ...changes }
}
