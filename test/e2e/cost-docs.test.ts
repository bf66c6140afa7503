import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/documents.ts'

const built = existsSync(path.join(ROOT, 'dist', 'main.js')) || process.env.MCLOUD_REQUIRE_TOOLS === '1'

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
