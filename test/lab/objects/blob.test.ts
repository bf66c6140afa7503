import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BlobServiceClient, type ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAzureCloud } from '../../../src/lab/azure/cloud.ts'
import { makeToken } from '../../../src/lab/azure/token.ts'
import { type LabApi, startLabApi } from '../../support/lab-api.ts'

let api: LabApi
let service: BlobServiceClient
const client = () => {
  const token = makeToken({
    issuer: api.url,
    nowMs: api.world.now(),
    lifetimeSeconds: 3_600,
    clientId: 'test',
    audience: 'https://storage.azure.com',
  })
  const getToken = async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 })
  return new BlobServiceClient(`${api.url}/shopstorage`, { getToken }, {
    tlsOptions: { ca: readFileSync(api.caFile, 'utf8') },
    retryOptions: { maxTries: 1 },
  } as StoragePipelineOptions)
}
beforeAll(async () => {
  api = await startLabApi(makeAzureCloud, { tls: true })
  service = client()
})
afterAll(() => api.close())

let count = 0
let container: ContainerClient
beforeEach(async () => {
  container = service.getContainerClient(`container-${++count}`)
  await container.create()
})
const put = (name: string, body: string | Buffer, options = {}) =>
  container.getBlockBlobClient(name).upload(body, Buffer.byteLength(body), options)
const text = async (name: string) => (await container.getBlobClient(name).downloadToBuffer()).toString()

