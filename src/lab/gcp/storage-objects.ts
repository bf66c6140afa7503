import type { LabHost, LabRequestHead, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { byteRange } from '../objects/byte-range.ts'
import { readMark, writeMark } from '../objects/list-page.ts'
import {
  objectResource,
  presentObject,
  readAttributes,
  requireConditions,
  type StorageAttributes,
  storageEtag,
} from './storage-resource.ts'
import { GoogleFault, googleAnswer, invalidValue } from './wire.ts'

type StorageBucket = Bucket<StorageAttributes>

const MOST_ITEMS = 1_000

/** objects.list. */
export function listObjects(host: LabHost, bucket: StorageBucket, query: URLSearchParams): LabStreamResponse {
  for (const name of ['matchGlob', 'softDeleted'])
    if (query.has(name)) throw new GoogleFault(501, 'notImplemented', `This lab does not model ${name}.`)
  const token = query.get('pageToken') ?? ''
  const mark = token === '' ? undefined : readMark(token)
  if (token !== '' && mark === undefined) throw invalidValue('pageToken', token)
  const asked = Number(query.get('maxResults') || MOST_ITEMS)
  if (!Number.isInteger(asked) || asked < 0) throw invalidValue('maxResults', query.get('maxResults'))
  const until = query.get('endOffset')
  const page = bucket.list({
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    from: query.get('startOffset') ?? '',
    most: Math.min(asked === 0 ? MOST_ITEMS : asked, MOST_ITEMS),
    ...(until === null ? {} : { until }),
    ...(mark === undefined ? {} : { after: mark }),
  })
  const items = page.keys.flatMap((key) => {
    const object = bucket.get(key)
    return object === undefined ? [] : [objectResource(host, bucket, object)]
  })
  return googleAnswer(host, {
    kind: 'storage#objects',
    ...(page.next === undefined ? {} : { nextPageToken: writeMark(page.next) }),
    ...(page.prefixes.length === 0 ? {} : { prefixes: page.prefixes }),
    ...(items.length === 0 ? {} : { items }),
  })
}

/** objects.get: the resource, or with `alt=media` the body. */
export function getObject(
  host: LabHost,
  bucket: StorageBucket,
  key: string,
  head: LabRequestHead,
  query: URLSearchParams,
): LabStreamResponse {
  const object = presentObject(bucket, key, query)
  requireConditions(query, object, true)
  if (query.get('alt') !== 'media') {
    const headers = { etag: storageEtag(object) }
    return googleAnswer(host, objectResource(host, bucket, object), 200, headers)
  }
  const range = byteRange(head.headers.range, object.size)
  if (range === 'unsatisfiable')
    throw new GoogleFault(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable')
  const { contentType = 'application/octet-stream', cacheControl, contentEncoding } = object.attributes
  const { contentDisposition, contentLanguage } = object.attributes
  const size = range === undefined ? object.size : range.end - range.start + 1
  const headers: Record<string, string> = {
    'content-type': contentType,
    'content-length': `${size}`,
    'accept-ranges': 'bytes',
    etag: storageEtag(object),
    'last-modified': new Date(object.updatedAtMs).toUTCString(),
    'x-goog-hash': `crc32c=${object.checksums.crc32c},md5=${object.checksums.md5}`,
    'x-goog-generation': `${object.generation}`,
    'x-goog-metageneration': `${object.metageneration}`,
    'x-goog-stored-content-length': `${object.size}`,
    'x-goog-stored-content-encoding': contentEncoding ?? 'identity',
    'x-goog-storage-class': object.attributes.storageClass ?? 'STANDARD',
    'x-guploader-uploadid': host.randomId(24),
    ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
    ...(contentDisposition === undefined ? {} : { 'content-disposition': contentDisposition }),
    ...(contentEncoding === undefined ? {} : { 'content-encoding': contentEncoding }),
    ...(contentLanguage === undefined ? {} : { 'content-language': contentLanguage }),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` }),
  }
  const status = range === undefined ? 200 : 206
  return head.method === 'HEAD'
    ? { status, headers }
    : { status, headers, body: bucket.answer(object, range) }
}

/** objects.delete. */
export function deleteObject(
  host: LabHost,
  bucket: StorageBucket,
  key: string,
  query: URLSearchParams,
): LabStreamResponse {
  requireConditions(query, presentObject(bucket, key, query))
  bucket.delete(key)
  return googleAnswer(host, undefined, 204)
}

/** objects.patch and objects.update. */
export function changeObject(
  host: LabHost,
  bucket: StorageBucket,
  key: string,
  query: URLSearchParams,
  change: { readonly resource: Readonly<Record<string, unknown>>; readonly isPatch: boolean },
): LabStreamResponse {
  const object = presentObject(bucket, key, query)
  requireConditions(query, object)
  const attributes = readAttributes(change.resource, change.isPatch ? object.attributes : {})
  return googleAnswer(host, objectResource(host, bucket, bucket.change(object, attributes)))
}

/** objects.rewrite and objects.copy: done in one go, whatever the size. */
export async function copyObject(
  host: LabHost,
  from: { readonly bucket: StorageBucket; readonly key: string },
  to: { readonly bucket: StorageBucket; readonly key: string },
  query: URLSearchParams,
  copy: { readonly resource: Readonly<Record<string, unknown>>; readonly isRewrite: boolean },
): Promise<LabStreamResponse> {
  const generation = query.get('sourceGeneration')
  const source = presentObject(
    from.bucket,
    from.key,
    new URLSearchParams(generation === null ? {} : { generation }),
  )
  requireConditions(query, to.bucket.get(to.key))
  const received = await to.bucket.receive(from.bucket.read(source), ['md5', 'crc32c'])
  requireConditions(query, to.bucket.get(to.key))
  const isReplaced = Object.keys(copy.resource).length > 0
  const object = to.bucket.put(
    to.key,
    received,
    isReplaced ? readAttributes(copy.resource) : source.attributes,
  )
  const resource = objectResource(host, to.bucket, object)
  if (!copy.isRewrite) return googleAnswer(host, resource)
  return googleAnswer(host, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: `${object.size}`,
    objectSize: `${object.size}`,
    done: true,
    resource,
  })
}
