import type { LabHost, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket, StoredObject } from '../objects/bucket.ts'
import { byteRange } from '../objects/byte-range.ts'
import type { ChecksumName } from '../objects/checksums.ts'
import type { ReceivedBody } from '../objects/receive-body.ts'
import { queryOf } from '../wire/request-url.ts'
import { readAwsChunked } from './aws-chunked.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { requireReadable, requireWritable, s3Etag } from './s3-conditions.ts'
import { tagsOfHeader } from './s3-tag-header.ts'
import { noSuchKey, notImplemented, s3Answer, s3Document } from './s3-wire.ts'
import { AwsFault } from './wire.ts'

const KEPT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]
const CHECKSUMS = ['crc32', 'crc32c', 'sha1', 'sha256'] as const satisfies readonly ChecksumName[]
const MAX_KEY_BYTES = 1024

/** PutObject. */
export async function putObject(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new AwsFault(400, 'KeyTooLongError', 'Your key is too long')
  const given = expectedChecksums(request)
  const attributes = attributesOf(request, given.names[0])
  requireWritable(request, bucket.get(key))
  const received = await receiveSigned(bucket, request, given)
  try {
    given.verify(received.checksums, received.size)
    // Again: another request may have been quicker while the body arrived.
    requireWritable(request, bucket.get(key))
    const object = bucket.put(key, received, attributes)
    return s3Answer(host, 200, { etag: `"${s3Etag(object)}"`, ...checksumHeaders(object) })
  } catch (error) {
    await received.discard()
    throw error
  }
}

