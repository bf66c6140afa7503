import { randomBytes } from 'node:crypto'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeGcpCloud } from '../../../src/lab/gcp/cloud.ts'
import { type LabApi, startLabApi } from '../../support/lab-api.ts'

let api: LabApi
let storage: Storage
const client = () =>
  new Storage({ projectId: 'shop-lab', apiEndpoint: api.url, retryOptions: { autoRetry: false } })
beforeAll(async () => {
  api = await startLabApi(makeGcpCloud)
  storage = client()
})
afterAll(() => api.close())

let count = 0
let name: string
beforeEach(async () => {
  name = `bucket-${++count}`
  await storage.createBucket(name, { location: 'us-central1' })
})
const bucket = () => storage.bucket(name)
const text = async (key: string) => (await bucket().file(key).download())[0].toString()

describe('Cloud Storage of the lab', () => {
  it('makes, lists and removes buckets', async () => {
    const [buckets] = await storage.getBuckets()
    expect(buckets.map((each) => each.name)).toEqual(expect.arrayContaining([name, 'shop-coordination']))
    expect((await bucket().getMetadata())[0]).toMatchObject({ location: 'US-CENTRAL1' })
    await expect(storage.createBucket(name)).rejects.toMatchObject({ code: 409 })
    await bucket().file('a').save('1')
    await expect(bucket().delete()).rejects.toMatchObject({ code: 409 })
    await bucket().file('a').delete()
    await bucket().delete()
    expect(await bucket().exists()).toEqual([false])
  })

  it('gives an object back with its metadata and hashes, from a multipart upload', async () => {
    const file = bucket().file('docs/ü +&%/x')
    await file.save('hello', {
      resumable: false,
      contentType: 'text/plain',
      metadata: { cacheControl: 'no-store', metadata: { who: 'me' } },
    })
    expect((await file.getMetadata())[0]).toMatchObject({
      name: 'docs/ü +&%/x',
      size: '5',
      contentType: 'text/plain',
      cacheControl: 'no-store',
      metadata: { who: 'me' },
      md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==',
      crc32c: 'mnG7TA==',
      metageneration: '1',
    })
    expect(await text('docs/ü +&%/x')).toBe('hello')
    expect((await file.download({ start: 1, end: 2 }))[0].toString()).toBe('el')
    await file.setMetadata({ metadata: { who: 'you', more: 'x' } })
    expect((await file.getMetadata())[0]).toMatchObject({
      metageneration: '2',
      metadata: { who: 'you', more: 'x' },
      cacheControl: 'no-store',
    })
    await expect(text('nothing')).rejects.toMatchObject({ code: 404 })
  })

  it('takes a resumable upload, in one piece and in chunks, and goes on after a restart', async () => {
    const large = randomBytes(3 << 20)
    await bucket().file('whole').save(large, { resumable: true })
    await bucket()
      .file('chunks')
      .save(large, { resumable: true, chunkSize: 1 << 20 })
    for (const key of ['whole', 'chunks'])
      expect((await bucket().file(key).download())[0].equals(large)).toBe(true)
    const [session = ''] = await bucket().file('later').createResumableUpload()
    const headers = { 'content-range': `bytes 0-${(1 << 20) - 1}/${large.length}`, authorization: 'Bearer t' }
    const first = await fetch(session, { method: 'PUT', headers, body: large.subarray(0, 1 << 20) })
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${(1 << 20) - 1}`])
    const before = api.url
    api = await api.restart()
    storage = client()
    const moved = session.replace(before, api.url)
    const question = { 'content-range': `bytes */${large.length}`, authorization: 'Bearer t' }
    const asked = await fetch(moved, { method: 'PUT', headers: question })
    expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${(1 << 20) - 1}`])
    const rest = { ...question, 'content-range': `bytes ${1 << 20}-${large.length - 1}/${large.length}` }
    const last = await fetch(moved, { method: 'PUT', headers: rest, body: large.subarray(1 << 20) })
    expect(await last.json()).toMatchObject({ name: 'later', size: `${large.length}` })
    expect((await bucket().file('later').download())[0].equals(large)).toBe(true)
  })

  it('refuses a body that is not what its hash says', async () => {
    const bad = bucket()
      .file('a')
      .save('hello', { resumable: false, metadata: { md5Hash: 'AAAAAAAAAAAAAAAAAAAAAA==' } })
    await expect(bad).rejects.toMatchObject({ code: 400 })
    expect(await bucket().file('a').exists()).toEqual([false])
  })

  it('writes on conditions: of many at once, one wins', async () => {
    const racing = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        bucket()
          .file('lock')
          .save(`${index}`, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }),
      ),
    )
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(
      racing.filter((each) => each.status === 'rejected' && (each.reason as { code?: number }).code === 412),
    ).toHaveLength(7)
    const generation = Number((await bucket().file('lock').getMetadata())[0].generation)
    const next = (value: string) =>
      bucket()
        .file('lock')
        .save(value, { resumable: false, preconditionOpts: { ifGenerationMatch: generation } })
    await next('next')
    await expect(next('late')).rejects.toMatchObject({ code: 412 })
    expect(await text('lock')).toBe('next')
    await expect(
      bucket()
        .file('lock')
        .setMetadata({ metadata: { a: 'b' } }, { ifMetagenerationMatch: 9 }),
    ).rejects.toMatchObject({ code: 412 })
    await expect(bucket().file('lock').delete({ ifGenerationMatch: generation })).rejects.toMatchObject({
      code: 412,
    })
  })

  it('lists in byte order, in pages, with prefixes and offsets', async () => {
    const keys = ['a', 'a/1', 'a/2', 'b/1', 'c', 'ü', '\uffee', '\u{1f600}', 'x y+z%']
    for (const key of keys) await bucket().file(key).save(key, { resumable: false })
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const names = async (options: object) => (await bucket().getFiles(options))[0].map((file) => file.name)
    const seen: string[] = []
    let query: object | null = { maxResults: 2, autoPaginate: false }
    while (query !== null) {
      const [files, next] = (await bucket().getFiles(query)) as unknown as [{ name: string }[], object | null]
      seen.push(...files.map((file) => file.name))
      query = next
    }
    expect(seen).toEqual(sorted)
    expect(await names({ prefix: 'a/' })).toEqual(['a/1', 'a/2'])
    expect(await names({ startOffset: 'a/2', endOffset: 'c' })).toEqual(['a/2', 'b/1'])
    const [, , answer] = await bucket().getFiles({ delimiter: '/', autoPaginate: false })
    expect(answer).toMatchObject({ prefixes: ['a/', 'b/'] })
  })

  it('copies within and between buckets', async () => {
    await storage.createBucket(`${name}-other`)
    await bucket()
      .file('a')
      .save('hello', { resumable: false, metadata: { metadata: { who: 'me' } } })
    await bucket()
      .file('a')
      .copy(storage.bucket(`${name}-other`).file('b'))
    const [metadata] = await storage.bucket(`${name}-other`).file('b').getMetadata()
    expect(metadata).toMatchObject({ metadata: { who: 'me' }, size: '5' })
  })

  it('refuses a sign-in that is none', async () => {
    const headers = { authorization: 'Basic bm9ib2R5' }
    expect((await fetch(`${api.url}/storage/v1/b/${name}/o/a`, { headers })).status).toBe(401)
  })
})
