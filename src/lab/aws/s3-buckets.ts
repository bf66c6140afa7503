import type { LabHost, LabRequestHead, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readMark, writeMark } from '../objects/list-page.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { queryOf } from '../wire/request-url.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { s3Etag } from './s3-conditions.ts'
import { requireBucketName, s3Answer, s3Document } from './s3-wire.ts'
import { AwsFault } from './wire.ts'
import { parseXml, text } from './xml.ts'

const OWNER = { ID: 'a'.repeat(64), DisplayName: 'lab' }
const MOST_KEYS = 1_000

export function listBuckets(host: LabHost, store: ObjectStore<S3Attributes>): LabStreamResponse {
  return s3Document(host, 'ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: store.list().map(({ name, createdAtMs, attributes }) => ({
        Name: name,
        CreationDate: new Date(createdAtMs).toISOString(),
        BucketRegion: attributes.region,
      })),
    },
  })
}

export function createBucket(
  host: LabHost,
  store: ObjectStore<S3Attributes>,
  name: string,
  region: string,
  body: string,
): LabStreamResponse {
  requireBucketName(name)
  const wanted = text(parseXml(body)?.content, 'LocationConstraint')
  // In us-east-1, and there only, making what one has already is no error.
  if (store.get(name) !== undefined && region !== 'us-east-1')
    throw new AwsFault(
      409,
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    )
  if (store.get(name) === undefined) store.create(name, { region: wanted ?? region })
  return s3Answer(host, 200, { location: `/${name}` })
}

export function headBucket(host: LabHost, bucket: Bucket<S3Attributes>): LabStreamResponse {
  return s3Answer(host, 200, { 'x-amz-bucket-region': bucket.attributes.region ?? '' })
}

export function deleteBucket(
  host: LabHost,
  store: ObjectStore<S3Attributes>,
  bucket: Bucket<S3Attributes>,
): LabStreamResponse {
  if (bucket.count > 0)
    throw new AwsFault(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty')
  store.delete(bucket.name)
  return s3Answer(host, 204)
}

export function bucketLocation(host: LabHost, bucket: Bucket<S3Attributes>): LabStreamResponse {
  const { region } = bucket.attributes
  return s3Document(host, 'LocationConstraint', { '#text': region === 'us-east-1' ? '' : region })
}

/** ListObjectsV2, and the first version of it. */
export function listObjects(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  head: LabRequestHead,
): LabStreamResponse {
  const query = queryOf(head)
  const isSecond = query.get('list-type') === '2'
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const encoded = query.get('encoding-type') === 'url'
  const asked = Number(query.get('max-keys') ?? MOST_KEYS)
  if (!Number.isInteger(asked) || asked < 0)
    throw new AwsFault(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range')
  const most = Math.min(asked, MOST_KEYS)
  const token = query.get('continuation-token')
  const after = isSecond ? query.get('start-after') : query.get('marker')
  const mark =
    token !== null
      ? readMark(token)
      : after === null || after === ''
        ? undefined
        : { key: after, isPrefix: delimiter !== '' && after.endsWith(delimiter) }
  if (token !== null && mark === undefined)
    throw new AwsFault(400, 'InvalidArgument', 'The continuation token provided is incorrect')
  const page = bucket.list({ prefix, delimiter, most, ...(mark === undefined ? {} : { after: mark }) })
  const write = (key: string) => (encoded ? encodeKey(key) : key)
  const withOwner = !isSecond || query.get('fetch-owner') === 'true'
  return s3Document(host, 'ListBucketResult', {
    Name: bucket.name,
    Prefix: write(prefix),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    MaxKeys: asked,
    ...(encoded ? { EncodingType: 'url' } : {}),
    ...(isSecond
      ? {
          KeyCount: page.keys.length + page.prefixes.length,
          ...(token === null ? {} : { ContinuationToken: token }),
          ...(after === null ? {} : { StartAfter: write(after) }),
          ...(page.next === undefined ? {} : { NextContinuationToken: writeMark(page.next) }),
        }
      : {
          Marker: write(after ?? ''),
          ...(page.next === undefined || delimiter === '' ? {} : { NextMarker: write(page.next.key) }),
        }),
    IsTruncated: page.next !== undefined,
    Contents: page.keys.flatMap((key) => {
      const object = bucket.get(key)
      if (object === undefined) return []
      const { checksum, storageClass = 'STANDARD' } = object.attributes
      return {
        Key: write(key),
        LastModified: new Date(object.updatedAtMs).toISOString(),
        ETag: `"${s3Etag(object)}"`,
        ...(checksum === undefined
          ? {}
          : { ChecksumAlgorithm: checksum.toUpperCase(), ChecksumType: 'FULL_OBJECT' }),
        Size: object.size,
        ...(withOwner ? { Owner: OWNER } : {}),
        StorageClass: storageClass,
      }
    }),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: write(common) })),
  })
}

/** `encoding-type=url` as S3 does it: like a form, with the slash left as it is. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/').replaceAll('*', '%2A')
}