describe('Blob Storage of the lab', () => {
  it('makes, lists and removes containers', async () => {
    const names: string[] = []
    for await (const each of service.listContainers()) names.push(each.name)
    expect(names).toEqual(expect.arrayContaining([container.containerName, 'shop-coordination']))
    await expect(container.create()).rejects.toMatchObject({ code: 'ContainerAlreadyExists' })
    expect(await container.exists()).toBe(true)
    await container.delete()
    expect(await container.exists()).toBe(false)
    await expect(service.getContainerClient('No_Name').create()).rejects.toMatchObject({ statusCode: 400 })
  })

  it('gives a blob back with its metadata and hash', async () => {
    const made = await put('docs/ü +&%/x', 'hello', {
      blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-store' },
      metadata: { who: 'me' },
    })
    const blob = container.getBlobClient('docs/ü +&%/x')
    const properties = await blob.getProperties()
    expect(properties).toMatchObject({
      contentLength: 5,
      contentType: 'text/plain',
      cacheControl: 'no-store',
      metadata: { who: 'me' },
      etag: made.etag,
      blobType: 'BlockBlob',
    })
    expect(Buffer.from(properties.contentMD5 ?? []).toString('hex')).toBe('5d41402abc4b2a76b9719d911017c592')
    expect(await text('docs/ü +&%/x')).toBe('hello')
    expect((await blob.downloadToBuffer(1, 2)).toString()).toBe('el')
    const changed = await blob.setMetadata({ who: 'you' })
    expect(changed.etag).not.toBe(made.etag)
    await blob.setHTTPHeaders({ blobContentType: 'text/html' })
    const after = await blob.getProperties()
    expect([after.metadata, after.contentType, after.cacheControl]).toEqual([
      { who: 'you' },
      'text/html',
      undefined,
    ])
    await expect(text('nothing')).rejects.toMatchObject({ statusCode: 404 })
  })

  it('takes large and empty blobs', async () => {
    const large = randomBytes(6 << 20)
    await put('large', large)
    expect((await container.getBlobClient('large').downloadToBuffer()).equals(large)).toBe(true)
    await put('empty', '')
    expect((await container.getBlobClient('empty').getProperties()).contentLength).toBe(0)
  })

  it('writes on conditions: of many at once, one wins', async () => {
    const racing = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put('lock', `${index}`, { conditions: { ifNoneMatch: '*' } })),
    )
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = racing.filter((each) => each.status === 'rejected').map((each) => each.reason)
    expect(lost[0]).toMatchObject({ statusCode: 409, code: 'BlobAlreadyExists' })
    expect(lost).toHaveLength(7)
    const { etag = '' } = await container.getBlobClient('lock').getProperties()
    await put('lock', 'next', { conditions: { ifMatch: etag } })
    const late = { statusCode: 412, code: 'ConditionNotMet' }
    await expect(put('lock', 'late', { conditions: { ifMatch: etag } })).rejects.toMatchObject(late)
    await expect(put('absent', 'x', { conditions: { ifMatch: etag } })).rejects.toMatchObject(late)
    await expect(
      container.getBlobClient('lock').delete({ conditions: { ifMatch: etag } }),
    ).rejects.toMatchObject(late)
    expect(await text('lock')).toBe('next')
  })

  it('refuses a body that is not what its hash says', async () => {
    const bad = put('a', 'hello', { blobHTTPHeaders: { blobContentMD5: new Uint8Array(16) } })
    await expect(bad).rejects.toMatchObject({ code: 'Md5Mismatch' })
    expect(await container.getBlobClient('a').exists()).toBe(false)
  })

  it('copies from URLs of its own clouds, in one piece and in blocks', async () => {
    await put('from', 'a text of the source', { blobHTTPHeaders: { blobContentType: 'text/plain' } })
    const url = `${container.getBlobClient('from').url}?sig=lab`
    const md5 = createHash('md5').update('a text of the source').digest()
    await container.getBlockBlobClient('to').syncUploadFromURL(url, { sourceContentMD5: md5 })
    expect(await text('to')).toBe('a text of the source')
    expect((await container.getBlobClient('to').getProperties()).contentType).toBe('text/plain')
    const blocks = container.getBlockBlobClient('blocks')
    const id = Buffer.from('block-1').toString('base64')
    await blocks.stageBlockFromURL(id, url, 2, 4)
    await blocks.commitBlockList([id])
    expect(await text('blocks')).toBe('text')
    const wrong = { sourceContentMD5: Buffer.alloc(16) }
    await expect(container.getBlockBlobClient('wrong').syncUploadFromURL(url, wrong)).rejects.toMatchObject({
      code: 'Md5Mismatch',
    })
    for (const [source, statusCode] of [
      [`${container.getBlobClient('none').url}?sig=lab`, 404],
      [container.getBlobClient('from').url, 401],
      ['http://127.0.0.1:9/other', 400],
    ] as const)
      await expect(container.getBlockBlobClient('x').syncUploadFromURL(source)).rejects.toMatchObject({
        statusCode,
      })
  })

  it('lists in byte order, in pages, with prefixes', async () => {
    const names = ['a', 'a/1', 'a/2', 'b/1', 'c', 'ü', '\uffee', '\u{1f600}', 'x y+z%<&>']
    for (const name of names) await put(name, name, { metadata: { n: '1' } })
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const seen: string[] = []
    for await (const page of container.listBlobsFlat({ includeMetadata: true }).byPage({ maxPageSize: 2 })) {
      expect(page.segment.blobItems.length).toBeLessThanOrEqual(2)
      for (const item of page.segment.blobItems) {
        expect(item.metadata).toEqual({ n: '1' })
        seen.push(item.name)
      }
    }
    expect(seen).toEqual(sorted)
    const folders: string[] = []
    for await (const item of container.listBlobsByHierarchy('/'))
      if (item.kind === 'prefix') folders.push(item.name)
    expect(folders).toEqual(['a/', 'b/'])
  })

  it('refuses what is not signed in, and what it does not model', async () => {
    const { request } = await import('node:https')
    const ca = readFileSync(api.caFile, 'utf8')
    const status = await new Promise((resolve, reject) => {
      request(`${api.url}/shopstorage/shop-coordination/a`, { ca }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
    await expect(container.getAppendBlobClient('log').create()).rejects.toMatchObject({
      code: 'NotImplemented',
    })
  })

  it('has everything again after a restart', async () => {
    await put('kept', 'hello')
    const { containerName } = container
    api = await api.restart()
    service = client()
    container = service.getContainerClient(containerName)
    expect(await text('kept')).toBe('hello')
  })
})
