import { expect, it } from 'vitest'
import { commandReference } from '../../scripts/command-reference.ts'
import { errorReference } from '../../scripts/error-reference.ts'
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
