import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { npmPostgres } from '../../src/lab/postgres/binaries.ts'
import { runnableBinaries } from '../../src/lab/postgres/runnable-binaries.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcloud-binaries-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A package as npm leaves it when its install script was not run: the links between libraries are missing. */
function packageWithoutLinks() {
  const files = {
    'package.json': JSON.stringify({ version: '18.4.0-beta.17' }),
    'native/bin/postgres': '',
    'native/bin/initdb': '',
    'native/lib/libpq.so.5.18': 'library',
    'native/pg-symlinks.json': JSON.stringify([
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    ]),
  }
  const root = join(folder, 'package')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const found = npmPostgres(root, 'a test')
  if (!found) throw new Error('the package was not recognised')
  return found
}

describe('the programs that a lab runs', () => {
  test('are a copy with links between its libraries where npm left them out', () => {
    const found = packageWithoutLinks()
    expect(found).toMatchObject({ major: 18, version: '18.4' })
    const bin = runnableBinaries(found, undefined, join(folder, 'data'))
    expect(bin).toBe(join(folder, 'data', 'postgresql-18.4', 'native', 'bin'))
    const link = join(bin, '..', 'lib', 'libpq.so.5')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(link, 'utf8')).toBe('library')
    expect(runnableBinaries(found, undefined, join(folder, 'data'))).toBe(bin)
  })

  test('are a copy where the account of PostgreSQL cannot pass the folders above them', () => {
    const found = packageWithoutLinks()
    const stranger = { name: 'stranger', uid: 4_000_000, gid: 4_000_000 }
    expect(runnableBinaries(found, stranger, join(folder, 'data'))).toContain('data')
    const { npmPackage: _, ...ofTheMachine } = found
    expect(() => runnableBinaries(ofTheMachine, stranger, join(folder, 'data'))).toThrow(
      /stranger .* cannot reach/,
    )
    expect(runnableBinaries(ofTheMachine, undefined, join(folder, 'data'))).toBe(found.bin)
  })
})
