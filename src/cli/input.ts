import type {
  AnyCommand,
  ArgumentSpec,
  GlobalOptions,
  Input,
  NamedCommand,
  OptionSpec,
  OptionSpecs,
} from '../commands/command.ts'
import { CHANGE_OPTIONS, flagName, GLOBAL_OPTIONS, optionsOf } from '../commands/options.ts'
import type { Problem } from '../errors/mcloud-error.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { CommandLine, TypedOptions } from './command-line.ts'
import { nearestWord } from './nearest-word.ts'
import { parseValue, parseWord } from './option-value.ts'

export interface ReadInput {
  readonly input: Input<OptionSpecs, Readonly<Record<string, ArgumentSpec>>>
  readonly global: GlobalOptions
}

type Values = Record<string, unknown>

/**
 * Judges what was typed for one command.
 * @throws McloudError USAGE with every mistake of the line
 */
export async function readInput(command: NamedCommand, line: CommandLine): Promise<ReadInput> {
  const problems: Problem[] = []
  const globals = await readOptions(GLOBAL_OPTIONS, line.typed, problems)
  const changes = await readOptions(CHANGE_OPTIONS, line.typed, problems)
  const options = await readOptions(command.options ?? {}, line.typed, problems)
  const operands = await takeUnknownOptions(command, line.rest, problems)
  const given = await readArguments(command, operands, problems)
  const input = { options, arguments: given } as ReadInput['input']
  if (problems.length === 0) {
    for (const message of command.mistakes?.(input) ?? []) problems.push({ at: command.name, message })
  }
  if (problems.length > 0) throw usageError(problems, command.name)
  return { input, global: globalOptions({ ...globals, ...changes }) }
}

/** The error for one or more mistakes of the command line. */
export function usageError(problems: readonly Problem[], words: string): McloudError {
  const message =
    problems.length === 1
      ? 'There is a mistake in the command line.'
      : `There are ${problems.length} mistakes in the command line.`
  return new McloudError({
    code: 'USAGE',
    message,
    hint: `Run \`${['mcloud', words, '--help'].filter(Boolean).join(' ')}\`.`,
    problems,
  })
}

async function readOptions(specs: OptionSpecs, typed: TypedOptions, problems: Problem[]): Promise<Values> {
  const values: Values = {}
  for (const [key, spec] of Object.entries(specs)) {
    values[key] = await readOption(`--${flagName(key)}`, spec, typed[key] ?? [], problems)
  }
  return values
}

async function readOption(
  at: string,
  spec: OptionSpec,
  typed: readonly (string | undefined)[],
  problems: Problem[],
): Promise<unknown> {
  if (spec.type === 'flag') return typed.length > 0
  const many = 'many' in spec && spec.many === true
  if (typed.includes(undefined) || typed.includes('')) {
    problems.push({ at, message: `${at} needs a value`, expected: expectation(spec) })
    return undefined
  }
  if (typed.length > 1 && !many) {
    problems.push({ at, message: `${at} is given ${typed.length} times`, expected: 'one value' })
    return undefined
  }
  const listed = many && spec.type !== 'text'
  const texts = typed.flatMap((text) => (listed ? (text ?? '').split(',') : [text ?? '']))
  const fallback = 'default' in spec ? spec.default : undefined
  if (texts.length === 0 && fallback !== undefined) texts.push(String(fallback))
  if (texts.length === 0 && 'required' in spec && spec.required === true) {
    problems.push({ at, message: `${at} is missing`, expected: expectation(spec) })
  }
  const values: unknown[] = []
  for (const text of texts) {
    const parsed = await parseValue(at, spec, text)
    if ('problem' in parsed) problems.push(parsed.problem)
    else values.push(parsed.value)
  }
  return many ? values : values[0]
}

function expectation(spec: OptionSpec): string {
  switch (spec.type) {
    case 'cloud':
      return 'one of aws, gcp, azure'
    case 'choice':
      return `one of ${spec.choices.join(', ')}`
    case 'duration':
      return 'a number and a unit: 500ms, 10s, 5m, 2h'
    case 'integer':
      return 'a whole number'
    case 'file':
      return 'the path of a file'
    default:
      return 'a text'
  }
}

/** Reports the options that the command does not have; returns what is left as arguments. */
async function takeUnknownOptions(
  command: AnyCommand,
  rest: readonly string[],
  problems: Problem[],
): Promise<readonly string[]> {
  const known = { ...GLOBAL_OPTIONS, ...optionsOf(command) }
  const flags = Object.keys(known).map((key) => `--${flagName(key)}`)
  const takesArguments = Object.keys(command.arguments ?? {}).length > 0
  const operands: string[] = []
  let afterUnknown = false
  for (const word of rest) {
    if (word.length > 1 && word.startsWith('-') && !/^-\d/.test(word)) {
      problems.push(await unknownOption(word, flags))
      afterUnknown = !word.includes('=')
    } else {
      // The word after an unknown option is most likely its value: one mistake, not two.
      if (!afterUnknown || takesArguments) operands.push(word)
      afterUnknown = false
    }
  }
  return operands
}

/** Words the mistake of an option that does not exist there. */
export async function unknownOption(word: string, flags: readonly string[]): Promise<Problem> {
  const flag = word.split('=')[0] ?? word
  if (flags.includes(flag)) return { at: flag, message: `${flag} takes no value` }
  const nearest = await nearestWord(flag, flags)
  return {
    at: flag,
    message: `unknown option ${flag}`,
    ...(nearest !== undefined && { expected: `did you mean ${nearest}?` }),
  }
}

async function readArguments(
  command: AnyCommand,
  operands: readonly string[],
  problems: Problem[],
): Promise<Values> {
  const specs = Object.entries((command.arguments ?? {}) as Readonly<Record<string, ArgumentSpec>>)
  const left = [...operands]
  const values: Values = {}
  for (const [name, spec] of specs) {
    const at = `<${flagName(name)}>`
    const taken = left.splice(0, spec.many ? left.length : 1)
    if (taken.length === 0 && spec.required) {
      const expected = spec.choices ? `one of ${spec.choices.join(', ')}` : spec.summary
      problems.push({ at, message: `${at} is missing`, expected })
    }
    for (const text of spec.choices ? taken : []) {
      const parsed = await parseWord(at, spec.choices ?? [], text)
      if ('problem' in parsed) problems.push(parsed.problem)
    }
    values[name] = spec.many ? taken : taken[0]
  }
  for (const word of left) problems.push({ at: word, message: `unexpected argument "${word}"` })
  return values
}

function globalOptions(values: Values): GlobalOptions {
  const { config, timeout, confirm } = values as { config?: string; timeout?: number; confirm?: string }
  return {
    ...(config !== undefined && { config }),
    json: values.json === true,
    color: values.noColor !== true,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
    ...(timeout !== undefined && { timeoutMs: timeout }),
    yes: values.yes === true,
    ...(confirm !== undefined && { confirm }),
    dryRun: values.dryRun === true,
  }
}
