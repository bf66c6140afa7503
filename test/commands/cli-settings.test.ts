import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/run.ts'
import { defineCommand } from '../../src/commands/command.ts'
import { fakeProcess } from './fake-process.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mcloud-home-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const look = defineCommand({
  options: { store: { type: 'flag', summary: 'Open the store, too' } },
  examples: [],
  run: async ({ options }, context) => {
    if (options.store) {
      await context.platform()
      await context.store()
    }
    const { timeoutMs, color } = context.global
    return { kind: 'done', data: { timeoutMs, color } }
  },
  human: ({ data }, page) => page.line(String(data.timeoutMs)),
})

async function run(words: string, env: Record<string, string> = {}) {
  const process = fakeProcess(words.split(' '), { env: { HOME: home, ...env } })
  const code = await runCommandLine(process, '9.9.9', [
    { name: 'look', summary: 'Look at the context', load: async () => look },
  ])
  return { code, out: process.out(), err: process.err() }
}
const set = (text: string) => {
  mkdirSync(join(home, '.config', 'mcloud'), { recursive: true })
  writeFileSync(join(home, '.config', 'mcloud', 'config.yaml'), text)
}
const data = async (words: string, env?: Record<string, string>) =>
  JSON.parse((await run(words, env)).out).data

it('the operator sets time limit and colour for every platform; flags and variables hold over the file', async () => {
  expect(await data('look --json')).toEqual({ color: true })
  set('timeout: 45s\ncolor: false\n')
  expect(await data('look --json')).toEqual({ timeoutMs: 45_000, color: false })
  expect(await data('look --json', { MCLOUD_TIMEOUT: '2m' })).toMatchObject({ timeoutMs: 120_000 })
  expect(await data('look --json --timeout 3s', { MCLOUD_TIMEOUT: '2m' })).toMatchObject({ timeoutMs: 3_000 })
})

it('a mistake in the file of the operator is told with its place', async () => {
  set('timeout: soon\n')
  const { code, err } = await run('look')
  expect(code).toBe(2)
  expect(err).toContain('config.yaml:1')
})

it('warns on stderr of what is unwise in the platform file, and of a store that holds for one machine', async () => {
  const file = join(home, 'mcloud.yaml')
  writeFileSync(
    file,
    'platform: shop\nstrategy: active-passive\nclouds:\n  aws: { region: us-east-1 }\nnotifications:\n  page: { kind: pagerduty, routingKey: R0123 }\n',
  )
  const { code, err, out } = await run(`look --json --store --config ${file}`)
  expect(out + err).not.toContain('R0123')
  expect(code).toBe(0)
  expect(err).toContain('mcloud.yaml:6')
  expect(err).toContain('stands in clear')
  expect(err).toContain('names no coordination store')
  expect((await run(`look --store --quiet --config ${file}`)).err).toBe('')
})
