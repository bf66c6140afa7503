import { argumentText, optionFlags, optionText, usageOf } from '../src/cli/help.ts'
import type { ArgumentSpec, NamedCommand, OptionSpecs } from '../src/commands/command.ts'
import { flagName, GLOBAL_OPTIONS, optionsOf } from '../src/commands/options.ts'
import type { Topic } from '../src/commands/topics.ts'

/** docs/reference/commands.md: every command with its options and examples, as the help shows them. */
export function commandReference(catalogue: readonly NamedCommand[], topics: readonly Topic[]): string {
  const parts = [
    '# Commands',
    'Written from the code by `npm run docs`. Exit codes and errors: [errors.md](errors.md).',
    '## Options of every command',
    'Accepted before the words of a command and after them.',
    optionTable(GLOBAL_OPTIONS),
  ]
  for (const topic of topics) {
    const commands = Object.keys(topic.words).flatMap((word) =>
      catalogue.filter(({ name, hidden }) => hidden !== true && name.split(' ')[0] === word),
    )
    if (commands.length > 0) parts.push(`## ${topic.title}`, ...commands.map(commandPart))
  }
  return `${parts.join('\n\n')}\n`
}

function commandPart(command: NamedCommand): string {
  const specs = Object.entries((command.arguments ?? {}) as Readonly<Record<string, ArgumentSpec>>)
  const options = optionsOf(command)
  const parts = [`### mcloud ${command.name}`, `${command.summary}.`]
  if (command.description !== undefined) parts.push(command.description.replaceAll('\n', '\n\n'))
  parts.push(`\`\`\`\n${usageOf(command)}\n\`\`\``)
  if (specs.length > 0) {
    parts.push(
      table(
        ['argument', 'meaning'],
        specs.map(([name, spec]) => [code(`<${flagName(name)}>`), argumentText(spec)]),
      ),
    )
  }
  if (Object.keys(options).length > 0) parts.push(optionTable(options))
  const examples = command.examples.map(({ command: line, means }) => [code(line), means])
  parts.push(table(['example', 'meaning'], examples))
  return parts.join('\n\n')
}

function optionTable(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([key, spec]) => [code(optionFlags(key, spec)), optionText(spec)])
  return table(['option', 'meaning'], rows)
}

/** A Markdown table. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
