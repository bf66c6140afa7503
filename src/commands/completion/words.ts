import { CLOUDS } from '../../config/clouds.ts'
import type { ArgumentSpec, Listed, NamedCommand, OptionSpec, OptionSpecs } from '../command.ts'
import { flagName, GLOBAL_OPTIONS, optionsOf } from '../options.ts'

/** What a shell can complete after the words of one command or group. */
export interface CompletionNode {
  /** `` for `mcloud` itself, else e.g. `failover promote`. */
  readonly path: string
  readonly next: readonly Described[]
  readonly options: readonly CompletionOption[]
  /** Words that its arguments can be. */
  readonly arguments: readonly string[]
  /** Whether an argument can be a file. */
  readonly files: boolean
}

export interface Described {
  readonly word: string
  readonly summary: string
}

export interface CompletionOption extends Described {
  /** `none` for a flag, `text` where nothing can be suggested. */
  readonly value: 'none' | 'file' | 'text' | readonly string[]
}

/** Every point of a command line at which there is something to complete. */
export function completionWords(catalogue: readonly NamedCommand[]): readonly CompletionNode[] {
  const shown = catalogue.filter(({ hidden }) => hidden !== true)
  const paths = new Set(['', ...shown.flatMap(({ name }) => pathsTo(name))])
  return [...paths].map((path) => {
    const command = shown.find(({ name }) => name === path)
    const specs = (command?.arguments ?? {}) as Readonly<Record<string, ArgumentSpec>>
    return {
      path,
      next: nextWords(path, shown),
      options: describeOptions({ ...(command && optionsOf(command)), ...GLOBAL_OPTIONS }),
      arguments: Object.values(specs).flatMap(({ choices }) => choices ?? []),
      files: Object.values(specs).some(({ file }) => file === true),
    }
  })
}

function pathsTo(name: string): readonly string[] {
  const words = name.split(' ')
  return words.map((_, index) => words.slice(0, index + 1).join(' '))
}

function nextWords(path: string, shown: readonly Listed[]): readonly Described[] {
  const depth = path === '' ? 0 : path.split(' ').length
  const next = new Map<string, string>()
  for (const { name, summary } of shown) {
    const words = name.split(' ')
    const word = words[depth]
    if (word === undefined || words.slice(0, depth).join(' ') !== path) continue
    if (!next.has(word)) next.set(word, words.length === depth + 1 ? summary : '')
  }
  return [...next].map(([word, summary]) => ({ word, summary }))
}

function describeOptions(specs: OptionSpecs): readonly CompletionOption[] {
  return Object.entries(specs).map(([key, spec]) => ({
    word: `--${flagName(key)}`,
    summary: spec.summary,
    value: valueKind(spec),
  }))
}

function valueKind(spec: OptionSpec): CompletionOption['value'] {
  switch (spec.type) {
    case 'flag':
      return 'none'
    case 'file':
      return 'file'
    case 'choice':
      return spec.choices
    case 'cloud':
      return CLOUDS
    case 'text':
      return spec.offers === 'files' ? 'file' : (spec.offers ?? 'text')
    default:
      return 'text'
  }
}
