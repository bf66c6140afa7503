import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { isPartial } from '../../src/core/sync/sync-report.ts'
import { folderStore, type StoreMaker, startStores } from '../support/object-stores.ts'
import { md5Of } from '../support/sync-engines.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

let aws: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
beforeAll(async () => {
  aws = await startStores('aws')
})
afterAll(() => aws.close())
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

async function put(store: ObjectStore, key: string, bytes = Buffer.from(key)) {
  await store.write({ key, bytes, md5: md5Of(bytes), attributes: {}, modifiedMs: 0 }, callOf())
}

describe('keys that a folder cannot hold side by side', () => {
  it('are refused by name where a file stands in the way of a folder, and the rest goes on', async () => {
    const [a, path] = [await aws.make(), join(scratch.path, 'files')]
    const b = folderStore(path)
    await put(b, 'a')
    // More than would be taken for hopeless if they were failures.
    const below = Array.from({ length: 40 }, (_, index) => `a/${index}`)
    for (const key of [...below, 'a/deep/er', 'b']) await put(a, key)
    const report = await runPair(a, b, join(scratch.path, 'state'))
    expect(report).toMatchObject({ copied: 1, failures: 0, refusals: 41 })
    expect(report.refused.map(({ key }) => key).sort()).toEqual([...below, 'a/deep/er'].sort())
    expect(report.refused[0]?.reason).toMatch(/a file stands where a folder must be/)
    expect(isPartial(report)).toBe(true)
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('a')
  })

  it('are refused where a folder stands in the way of a file, large or small', async () => {
    const [a, path] = [await aws.make(), join(scratch.path, 'files')]
    const b = folderStore(path)
    await put(b, 'small/x')
    await put(b, 'large/x')
    await put(a, 'small')
    await put(a, 'large', Buffer.alloc(9 * 1024 * 1024))
    await put(a, 'fits')
    const report = await runPair(a, b, join(scratch.path, 'state'))
    expect(report).toMatchObject({ copied: 1, failures: 0, refusals: 2 })
    expect((await listAll(b)).map(({ key }) => key)).toEqual(['fits', 'large/x', 'small/x'])
  })

  it('come in one run as one of the two, and stay as they are', async () => {
    const [a, path] = [await aws.make(), join(scratch.path, 'files')]
    const b = folderStore(path)
    for (const key of ['a', 'a/b', 'c']) await put(a, key)
    expect(await runPair(a, b, join(scratch.path, 'state'))).toMatchObject({ copied: 2, refusals: 1 })
    const held = existsSync(join(path, 'a', 'b')) ? 'a/b' : 'a'
    expect(await runPair(a, b, join(scratch.path, 'state'))).toMatchObject({ copied: 0, refusals: 1 })
    expect((await listAll(b)).map(({ key }) => key)).toEqual([held, 'c'])
  })
})
