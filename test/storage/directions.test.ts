import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { ADVERSARIAL_KEYS } from '../support/adversarial-keys.ts'
import { type StoreMaker, type StoreName, startStores } from '../support/object-stores.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

const CLOUDS = ['aws', 'gcp', 'azure'] as const
const makers = {} as Record<StoreName, StoreMaker>
let scratch: ReturnType<typeof scratchFolder>
beforeAll(async () => {
  for (const cloud of CLOUDS) makers[cloud] = await startStores(cloud)
})
afterAll(async () => {
  for (const maker of Object.values(makers)) await maker.close()
})
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

const ATTRIBUTES = {
  contentType: 'text/css; charset=utf-8',
  cacheControl: 'public, max-age=60',
  contentEncoding: 'gzip',
  contentLanguage: 'de',
  contentDisposition: 'attachment; filename="x.css"',
  metadata: { owner: 'ann', 'with-hyphen': 'grün ✓', '2starts': 'digit' },
  tags: { team: 'storage', 'cost-centre': 'a b/c' },
}

async function put(store: ObjectStore, key: string, bytes: Buffer, attributes = {}) {
  const md5 = createHash('md5').update(bytes).digest()
  expect(await store.write({ key, bytes, md5, attributes, modifiedMs: 0 }, callOf())).not.toBe('refused')
}

const LARGE = 17 * 1024 * 1024 + 3
const large = randomBytes(LARGE)

describe.each(CLOUDS)('from %s', (from) => {
  it.each(CLOUDS)('to %s: contents, attributes and tags arrive, once', async (to) => {
    const [a, b] = [await makers[from].make('in/'), await makers[to].make()]
    const refusal = (key: string) => a.keyRefusal?.(key) ?? b.keyRefusal?.(key)
    const keys = ADVERSARIAL_KEYS.filter((key) => a.keyRefusal?.(key) === undefined)
    const refused = keys.filter((key) => b.keyRefusal?.(key) !== undefined)
    for (const key of keys) await put(a, key, Buffer.from(key === 'plain.txt' ? '' : key))
    await put(a, 'attributes', Buffer.from('x'), ATTRIBUTES)
    const copied = keys.length + 1 - refused.length
    const first = await runPair(a, b, join(scratch.path, 'state'))
    expect(first).toMatchObject({ copied, failed: [], movedOn: 0 })
    expect(first.refused.map(({ key }) => key).sort()).toEqual([...refused].sort())
    expect((await b.head('attributes', callOf()))?.attributes).toEqual(ATTRIBUTES)
    const [inA, inB] = [await listAll(a), await listAll(b)]
    const known = inA.filter(({ key }) => refusal(key) === undefined)
    expect(inB.map(({ key, md5 }) => [key, md5])).toEqual(known.map(({ key, md5 }) => [key, md5]))
    expect(await runPair(a, b, join(scratch.path, 'state'))).toMatchObject({ copied: 0, failures: 0 })
  })

  it.each(CLOUDS)('to %s: a large object in parts, with its attributes', async (to) => {
    const [a, b] = [await makers[from].make(), await makers[to].make()]
    const folder = join(scratch.path, 'files')
    const { mkdirSync, readFileSync, writeFileSync } = await import('node:fs')
    mkdirSync(folder)
    writeFileSync(join(folder, 'large.css'), large)
    const { makeFolderStore } = await import('../../src/storage/folder/folder-store.ts')
    expect(await runPair(makeFolderStore(folder), a, join(scratch.path, 'up'))).toMatchObject({
      copied: 1,
      failed: [],
    })
    expect(await runPair(a, b, join(scratch.path, 'ab'))).toMatchObject({
      copied: 1,
      copiedBytes: LARGE,
      failed: [],
      resent: 0,
    })
    expect((await b.head('large.css', callOf()))?.attributes).toEqual({ contentType: 'text/css' })
    const down = makeFolderStore(join(scratch.path, 'down'))
    expect(await runPair(b, down, join(scratch.path, 'bd'))).toMatchObject({ copied: 1, failed: [] })
    expect(readFileSync(join(scratch.path, 'down', 'large.css')).equals(large)).toBe(true)
    expect(await runPair(a, b, join(scratch.path, 'ab'))).toMatchObject({ copied: 0 })
  })
})
