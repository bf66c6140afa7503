import { Option, Command as Program } from 'commander'
import { loadCommand } from '../commands/catalogue.ts'
import type { Entry, Listed, NamedCommand, OptionSpec, OptionSpecs } from '../commands/command.ts'
import { flagName, GLOBAL_OPTIONS, optionsOf } from '../commands/options.ts'

/** What was typed, taken apart but not yet judged: every mistake is found later and at once. */
export interface CommandLine {
  /** The command that the words name; absent where they stop at a group or name nothing. */
  readonly command?: NamedCommand
  /** Words of the command or of the group that was reached, e.g. `['failover', 'promote']`. */
  readonly words: readonly string[]
  /** Values as typed, by option key; `undefined` stands for an option typed without a value. */
  readonly typed: TypedOptions
  /** What follows the words: arguments, and whatever is no option of the command. */
  readonly rest: readonly string[]
}

export type TypedOptions = Readonly<Record<string, readonly (string | undefined)[]>>

/** Commander gathers this where an option was typed without a value. */
const NO_VALUE = '\u0000'

/**
 * Takes the words after `mcloud` apart; never throws for what an operator typed. Of the commands only those are
 * loaded that the words lead through, because only their options have a say in how the line is read.
 */
export async function readCommandLine(
  words: readonly string[],
  catalogue: readonly Entry[],
): Promise<CommandLine> {
  const loaded = new Map<string, NamedCommand>()
  for (;;) {
    const line = takeApart(words, catalogue, loaded)
    const path = `${line.words.join(' ')} `
    const missing = catalogue.filter(({ name }) => path.startsWith(`${name} `) && !loaded.has(name))
    if (missing.length === 0) return line
    for (const command of await Promise.all(missing.map(loadCommand))) loaded.set(command.name, command)
  }
}

/** Reads the line as far as its commands are known: one that is not loaded yet has no options here. */
function takeApart(
  words: readonly string[],
  catalogue: readonly Listed[],
  loaded: ReadonlyMap<string, NamedCommand>,
): CommandLine {
  let read: CommandLine | undefined
  const root = lenient('mcloud')
  addOptions(root, GLOBAL_OPTIONS)
  const reach = (node: Program, path: readonly string[], command?: NamedCommand) => {
    const above = optionsAbove(node, root)
    const own = Object.keys(command === undefined ? {} : optionsOf(command))
    const strangers = Object.keys(above).filter((key) => !own.includes(key))
    const known = Object.fromEntries(Object.entries(above).filter(([key]) => own.includes(key)))
    const typed = collect({ ...root.opts(), ...known, ...node.opts() })
    const rest = [...strangers.map((key) => `--${flagName(key)}`), ...node.args]
    read = { ...(command && { command }), words: path, typed, rest }
  }
  root.action(() => reach(root, []))

  const nodes = new Map<string, Program>([['', root]])
  for (const listed of catalogue) {
    const path = listed.name.split(' ')
    for (const [index, word] of path.entries()) {
      // What is not typed cannot be reached.
      if (!words.includes(word)) break
      const name = path.slice(0, index + 1).join(' ')
      if (nodes.has(name)) continue
      const command = name === listed.name ? loaded.get(name) : undefined
      // An option after the words belongs to the last of them, also where an earlier one has it, too.
      const node = lenient(word).enablePositionalOptions()
      if (command !== undefined) addOptions(node, optionsOf(command))
      // A command that is a group too leaves the options behind a word of the group to that word's command.
      node.enablePositionalOptions()
      node.action(() => reach(node, name.split(' '), command))
      nodes.get(path.slice(0, index).join(' '))?.addCommand(node)
      nodes.set(name, node)
    }
  }
  root.parse([...words], { from: 'user' })
  if (read === undefined) throw new Error('the command line reached no action')
  return read
}

/** What was typed between the words of a command that has others below it: `mcloud deploy --yes apply`. */
function optionsAbove(node: Program, root: Program): Record<string, readonly string[]> {
  const { parent } = node
  return parent === null || parent === root ? {} : { ...optionsAbove(parent, root), ...parent.opts() }
}

/** Commander stops at the first mistake it sees; with everything allowed it only takes the line apart. */
function lenient(word: string): Program {
  return new Program(word)
    .helpOption(false)
    .helpCommand(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
}

function addOptions(node: Program, specs: OptionSpecs): void {
  for (const [key, spec] of Object.entries(specs)) node.addOption(makeOption(key, spec))
}

function makeOption(key: string, spec: OptionSpec): Option {
  const flags = `${spec.short === undefined ? '' : `-${spec.short}, `}--${flagName(key)}`
  const option = new Option(spec.type === 'flag' ? flags : `${flags} [value]`)
  // `--no-x` would otherwise be read as the negation of an option `x`.
  option.negate = false
  option.attributeName = () => key
  return option
    .preset(NO_VALUE)
    .argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value])
}

function collect(values: Readonly<Record<string, readonly string[]>>): TypedOptions {
  const entries = Object.entries(values)
  return Object.fromEntries(
    entries.map(([key, given]) => [key, given.map((value) => (value === NO_VALUE ? undefined : value))]),
  )
}
