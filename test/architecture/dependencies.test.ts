import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const text = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test('each package that mcloud depends on stands in ARCHITECTURE.md with its reason, and no other does', () => {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(text('package.json'))
  const used = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
    // One row for all declarations of types.
    .filter((name) => !name.startsWith('@types/'))
  const section = text('ARCHITECTURE.md')
    .split('\n## ')
    .find((part) => part.startsWith('Dependencies'))
  const rows = (section ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (package|---)/.test(line))
  const told = rows.flatMap((row) => (row.split('|')[1] ?? '').split(',').map((name) => name.trim()))

  expect(used.filter((name) => !told.includes(name))).toEqual([])
  expect(told.filter((name) => !name.startsWith('@types/') && !used.includes(name))).toEqual([])
})
