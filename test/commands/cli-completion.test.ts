import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/commands/catalogue.ts'
import type { NamedCommand } from '../../src/commands/command.ts'
import { bashScript } from '../../src/commands/completion/bash.ts'
import { fishScript } from '../../src/commands/completion/fish.ts'
import { completionWords } from '../../src/commands/completion/words.ts'
import { zshScript } from '../../src/commands/completion/zsh.ts'

const promote: NamedCommand = {
  name: 'failover promote',
  summary: "Move the database's traffic",
  risk: 'severe',
  options: {
    to: { type: 'cloud', summary: 'Target' },
    plan: { type: 'file', summary: 'Plan' },
    mode: { type: 'choice', summary: 'Mode', choices: ['stop', 'drop'] },
    by: { type: 'text', summary: 'Group', offers: ['day', 'month'] },
    bill: { type: 'text', summary: 'Bill', offers: 'files' },
  },
  examples: [],
  run: async () => ({ kind: 'done', data: undefined }),
  human: () => {},
}
const fail: NamedCommand = {
  ...promote,
  name: 'lab fail',
  risk: 'none',
  options: {},
  arguments: { cloud: { summary: 'Cloud', choices: ['aws', 'gcp'] } },
}
const check: NamedCommand = {
  ...fail,
  name: 'lab check',
  arguments: { file: { summary: 'File', file: true } },
}
const words = completionWords([promote, fail, check, { ...fail, name: 'secret', hidden: true }])

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0
const skip = (shell: string) => !has(shell) && process.env.MCLOUD_REQUIRE_TOOLS !== '1'

/** What bash offers at the end of these words. */
function bashOffers(...typed: string[]): string[] {
  const script = `${bashScript(words)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mcloud; printf '%s\\n' "\${COMPREPLY[@]}"`
  const ran = spawnSync('bash', ['--norc', '-c', script, 'bash', 'mcloud', ...typed], { encoding: 'utf8' })
  expect(ran.stderr).toBe('')
  return ran.stdout.split('\n').filter(Boolean)
}

describe.skipIf(skip('bash'))('completion in bash', () => {
  it.each([
    [[''], ['failover', 'lab']],
    [['fa'], ['failover']],
    [['failover', ''], ['promote']],
    [
      ['failover', 'promote', '--to', ''],
      ['aws', 'gcp', 'azure'],
    ],
    [['failover', 'promote', '--to', '=', 'g'], ['gcp']],
    [
      ['--config', 'lab', 'failover', 'promote', '--mode', ''],
      ['stop', 'drop'],
    ],
    [['failover', 'promote', '--dr'], ['--dry-run']],
    [['lab', 'fail', 'a'], ['aws']],
    [['lab', 'fail', '--dr'], []],
    [['--timeout', ''], []],
  ])('%j', (typed, offered) => {
    expect(bashOffers(...typed)).toEqual(offered)
  })

  it('completes files where an option takes one', () => {
    expect(bashOffers('failover', 'promote', '--plan', 'package.j')).toEqual(['package.json'])
    expect(bashOffers('failover', 'promote', '--bill', 'package.j')).toEqual(['package.json'])
  })

  it('completes files where an argument is one, and words that a text may be', () => {
    expect(bashOffers('lab', 'check', 'package.j')).toEqual(['package.json'])
    expect(bashOffers('failover', 'promote', '--by', 'm')).toEqual(['month'])
  })
})

describe.skipIf(!has('fish'))('completion in fish', () => {
  it('completes files where an argument is one, and words that a text may be', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcloud-completion-'))
    const file = join(folder, 'mcloud.fish')
    writeFileSync(file, fishScript(words))
    writeFileSync(join(folder, 'plan.json'), '{}')
    const offers = (line: string) => {
      const script = `source ${file}; complete -C '${line}'`
      const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder }
      return spawnSync('fish', ['-c', script], { cwd: folder, encoding: 'utf8', env }).stdout
    }
    const [files, texts] = [offers('mcloud lab check pl'), offers('mcloud failover promote --by m')]
    rmSync(folder, { recursive: true })
    expect(files).toContain('plan.json')
    expect(texts).toContain('month')
  })
})

describe('the scripts of all commands', async () => {
  const all = completionWords(await loadCatalogue())

  it('name every command, option and choice in all three', () => {
    for (const script of [bashScript(all), zshScript(all), fishScript(all)]) {
      for (const { path, options } of all) {
        expect(script).toContain(path)
        for (const { word } of options) expect(script).toContain(word.slice(2))
      }
    }
  })

  for (const [shell, script] of [
    ['bash', bashScript],
    ['zsh', zshScript],
    ['fish', fishScript],
  ] as const) {
    it.skipIf(!has(shell))(`are valid ${shell}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'mcloud-completion-'))
      // A file, because fish reads none from a pipe that is not a terminal.
      const file = join(folder, `mcloud.${shell}`)
      writeFileSync(file, script(all))
      const checked = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
      rmSync(folder, { recursive: true })
      expect(checked).toMatchObject({ stderr: '', status: 0 })
    })
  }

  it('keep an apostrophe in a summary inside its quotes', () => {
    expect(zshScript(words)).not.toContain("promote:Move the database's")
    expect(fishScript(words)).toContain("Move the database\\'s traffic")
  })
})
