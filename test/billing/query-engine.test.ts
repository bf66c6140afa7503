import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOutOfMemory, openQueryEngine, type QueryEngine } from '../../src/billing/query-engine.ts'

/** DuckDB reads JSON through buffers of 32 MiB, however small the file is. */
const SMALL = '20MB'

describe('the query engine', () => {
  let folder: string
  let query: string
  const call = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY }
  const engines: QueryEngine[] = []
  const open = async (usual: string, most: string) => {
    const engine = await openQueryEngine({ usual, most })
    engines.push(engine)
    return engine
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'query-engine-'))
    const file = join(folder, 'rows.json')
    writeFileSync(file, '{"cost": 1}\n{"cost": 2}\n')
    query = `SELECT CAST(sum(cost) AS VARCHAR) AS total FROM read_json('${file}', format = 'newline_delimited')`
  })
  afterAll(() => {
    for (const engine of engines) engine.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('takes more memory for what the usual is too little for', async () => {
    expect(await (await open(SMALL, '200MB')).rows(query, call)).toEqual([{ total: '3' }])
  })

  it('says that memory was too little, not that the file is damaged', async () => {
    const error = await (await open(SMALL, SMALL)).rows(query, call).catch((one: unknown) => one)
    expect(isOutOfMemory(error)).toBe(true)
  })
})
