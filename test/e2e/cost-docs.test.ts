import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/run.ts'
import { CATALOGUE } from '../../src/commands/catalogue.ts'
import { fakeProcess } from '../commands/fake-process.ts'
import { ROOT } from '../support/documents.ts'

const built = existsSync(path.join(ROOT, 'dist', 'main.js')) || process.env.MCLOUD_REQUIRE_TOOLS === '1'

const PLAN = {
  format_version: '1.2',
  resource_changes: [
    {
      address: 'aws_nat_gateway.out',
      mode: 'managed',
      type: 'aws_nat_gateway',
      change: { actions: ['create'], before: null, after: {} },
    },
  ],
}

function billOf(days: number): string {
  const rows = Array.from({ length: days }, (_, day) => {
    const at = new Date(Date.UTC(2026, 7, 1 + day)).toISOString()
    return `1,1,USD,Usage,${at},AWS,Amazon EC2,`
  })
  const head =
    'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ProviderName,ServiceName,Tags'
  return `${[head, ...rows].join('\n')}\n`
}

describe('what docs/cost.md says for programs', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'cost.md'), 'utf8')
  const section = page.split('## For programs')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (`.*`) \|$/gm)].map(
    ([, command = '', keys = '']) =>
      [command, [...keys.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key)] as const,
  )
  const bill = ['--focus', 'bill.csv']
  // What asks clouds is left to the tests of its own.
  const words: Readonly<Record<string, readonly string[]>> = {
    report: bill,
    forecast: bill,
    anomalies: bill,
    allocate: bill,
    estimate: ['plan.json'],
    gate: ['plan.json', '--max-monthly', '5'],
    compare: ['--vcpu', '2', '--memory-gb', '8'],
    optimize: ['plan.json'],
    'prices show': ['aws.rds'],
  }

  it('names every command that prints figures', () => {
    const all = CATALOGUE.map(({ name }) => name).filter((name) => name.startsWith('cost '))
    expect(rows.map(([command]) => `cost ${command}`).sort()).toEqual(all.sort())
  })

  it.each(Object.entries(words))('is what cost %s prints', async (command, given) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mcloud-cost-json-'))
    try {
      writeFileSync(path.join(folder, 'bill.csv'), billOf(40))
      writeFileSync(path.join(folder, 'plan.json'), JSON.stringify(PLAN))
      const process = fakeProcess(['cost', ...command.split(' '), ...given, '--json'], {
        folder,
        env: { XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
      })
      await runCommandLine(process, '0.0.0')
      const { schemaVersion, ok, data } = JSON.parse(process.out())
      expect([schemaVersion, ok]).toEqual([1, true])
      const told = rows.find(([name]) => name === command)?.[1] ?? []
      const always = told.filter((key) => !key.endsWith('?'))
      expect(Object.keys(data)).toEqual(expect.arrayContaining(always))
      expect(told.map((key) => key.replace('?', ''))).toEqual(expect.arrayContaining(Object.keys(data)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe.skipIf(!built)('docs/cost.md', () => {
  it('shows what its first command prints, to the letter', () => {
    const page = readFileSync(path.join(ROOT, 'docs', 'cost.md'), 'utf8')
    const [, bill = '', command = '', shown = ''] =
      /cat > bill\.csv <<'END'\n([\s\S]*?)END\nmcloud (.*)\n```\n\n```text\n([\s\S]*?)```/.exec(page) ?? []
    const folder = mkdtempSync(path.join(tmpdir(), 'mcloud-cost-docs-'))
    try {
      writeFileSync(path.join(folder, 'bill.csv'), bill)
      const words = [path.join(ROOT, 'bin', 'mcloud.js'), ...command.split(' ')]
      const printed = execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
      // The page names the file as it was typed; the command names it in full.
      const short = printed.replaceAll(/\S*\/bill\.csv/g, 'bill.csv')
      const plain = (text: string) => text.replaceAll(/ +/g, ' ').trim()
      expect(plain(short)).toBe(plain(shown))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
