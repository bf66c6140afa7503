import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/config/document.ts'
import type { Path } from '../../src/config/mistake.ts'

/** Every path of a value, those inside included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const inside =
    value === null || typeof value !== 'object'
      ? []
      : Object.entries(value).flatMap(([key, item]) =>
          pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
        )
  return [path, ...inside]
}

describe('a platform file in JSON', () => {
  test('has the values and places that the parser of YAML finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), async (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        const json = await parseDocument(text, 'json')
        const yaml = await parseDocument(text, 'yaml')
        expect(json.syntax).toEqual([])
        expect(json.value).toEqual(JSON.parse(text))
        if (yaml.syntax.length > 0) return
        for (const path of [...pathsOf(value), ['absent'], ['absent', 0]])
          for (const on of ['key', 'value'] as const)
            expect([path, on, json.locate(path, on)]).toEqual([path, on, yaml.locate(path, on)])
      }),
      { numRuns: 200 },
    )
  })

  test('is refused where a key stands twice, and where it is no JSON, with the place', async () => {
    expect((await parseDocument('{"a": 1,\n "b": {"c": 1, "c": 2}}', 'json')).syntax).toEqual([
      { line: 2, column: 16, message: 'the same key stands twice in one mapping', fatal: false },
    ])
    expect((await parseDocument('{"a": 1,\n "b": ]}', 'json')).syntax).toContainEqual(
      expect.objectContaining({ line: 2, fatal: true }),
    )
    const deep = `${'['.repeat(60)}${']'.repeat(60)}`
    expect((await parseDocument(deep, 'json')).syntax).toHaveLength(1)
  })
})
