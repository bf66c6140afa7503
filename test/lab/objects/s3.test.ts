import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { type LabApi, startLabApi } from '../../support/lab-api.ts'

let api: LabApi
let s3: S3Client
const client = () =>
  new S3Client({
    endpoint: api.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test' },
  })
beforeAll(async () => {
  api = await startLabApi(makeAwsCloud)
  s3 = client()
})
afterAll(() => api.close())

let count = 0
let Bucket: string
beforeEach(async () => {
  Bucket = `bucket-${++count}`
  await s3.send(new CreateBucketCommand({ Bucket }))
})

const put = (Key: string, Body: string | Buffer | Readable, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const read = async (Key: string, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return (await answer.Body?.transformToString()) ?? ''
}

describe('S3 of the lab', () => {
  it('makes, lists and removes buckets', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket)
    expect(Buckets?.map(({ Name }) => Name)).toContain('shop-coordination')
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'us-east-1' })
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint ?? '').toBe('')
    await put('a', '1')
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    })
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
    await s3.send(new DeleteBucketCommand({ Bucket }))
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    })
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'No_Name' }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    })
  })

  it('gives an object back with its metadata, entity tag and checksum', async () => {
    const made = await put('docs/ü +&%/x', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      Metadata: { who: 'me' },
      ChecksumAlgorithm: 'SHA256',
    })
    const sha256 = createHash('sha256').update('hello').digest('base64')
    expect(made).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ChecksumSHA256: sha256 })
    const headed = await s3.send(
      new HeadObjectCommand({ Bucket, Key: 'docs/ü +&%/x', ChecksumMode: 'ENABLED' }),
    )
    expect(headed).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      Metadata: { who: 'me' },
      ChecksumSHA256: sha256,
      ETag: made.ETag,
    })
    expect(await read('docs/ü +&%/x')).toBe('hello')
    expect(await read('docs/ü +&%/x', { Range: 'bytes=1-2' })).toBe('el')
    await expect(read('docs/ü +&%/x', { Range: 'bytes=9-' })).rejects.toMatchObject({ name: 'InvalidRange' })
    await expect(read('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('takes a stream of unknown content, large and empty objects', async () => {
    const large = randomBytes(6 << 20)
    await put('large', Readable.from([large.subarray(0, 1 << 20), large.subarray(1 << 20)]), {
      ContentLength: large.length,
    })
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(large)).toBe(true)
    await put('empty', '')
    expect(await read('empty')).toBe('')
  })

  it('refuses a body that is not what its checksum says', async () => {
    await expect(put('a', 'hello', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    })
    await expect(put('a', 'hello', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    })
    await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('writes on conditions: of many at once, one wins', async () => {
    const racing = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put('lock', `${index}`, { IfNoneMatch: '*' })),
    )
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(racing.filter(({ status }) => status === 'rejected')).toHaveLength(7)
    expect(
      (racing.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason,
    ).toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'lock' }))
    await put('lock', 'next', { IfMatch: ETag })
    await expect(put('lock', 'late', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put('absent', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(await read('lock')).toBe('next')
    await expect(read('lock', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    const held = await s3.send(new HeadObjectCommand({ Bucket, Key: 'lock' }))
    await expect(read('lock', { IfNoneMatch: held.ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    })
  })

  it('lists in byte order, in pages, with common prefixes, in both versions', async () => {
    const keys = ['a', 'a/1', 'a/2', 'b/1', 'c', 'ü', '\uffee', '\u{1f600}', 'x y+z%']
    for (const key of keys) await put(key, key)
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const seen: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }))
      expect(page.KeyCount).toBe(page.Contents?.length)
      seen.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    expect(seen).toEqual(sorted)
    const folders = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', Prefix: '' }))
    expect(folders.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/'])
    const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'a/2' }))
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(sorted.slice(sorted.indexOf('a/2') + 1))
    const first = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 3, Delimiter: '/' }))
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'b/' })
    const rest = await s3.send(new ListObjectsCommand({ Bucket, Marker: first.NextMarker, Delimiter: '/' }))
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(sorted.slice(sorted.indexOf('c')))
  })

  it('copies, and deletes one or many', async () => {
    await put('a', 'hello', { Metadata: { who: 'me' } })
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }))
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).toMatchObject({
      Metadata: { who: 'me' },
    })
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'b' }, { Key: 'never was' }] }
    expect((await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))).Deleted).toHaveLength(3)
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  })

  it('knows buckets by the name of the host, too', async () => {
    await put('dir/a', 'hello')
    const { request } = await import('node:http')
    const { port } = new URL(api.url)
    const scope = 'AKID/20260115/us-east-1/s3/aws4_request'
    const text = await new Promise<string>((resolve, reject) => {
      const headers = {
        host: `${Bucket}.s3.us-east-1.amazonaws.com`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      }
      request({ host: '127.0.0.1', port, path: '/dir/a', headers }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve)
      })
        .on('error', reject)
        .end()
    })
    expect(text).toBe('hello')
  })

  it('refuses what is unsigned, and what it does not model, in the words of S3', async () => {
    const unsigned = await fetch(`${api.url}/${Bucket}/a`)
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied'),
    ])
    const { GetBucketAclCommand } = await import('@aws-sdk/client-s3')
    await expect(s3.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotImplemented',
    })
  })

  it('has everything again after a restart', async () => {
    await put('kept', 'hello')
    api = await api.restart()
    s3 = client()
    expect(await read('kept')).toBe('hello')
  })
})
