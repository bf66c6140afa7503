import type { Listed } from '../commands/command.ts'
import { flagName, GLOBAL_OPTIONS } from '../commands/options.ts'
import type { McloudError, Problem } from '../errors/mcloud-error.ts'
import type { CommandLine } from './command-line.ts'
import { unknownOption, usageError } from './input.ts'
import { nearestWord } from './nearest-word.ts'

/** The mistake of a line whose words name no command. */
export async function noSuchCommand(line: CommandLine, catalogue: readonly Listed[]): Promise<McloudError> {
  const group = line.words.join(' ')
  const next = nextWords(group, catalogue)
  const problems: Problem[] = []
  const word = line.rest.find((candidate) => !candidate.startsWith('-'))
  const flags = Object.keys(GLOBAL_OPTIONS).map((key) => `--${flagName(key)}`)
  for (const option of line.rest.filter((candidate) => candidate.startsWith('-'))) {
    const problem = await unknownOption(option, flags)
    problems.push({ expected: 'options of a command follow its words', ...problem })
  }
  if (word === undefined && problems.length === 0) {
    const message = group === '' ? 'a command is missing' : `\`mcloud ${group}\` is not a command by itself`
    problems.push({ at: `mcloud ${group}`.trim(), message, expected: `one of ${next.join(', ')}` })
  } else if (word !== undefined && !next.includes(word)) {
    const nearest = await nearestWord(word, next)
    const expected = nearest === undefined ? `one of ${next.join(', ')}` : `did you mean ${nearest}?`
    problems.push({
      at: [group, word].filter(Boolean).join(' '),
      message: `unknown command "${word}"`,
      expected,
    })
  }
  return usageError(problems, group)
}

/** The words that can follow a group's words, in the order of the catalogue. */
export function nextWords(group: string, catalogue: readonly Listed[]): readonly string[] {
  const depth = group === '' ? 0 : group.split(' ').length
  const inside = catalogue.filter(
    ({ name, hidden }) => hidden !== true && (group === '' || name.startsWith(`${group} `)),
  )
  return [...new Set(inside.map(({ name }) => name.split(' ')[depth] ?? ''))].filter(Boolean)
}