/** Takes a body to the disk, out of the frames that a streaming signature puts it in. */
export async function receiveSigned(
  bucket: Bucket<S3Attributes>,
  request: LabStreamRequest,
  given: ReturnType<typeof expectedChecksums>,
): Promise<ReceivedBody> {
  const { headers } = request
  const isChunked =
    /(^|,)\s*aws-chunked/i.test(headers['content-encoding'] ?? '') ||
    (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const body = isChunked
    ? readAwsChunked(request.body, (name, value) => given.trailers.set(name, value))
    : request.body
  return bucket.receive(body, ['md5', ...given.names])
}

/** GetObject and HeadObject. */
export function getObject(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
): LabStreamResponse {
  const object = bucket.get(key)
  if (object === undefined) throw noSuchKey()
  requireReadable(head, object)
  const part = partRange(object, queryOf(head).get('partNumber'))
  const range = part ?? byteRange(head.headers.range, object.size)
  if (range === 'unsatisfiable')
    throw new AwsFault(416, 'InvalidRange', 'The requested range is not satisfiable')
  const size = range === undefined ? object.size : range.end - range.start + 1
  const query = queryOf(head)
  const overrides = KEPT_HEADERS.flatMap((name) => {
    const value = query.get(`response-${name}`)
    return value === null ? [] : [[name, value]]
  })
  const headers = {
    ...describingHeaders(object),
    ...Object.fromEntries(overrides),
    ...(head.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && range === undefined
      ? checksumHeaders(object)
      : {}),
    'content-length': `${size}`,
    ...(part === undefined ? {} : { 'x-amz-mp-parts-count': `${object.files.length}` }),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` }),
  }
  const status = range === undefined ? 200 : 206
  return head.method === 'HEAD'
    ? s3Answer(host, status, headers)
    : s3Answer(host, status, headers, bucket.answer(object, range))
}

/** The bytes of one part of an object; `partNumber=1` of one that has no parts is all of it. */
function partRange(
  object: StoredObject<S3Attributes>,
  number: string | null,
): { start: number; end: number } | undefined {
  if (number === null || object.size === 0) return undefined
  const index = Number(number) - 1
  const part = object.files[index]
  if (part === undefined)
    throw new AwsFault(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable')
  const start = object.files.slice(0, index).reduce((total, { size }) => total + size, 0)
  return { start, end: start + part.size - 1 }
}

/** DeleteObject: what is not there is deleted too. */
export function deleteObject(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
): LabStreamResponse {
  if (head.headers['if-match'] !== undefined) requireWritable(head, bucket.get(key))
  bucket.delete(key)
  return s3Answer(host, 204)
}

/** CopyObject within the account. */
export async function copyObject(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
  source: { readonly bucket: Bucket<S3Attributes>; readonly object: StoredObject<S3Attributes> },
): Promise<LabStreamResponse> {
  requireWritable(head, bucket.get(key))
  const replaces = head.headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE'
  const { checksum } = source.object.attributes
  const attributes = replaces ? attributesOf(head, checksum) : source.object.attributes
  const names = ['md5', ...(checksum === undefined ? [] : [checksum])] as const
  const received = await bucket.receive(source.bucket.read(source.object), names)
  const object = bucket.put(key, received, attributes)
  return s3Document(host, 'CopyObjectResult', {
    LastModified: new Date(object.updatedAtMs).toISOString(),
    ETag: `"${s3Etag(object)}"`,
  })
}

export function attributesOf(head: LabRequestHead, checksum: ChecksumName | undefined): S3Attributes {
  const { headers } = head
  const storageClass = headers['x-amz-storage-class']
  for (const name of Object.keys(headers))
    if (/^x-amz-(server-side-encryption-customer|object-lock|grant|website)/.test(name))
      throw notImplemented(head, name)
  return {
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = headers[name]?.replace(/(^|,\s*)aws-chunked(,\s*|$)/i, '')
        return value === undefined || value === '' ? [] : [[name, value]]
      }),
    ),
    metadata: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') && value !== undefined ? [[name.slice(11), value]] : [],
      ),
    ),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(headers['x-amz-tagging'] === undefined ? {} : { tags: tagsOfHeader(headers['x-amz-tagging']) }),
  }
}

/** The checksums that a request gives, in its head or behind its body. */
export function expectedChecksums(head: LabRequestHead) {
  const { headers } = head
  const trailers = new Map<string, string>()
  const announced = (headers['x-amz-trailer'] ?? '').toLowerCase().split(/\s*,\s*/)
  const gives = (name: string) =>
    headers[`x-amz-checksum-${name}`] !== undefined || announced.includes(`x-amz-checksum-${name}`)
  if (gives('crc64nvme')) throw notImplemented(head, 'the checksum CRC64NVME')
  const names = CHECKSUMS.filter(gives)
  const length = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'])
  return {
    names,
    trailers,
    verify(computed: Readonly<Partial<Record<ChecksumName, string>>>, size: number): void {
      if (Number.isFinite(length) && size !== length)
        throw new AwsFault(
          400,
          'IncompleteBody',
          'You did not provide the number of bytes specified by the Content-Length HTTP header',
        )
      if (headers['content-md5'] !== undefined && headers['content-md5'] !== computed.md5)
        throw new AwsFault(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.')
      for (const name of names) {
        const given = headers[`x-amz-checksum-${name}`] ?? trailers.get(`x-amz-checksum-${name}`)
        if (given !== computed[name])
          throw new AwsFault(
            400,
            'BadDigest',
            `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
          )
      }
    },
  }
}

function describingHeaders(object: StoredObject<S3Attributes>): Record<string, string> {
  const { headers, metadata, storageClass, tags = {} } = object.attributes
  const tagged = Object.keys(tags).length
  return {
    'content-type': 'binary/octet-stream',
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(storageClass === undefined || storageClass === 'STANDARD'
      ? {}
      : { 'x-amz-storage-class': storageClass }),
    ...(tagged === 0 ? {} : { 'x-amz-tagging-count': `${tagged}` }),
    etag: `"${s3Etag(object)}"`,
    'last-modified': new Date(object.updatedAtMs).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  }
}

function checksumHeaders(object: StoredObject<S3Attributes>): Record<string, string> {
  const name = object.attributes.checksum
  const value = name === undefined ? undefined : object.checksums[name]
  return value === undefined
    ? {}
    : { [`x-amz-checksum-${name}`]: value, 'x-amz-checksum-type': 'FULL_OBJECT' }
}
