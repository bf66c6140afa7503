import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { helpAsked } from '../../src/cli/help-asked.ts'
import { readInput } from '../../src/cli/input.ts'
import { CATALOGUE, loadCatalogue } from '../../src/commands/catalogue.ts'
import { CHANGE_OPTIONS, flagName, GLOBAL_OPTIONS } from '../../src/commands/options.ts'
import { TOPICS } from '../../src/commands/topics.ts'

const commands = await loadCatalogue()

/** The words of every `mcloud` call in a line of shell. */
function callsIn(line: string): readonly (readonly string[])[] {
  const word = /(?:'[^']*'|"[^"]*"|[^\s|&;>)'"])+/g
  return [...line.matchAll(/\bmcloud((?: (?:'[^']*'|"[^"]*"|[^\s|&;>)'"])+)*)/g)].map(([, words]) =>
    [...(words ?? '').matchAll(word)].map(([typed]) => typed.replaceAll(/['"]/g, '')),
  )
}

describe('the catalogue', () => {
  it('names each command once, in small words', () => {
    const names = CATALOGUE.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)*$/.test(name))).toEqual([])
  })

  it('puts every command under a topic of the help', () => {
    const words = new Map(TOPICS.flatMap((topic) => Object.entries(topic.words)))
    for (const { name, hidden } of CATALOGUE) {
      if (hidden === true) continue
      const [first = '', second] = name.split(' ')
      expect([name, words.has(first)]).toEqual([name, true])
      if (second !== undefined) expect([first, typeof words.get(first)]).toEqual([first, 'string'])
    }
  })
})

describe.each(commands.map((command) => [command.name, command] as const))('mcloud %s', (name, command) => {
  it('shows at least two examples, each parsed by the real parser', async () => {
    expect(command.examples.length).toBeGreaterThanOrEqual(2)
    for (const { command: line, means } of command.examples) {
      expect(means).toMatch(/\S/)
      const calls = callsIn(line)
      expect(calls.length).toBeGreaterThanOrEqual(1)
      const read = await Promise.all(calls.map((words) => readCommandLine(words, CATALOGUE)))
      expect(read.map((one) => one.command?.name)).toContain(name)
      for (const one of read) if (one.command !== undefined) await readInput(one.command, one)
    }
  })

  it('has options that nothing else takes already, and says what each is for', () => {
    const taken = Object.keys({ ...GLOBAL_OPTIONS, ...CHANGE_OPTIONS })
    for (const [key, spec] of Object.entries(
      (command.options ?? {}) as Record<string, { summary: string }>,
    )) {
      expect([key, taken.includes(key)]).toEqual([key, false])
      expect(flagName(key)).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(spec.summary).toMatch(/^[A-Z].*[^.]$/)
    }
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
  })

  it('has its help found without the parser', () => {
    for (const words of [
      [...name.split(' '), '--help'],
      ['help', ...name.split(' ')],
      ['-h', ...name.split(' ')],
    ]) {
      expect(helpAsked(words, CATALOGUE)).toBe(name)
    }
    expect(helpAsked(name.split(' '), CATALOGUE)).toBeUndefined()
  })
})
