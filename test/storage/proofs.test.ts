import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { verifyPair } from '../../src/core/sync/verify-pair.ts'
import { makeFolderStore } from '../../src/storage/folder/folder-store.ts'
import { atOnce } from '../../src/storage/http/at-once.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { folderStore, type StoreMaker, startStores } from '../support/object-stores.ts'
import { callOf, RULES, runPair, scratchFolder } from '../support/sync-pair.ts'

let aws: StoreMaker
let gcp: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
beforeAll(async () => {
  aws = await startStores('aws')
  gcp = await startStores('gcp')
})
afterAll(async () => {
  await aws.close()
  await gcp.close()
})
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

const LARGE = 17 * 1024 * 1024 + 3
const verify = (a: ObjectStore, b: ObjectStore, download = false) =>
  verifyPair({ a, b, rules: RULES, download, call: callOf(), onProgress: () => {} })

function folderWithLargeFile() {
  const path = join(scratch.path, 'files')
  mkdirSync(path)
  writeFileSync(join(path, 'large.bin'), randomBytes(LARGE))
  return folderStore(path)
}

describe('proofs between clouds that hash in other ways', () => {
  it('proves an object of parts by the hash that its writer left beside it, on every machine', async () => {
    const folder = folderWithLargeFile()
    const [s3, gs, back] = [await aws.make(), await gcp.make(), await aws.make()]
    await runPair(folder, s3, join(scratch.path, 'up'))
    await runPair(s3, gs, join(scratch.path, 'over'))
    await runPair(gs, back, join(scratch.path, 'back'))
    for (const [a, b] of [
      [folder, s3],
      [s3, gs],
      [gs, back],
    ] as const) {
      expect(await verify(a, b)).toMatchObject({ same: { content: 1 }, unproved: 0 })
      const elsewhere = await runPair(
        a,
        b,
        join(scratch.path, `elsewhere-${b.address}-${a.kind}`.replaceAll('/', '')),
      )
      expect(elsewhere).toMatchObject({ copied: 0, counts: { same: { content: 1 } } })
    }
    expect((await back.head('large.bin', callOf()))?.attributes?.metadata).toBeUndefined()
  })

  it('calls unproved what nobody can tell, and proves it by reading', async () => {
    const [s3, gs] = [await aws.make(), await gcp.make()]
    const bytes = randomBytes(LARGE)
    const partBytes = 8 << 20
    const upload = await s3.openUpload(
      { key: 'k', size: LARGE, partBytes, attributes: {}, modifiedMs: 0 },
      callOf(),
    )
    const ids: string[] = []
    for (let from = 0; from < LARGE; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes)
      ids.push(
        (await upload?.part(ids.length, part, createHash('md5').update(part).digest(), callOf())) ?? '',
      )
    }
    await upload?.finish(ids, undefined, callOf())
    await runPair(s3, gs, join(scratch.path, 'state'))
    expect(await verify(s3, gs)).toMatchObject({ same: {}, unproved: 1 })
    expect(await verify(s3, gs, true)).toMatchObject({ same: { content: 1 }, unproved: 0 })
  })

  it('finds what is different although sizes agree', async () => {
    const [s3, gs] = [await aws.make(), await gcp.make()]
    for (const [store, text] of [
      [s3, 'one'],
      [gs, 'two'],
    ] as const) {
      const bytes = Buffer.from(text)
      const md5 = createHash('md5').update(bytes).digest()
      await store.write({ key: 'k', bytes, md5, attributes: {}, modifiedMs: 0 }, callOf())
    }
    expect(await verify(s3, gs)).toMatchObject({ different: { count: 1, keys: ['k'] } })
  })
})

describe('requests', () => {
  it('are one GET and one PUT for a small object, and one LIST for a thousand a side', async () => {
    const clean = await aws.make()
    const keys = Array.from({ length: 1_001 }, (_, index) => `k${index}`)
    await atOnce(32, keys, async (key) => {
      const bytes = Buffer.from(key)
      const md5 = createHash('md5').update(bytes).digest()
      await clean.write({ key, bytes, md5, attributes: {}, modifiedMs: 0 }, callOf())
    })
    const counts: Record<string, number> = {}
    const proxy = await startFaultProxy(aws.api.url, ({ method = '', url = '' }) => {
      const call = url.includes('list-type') ? `LIST ${url.split('?')[0]}` : method
      counts[call] = (counts[call] ?? 0) + 1
      return undefined
    })
    try {
      const [a, b] = [await aws.make('', proxy.url), await aws.make('', proxy.url)]
      await runPair(clean, a, join(scratch.path, 'prepare'))
      for (const call of Object.keys(counts)) delete counts[call]
      await runPair(a, b, join(scratch.path, 'state'))
      expect(Object.values(counts).sort((one, other) => one - other)).toEqual([1, 2, 1_001, 1_001])
      expect(counts).toMatchObject({ GET: 1_001, PUT: 1_001 })
      for (const call of Object.keys(counts)) delete counts[call]
      expect(await runPair(a, b, join(scratch.path, 'state'))).toMatchObject({ copied: 0 })
      expect(Object.values(counts)).toEqual([2, 2])
    } finally {
      await proxy.close()
    }
  })
})

describe('a source that is not there', () => {
  it('is a mistake, not an empty folder', async () => {
    const missing = makeFolderStore(join(scratch.path, 'missing'))
    const b = await aws.make()
    await expect(runPair(missing, b, join(scratch.path, 'state'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(verify(b, missing)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await runPair(b, missing, join(scratch.path, 'down'))).toMatchObject({ copied: 0 })
  })
})
