import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TrafficCount } from '../../src/core/sync/store-traffic.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeFolderStore } from '../../src/storage/folder/folder-store.ts'
import { makeS3Store } from '../../src/storage/s3/s3-store.ts'
import { ADVERSARIAL_KEYS } from '../support/adversarial-keys.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

let api: LabApi
let client: S3Client
let scratch: ReturnType<typeof scratchFolder>
let count = 0
beforeAll(async () => {
  api = await startLabApi(makeAwsCloud)
  client = new S3Client({
    endpoint: api.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
  })
})
afterAll(() => api.close())
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

async function bucket(prefix = '') {
  count += 1
  const name = `bucket-${count}`
  await client.send(new CreateBucketCommand({ Bucket: name }))
  return makeS3Store({
    access: {
      region: 'us-east-1',
      keys: async () => ({ accessKeyId: 'A', secretAccessKey: 'B' }),
      endpoint: api.url,
      guard: () => {},
    },
    bucket: name,
    prefix,
    connections: 32,
    traffic: new TrafficCount(),
  })
}

async function put(store: Awaited<ReturnType<typeof bucket>>, key: string, text: string, attributes = {}) {
  const bytes = Buffer.from(text)
  const { createHash } = await import('node:crypto')
  const md5 = createHash('md5').update(bytes).digest()
  await store.write({ key, bytes, md5, attributes, modifiedMs: 0 }, callOf())
}

describe('sync from S3 to S3', () => {
  it('copies everything once, whatever the keys, and then nothing', async () => {
    const [a, b] = [await bucket(), await bucket()]
    for (const [index, key] of ADVERSARIAL_KEYS.entries())
      await put(a, key, index === 0 ? '' : `content of ${key}`)
    expect((await listAll(a)).map(({ key }) => key).sort()).toEqual([...ADVERSARIAL_KEYS].sort())
    const first = await runPair(a, b, join(scratch.path, 'state'))
    expect(first).toMatchObject({ copied: ADVERSARIAL_KEYS.length, failed: [], refused: [] })
    const keep = (objects: Awaited<ReturnType<typeof listAll>>) =>
      objects.map(({ key, size, md5 }) => ({ key, size, md5 }))
    expect(keep(await listAll(b))).toEqual(keep(await listAll(a)))
    const second = await runPair(a, b, join(scratch.path, 'state'))
    expect(second).toMatchObject({ copied: 0, counts: { same: { ledger: ADVERSARIAL_KEYS.length } } })
    const third = await runPair(a, b, join(scratch.path, 'other'))
    expect(third).toMatchObject({ copied: 0, counts: { same: { md5: ADVERSARIAL_KEYS.length } } })
  })

  it('keeps attributes', async () => {
    const [a, b] = [await bucket(), await bucket()]
    const attributes = {
      contentType: 'text/css',
      cacheControl: 'max-age=60',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      contentDisposition: 'attachment; filename="x"',
      metadata: { owner: 'ann', 'with-hyphen': 'grün ✓' },
    }
    await put(a, 'k', 'x', attributes)
    await runPair(a, b, scratch.path)
    expect((await b.head('k', callOf()))?.attributes).toEqual(attributes)
  })

  it('keeps tags, asked for only where there are any', async () => {
    const [a, b] = [await bucket(), await bucket()]
    const tags = { team: 'a b', 'k/2': 'x=y&z' }
    await put(a, 'k', 'x', { tags })
    await runPair(a, b, scratch.path)
    expect((await b.head('k', callOf()))?.attributes?.tags).toEqual(tags)
  })

  it('moves large objects in parts, proves them by the tag of the parts, and needs no third look', async () => {
    const [a, b, c] = [await bucket(), await bucket(), await bucket()]
    const folder = join(scratch.path, 'files')
    mkdirSync(folder)
    writeFileSync(join(folder, 'large'), randomBytes(21 * 1024 * 1024 + 17))
    const up = await runPair(makeFolderStore(folder), a, join(scratch.path, 'up'))
    expect(up).toMatchObject({ copied: 1, copiedBytes: 21 * 1024 * 1024 + 17, failures: 0 })
    expect(await runPair(a, b, join(scratch.path, 'ab'))).toMatchObject({ copied: 1, failures: 0 })
    const [inA, inB] = [await a.head('large', callOf()), await b.head('large', callOf())]
    expect(inB?.partsTag).toBe(inA?.partsTag)
    expect(inA?.partsTag).toMatch(/-3$/)
    expect(await runPair(a, b, join(scratch.path, 'elsewhere'))).toMatchObject({
      copied: 0,
      counts: { same: { 'parts-tag': 1 } },
    })
    const down = makeFolderStore(join(scratch.path, 'down'))
    expect(await runPair(b, down, join(scratch.path, 'down-state'))).toMatchObject({ copied: 1, failures: 0 })
    expect(
      readFileSync(join(scratch.path, 'down', 'large')).equals(readFileSync(join(folder, 'large'))),
    ).toBe(true)
    expect(await runPair(makeFolderStore(folder), c, join(scratch.path, 'c'))).toMatchObject({ copied: 1 })
  })

  it('deletes only when asked, and not more than may be', async () => {
    const [a, b] = [await bucket(), await bucket()]
    await put(a, 'k', 'x')
    for (let index = 0; index < 101; index += 1) await put(b, `extra-${index}`, 'x')
    expect(await runPair(a, b, scratch.path)).toMatchObject({ copied: 1, deleted: 0, counts: { extra: 101 } })
    await expect(runPair(a, b, scratch.path, { deletes: true })).rejects.toMatchObject({
      code: 'SYNC_DELETE_LIMIT',
    })
    const deleteLimit = { count: 101, share: 0 }
    expect(await runPair(a, b, scratch.path, { deletes: true, deleteLimit })).toMatchObject({ deleted: 101 })
    expect((await listAll(b)).map(({ key }) => key)).toEqual(['k'])
    await a.remove([{ key: 'k', version: '' }], callOf())
    await expect(runPair(a, b, scratch.path, { deletes: true, deleteLimit })).rejects.toMatchObject({
      code: 'SYNC_SOURCE_EMPTY',
    })
  })
})

