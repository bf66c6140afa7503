import { loadCommand } from '../commands/catalogue.ts'
import type {
  ArgumentSpec,
  Entry,
  Example,
  Page as FullPage,
  Listed,
  NamedCommand,
  OptionSpec,
  OptionSpecs,
} from '../commands/command.ts'
import { flagName, GLOBAL_OPTIONS, optionsOf, valueWord } from '../commands/options.ts'
import type { Topic } from '../commands/topics.ts'
import { TOPICS } from '../commands/topics.ts'
import { EXIT } from '../errors/exit.ts'
import { EXIT_MEANINGS } from './exit-meanings.ts'
import { colourLevel, makePaint } from './io/colour.ts'
import { makeOutput } from './io/output.ts'
import type { ProcessLike } from './process-like.ts'

/** Help needs no tables. */
type Page = Pick<FullPage, 'line' | 'heading'>

/** Prints the help of a command, of a group, or (for `''`) of mcloud itself. */
export async function showHelp(
  path: string,
  process: ProcessLike,
  catalogue: readonly Entry[],
): Promise<number> {
  const wanted = !process.argv.includes('--no-color')
  const paint = await makePaint(colourLevel(process.stdout, process.env, wanted))
  const lines: string[] = []
  const page: Page = {
    line: (text = '') => void lines.push(text),
    heading: (text) => void lines.push(paint(text, 'strong')),
  }
  const entry = catalogue.find(({ name }) => name === path)
  if (entry !== undefined) commandHelp(await loadCommand(entry), page)
  else if (path !== '') await groupHelp(path, page, catalogue, TOPICS)
  else topHelp(page, catalogue, TOPICS)
  const stdout = makeOutput(
    process.stdout,
    (text) => text,
    () => {},
  )
  await stdout.write(`${lines.join('\n')}\n`)
  return EXIT.ok
}

/** The help of one command, complete with its examples. */
function commandHelp(command: NamedCommand, page: Page): void {
  page.line(command.summary)
  if (command.description !== undefined) page.line(`\n${command.description}`)
  section(page, 'Usage', [[usageOf(command), '']])
  const specs = (command.arguments ?? {}) as Readonly<Record<string, ArgumentSpec>>
  section(
    page,
    'Arguments',
    Object.entries(specs).map(([name, spec]) => [`<${flagName(name)}>`, argumentText(spec)]),
  )
  section(page, 'Options', optionRows(optionsOf(command)))
  section(page, 'Options of every command', optionRows(GLOBAL_OPTIONS))
  examples(page, command.examples)
  page.line(`\nExit codes: \`mcloud --help\` lists them.`)
}

/** The help of a group such as `failover`. */
async function groupHelp(
  group: string,
  page: Page,
  catalogue: readonly Entry[],
  topics: readonly Topic[],
): Promise<void> {
  const summary = topics.map(({ words }) => words[group]).find((text) => text !== undefined)
  const inside = catalogue.filter(({ name, hidden }) => hidden !== true && name.startsWith(`${group} `))
  if (summary !== undefined) page.line(summary)
  section(page, 'Usage', [[`mcloud ${group} COMMAND [options]`, '']])
  section(
    page,
    'Commands',
    inside.map(({ name, summary }) => [name, summary]),
  )
  section(page, 'Options of every command', optionRows(GLOBAL_OPTIONS))
  const first = await Promise.all(inside.slice(0, 2).map(loadCommand))
  examples(
    page,
    first.flatMap((command) => command.examples.slice(0, 1)),
  )
}

/** What `mcloud --help` shows: every first word under its topic. */
function topHelp(page: Page, catalogue: readonly Listed[], topics: readonly Topic[]): void {
  page.line('mcloud operates one platform that lives on AWS, Google Cloud and Azure at once.')
  section(page, 'Usage', [['mcloud COMMAND [options]', '']])
  for (const topic of topics) {
    const rows = Object.entries(topic.words).flatMap(([word, summary]): Row[] => {
      const command = catalogue.find(({ name }) => name === word)
      const isGroup = catalogue.some(({ name }) => name.startsWith(`${word} `))
      return command || isGroup ? [[word, summary ?? command?.summary ?? '']] : []
    })
    section(page, topic.title, rows)
  }
  section(page, 'Options of every command', optionRows(GLOBAL_OPTIONS))
  examples(page, [
    { command: 'mcloud help failover promote', means: 'The help of one command' },
    { command: 'mcloud status --json', means: 'Any command for a program to read' },
  ])
  section(
    page,
    'Exit codes',
    Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning]),
  )
}

/** e.g. `mcloud failover promote --to CLOUD [options]`. */
export function usageOf(command: NamedCommand): string {
  const specs = (command.options ?? {}) as OptionSpecs
  const required = Object.entries(specs).flatMap(([key, spec]) =>
    'required' in spec && spec.required === true ? [`--${flagName(key)} ${valueWord(key, spec)}`] : [],
  )
  const given = Object.entries((command.arguments ?? {}) as Readonly<Record<string, ArgumentSpec>>).map(
    ([name, spec]) => {
      const word = `<${flagName(name)}>${spec.many ? '...' : ''}`
      return spec.required ? word : `[${word}]`
    },
  )
  return ['mcloud', command.name, ...given, ...required, '[options]'].join(' ')
}

/** The flag with its value's word, e.g. `--to CLOUD`. */
export function optionFlags(key: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `
  const value = valueWord(key, spec)
  return `${short}--${flagName(key)}${value === undefined ? '' : ` ${value}`}`
}

/** The summary of an option with what it takes and what it is when it is not given. */
export function optionText(spec: OptionSpec): string {
  const remarks: string[] = []
  if (spec.type === 'choice') remarks.push(spec.choices.join(', '))
  if (spec.type === 'cloud') remarks.push('aws, gcp, azure')
  if ('required' in spec && spec.required === true) remarks.push('required')
  if ('many' in spec && spec.many === true) remarks.push('may be repeated')
  if ('default' in spec && spec.default !== undefined) remarks.push(`default ${spec.default}`)
  return remarks.length === 0 ? spec.summary : `${spec.summary} (${remarks.join('; ')})`
}

/** The summary of an argument with the words it takes. */
export function argumentText(spec: ArgumentSpec): string {
  return spec.choices === undefined ? spec.summary : `${spec.summary} (${spec.choices.join(', ')})`
}

type Row = readonly [string, string]

function optionRows(specs: OptionSpecs): readonly Row[] {
  return Object.entries(specs).map(([key, spec]) => [optionFlags(key, spec), optionText(spec)])
}

function section(page: Page, title: string, rows: readonly Row[]): void {
  if (rows.length === 0) return
  page.line()
  page.heading(title)
  const widest = Math.max(...rows.map(([left]) => left.length))
  for (const [left, right] of rows) page.line(`  ${left.padEnd(right === '' ? 0 : widest + 2)}${right}`)
}

function examples(page: Page, shown: readonly Example[]): void {
  if (shown.length === 0) return
  page.line()
  page.heading('Examples')
  for (const { command, means } of shown) {
    page.line(`  ${command}`)
    page.line(`      ${means}`)
  }
}
