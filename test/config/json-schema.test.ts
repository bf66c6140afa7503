import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { platformFileJsonSchema } from '../../src/config/json-schema.ts'
import { LATER_SECTIONS, validateShape } from '../../src/config/schema.ts'

const root = join(import.meta.dirname, '../..')
const schema = platformFileJsonSchema() as { properties: Record<string, { description?: string }> }

async function fileOf(path: string): Promise<unknown> {
  return parse(await readFile(join(root, path), 'utf8'))
}

describe('the JSON Schema', () => {
  it('describes every section', () => {
    const silent = Object.entries(schema.properties).filter(([, section]) => !section.description)
    expect(silent.map(([key]) => key)).toEqual([])
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining([...LATER_SECTIONS]))
  })

  it.each([
    ['examples/ohlcv-pipeline/mcloud.yaml', true],
    ['examples/learning-platform/mcloud.yaml', true],
    ['examples/ecommerce/mcloud.yaml', true],
    ['examples/wildlife-monitoring/mcloud.yaml', true],
    ['examples/wealth-platform/mcloud.yaml', true],
    ['test/config/fixtures/shop.yaml', true],
    ['test/config/fixtures/wrong.yaml', false],
  ])('judges %s as the reader does', async (path, valid) => {
    const file = await fileOf(path)
    const fromJsonSchema = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
    expect(fromJsonSchema.safeParse(file).success).toBe(valid)
    expect(validateShape(file).issues.length === 0).toBe(valid)
  })
})
