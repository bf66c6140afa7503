import { expect, it } from 'vitest'
import { platformFileReference } from '../../scripts/platform-file-reference.ts'
import { platformFileJsonSchema } from '../../src/config/json-schema.ts'

// Run with --update, this file writes what it otherwise compares.
it('docs/reference/platform-file.schema.json is what the code says', async () => {
  const text = `${JSON.stringify(platformFileJsonSchema(), undefined, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../docs/reference/platform-file.schema.json')
})

it('docs/reference/platform-file.md is what the schema says', async () => {
  await expect(platformFileReference()).toMatchFileSnapshot('../../docs/reference/platform-file.md')
})