describe('sync with folders', () => {
  it('goes both ways, refusing by name what a folder cannot hold', async () => {
    const a = await bucket()
    for (const key of ADVERSARIAL_KEYS) await put(a, key, key)
    const folder = makeFolderStore(join(scratch.path, 'files'))
    const report = await runPair(a, folder, join(scratch.path, 'state'))
    expect(report.refused.map(({ key }) => key).sort()).toEqual(
      ['double//slash', 'trailing/', '/leading', 'dots/../up', './dot', '..', 'k'.repeat(1024)].sort(),
    )
    expect(report).toMatchObject({ copied: ADVERSARIAL_KEYS.length - 7, failures: 0 })
    expect(readFileSync(join(scratch.path, 'files', 'emoji/😀.png'), 'utf8')).toBe('emoji/😀.png')
    const again = await runPair(a, folder, join(scratch.path, 'state'))
    expect(again).toMatchObject({ copied: 0, counts: { same: { ledger: ADVERSARIAL_KEYS.length - 7 } } })
    const back = await runPair(folder, await bucket(), join(scratch.path, 'back'))
    expect(back).toMatchObject({ copied: ADVERSARIAL_KEYS.length - 7, failures: 0 })
  })

  it('proves equal contents by reading the folder instead of copying', async () => {
    const b = await bucket()
    mkdirSync(join(scratch.path, 'files'))
    writeFileSync(join(scratch.path, 'files', 'same.txt'), 'same')
    writeFileSync(join(scratch.path, 'files', 'other.txt'), 'oTHer')
    await put(b, 'same.txt', 'same')
    await put(b, 'other.txt', 'other')
    const report = await runPair(makeFolderStore(join(scratch.path, 'files')), b, join(scratch.path, 'state'))
    expect(report).toMatchObject({
      copied: 1,
      copiedBecause: { content: 1 },
      counts: { same: { content: 1 } },
    })
  })

  it('finds no conflict in equal contents that nobody remembers, and names the keys of those it leaves alone', async () => {
    const b = await bucket()
    mkdirSync(join(scratch.path, 'files'))
    for (const key of ['same.txt', 'other.txt']) writeFileSync(join(scratch.path, 'files', key), key)
    await put(b, 'same.txt', 'same.txt')
    await put(b, 'other.txt', 'OTHER.txt')
    const folder = makeFolderStore(join(scratch.path, 'files'))
    const state = join(scratch.path, 'state')
    const twoWay = { direction: 'two-way' as const, deletes: true }
    for (const dryRun of [true, false])
      expect(await runPair(folder, b, state, twoWay, { dryRun })).toMatchObject({
        conflicts: 1,
        unsettled: 1,
        unsettledKeys: ['other.txt'],
        copied: 0,
        counts: { same: { content: 1 } },
      })
    const settled = await runPair(folder, b, state, { ...twoWay, conflicts: 'first' })
    expect(settled).toMatchObject({ conflicts: 1, unsettled: 0, counts: { same: { ledger: 1 } } })
    expect(settled.kept).toEqual([expect.stringMatching(/^other\.conflict-b-/)])
  })
})
