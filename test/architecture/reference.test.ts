import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandReference } from '../../scripts/command-reference.ts'
import { errorReference } from '../../scripts/error-reference.ts'
import { permissionTable } from '../../scripts/permission-tables.ts'
import { fillPart } from '../../scripts/terraform-docs.ts'
import { loadCatalogue } from '../../src/commands/catalogue.ts'
import { TOPICS } from '../../src/commands/topics.ts'

// `npm run docs` runs this file with --update, which writes what it otherwise compares.
it('docs/reference/commands.md is what the code says', async () => {
  await expect(commandReference(await loadCatalogue(), TOPICS)).toMatchFileSnapshot(
    '../../docs/reference/commands.md',
  )
})

it('docs/reference/errors.md is what the code says', async () => {
  await expect(errorReference()).toMatchFileSnapshot('../../docs/reference/errors.md')
})

it('docs/permissions.md lists what the table of permissions says', async () => {
  const file = new URL('../../docs/permissions.md', import.meta.url).pathname
  let page = readFileSync(file, 'utf8')
  for (const cloud of ['aws', 'gcp', 'azure'] as const)
    for (const purpose of ['operate', 'set up'] as const)
      page = fillPart(page, `${cloud} ${purpose}`, permissionTable(cloud, purpose))
  await expect(page).toMatchFileSnapshot(file)
})
