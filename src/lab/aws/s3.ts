import type { LabHost, LabObjectApi, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readWhole } from '../objects/in-memory.ts'
import { type ObjectStore, openObjectStore } from '../objects/object-store.ts'
import { queryOf } from '../wire/request-url.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { deleteObjects } from './s3-batch-delete.ts'
import { bucketSetting, isBucketSetting } from './s3-bucket-settings.ts'
import {
  bucketLocation,
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
  listObjects,
} from './s3-buckets.ts'
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './s3-multipart.ts'
import { copyObject, deleteObject, getObject, putObject } from './s3-objects.ts'
import { deleteTagging, getTagging, putTagging } from './s3-tagging.ts'
import { noSuchBucket, noSuchKey, notImplemented, s3Document, s3Refusal, s3Target } from './s3-wire.ts'
import { AwsFault, awsServiceOf, requireSignature } from './wire.ts'

export interface S3 extends LabObjectApi {
  readonly store: ObjectStore<S3Attributes>
}

/** S3's REST API over real files. https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html */
export function makeS3(host: LabHost, region: () => string): S3 {
  const store = openObjectStore<S3Attributes>(host.objectFolder, () => host.now())
  return {
    store,
    takes: (head) => awsServiceOf(head) === 's3',
    async handle(request): Promise<LabStreamResponse> {
      try {
        requireSignature(request, 's3')
        return await route(store, host, region(), request)
      } catch (error) {
        const fault =
          error instanceof AwsFault
            ? error
            : new AwsFault(500, 'InternalError', `The lab failed: ${String(error)}`)
        return s3Refusal(host, request, fault)
      }
    },
  }
}

// Query parameters that name another operation than that of the method alone.
const SUBRESOURCES =
  /^(acl|accelerate|analytics|attributes|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|logging|metrics|notification|object-lock|ownershipControls|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|torrent|versionId|versioning|versions|website)$/

async function route(
  store: ObjectStore<S3Attributes>,
  host: LabHost,
  region: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const { method } = request
  const query = queryOf(request)
  const target = s3Target(request, (name) => store.get(name) !== undefined)
  if (target.bucket === undefined) {
    if (method === 'GET') return listBuckets(host, store)
    throw new AwsFault(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
  }
  const other = [...query.keys()].find((name) => SUBRESOURCES.test(name))
  if (other !== undefined && target.key === undefined && isBucketSetting(other)) {
    const bucket = store.get(target.bucket)
    if (bucket === undefined) throw noSuchBucket()
    const body = (await readWhole(request.body)).toString('utf8')
    return bucketSetting(host, bucket, other, request, body)
  }
  if (other !== undefined) throw notImplemented(request, `${method} ?${other}`)
  if (target.key === undefined && method === 'PUT') {
    return createBucket(host, store, target.bucket, region, (await readWhole(request.body)).toString('utf8'))
  }
  const bucket = store.get(target.bucket)
  if (bucket === undefined) throw noSuchBucket()
  if (target.key === undefined) {
    if (method === 'HEAD') return headBucket(host, bucket)
    if (method === 'DELETE') return deleteBucket(host, store, bucket)
    if (method === 'GET' && query.has('location')) return bucketLocation(host, bucket)
    if (method === 'GET' && query.has('uploads')) return listUploads(host, bucket, request)
    // No bucket of the lab keeps versions.
    if (method === 'GET' && query.has('versioning')) return s3Document(host, 'VersioningConfiguration', {})
    if (method === 'GET') return listObjects(host, bucket, request)
    if (method === 'POST' && query.has('delete'))
      return deleteObjects(host, bucket, (await readWhole(request.body)).toString('utf8'))
    throw notImplemented(request)
  }
  const { key } = target
  if (query.has('uploads') && method === 'POST') return createUpload(host, bucket, key, request)
  if (query.has('uploadId')) return routeUpload(host, bucket, key, request)
  if (query.has('tagging')) return routeTagging(host, bucket, key, request)
  switch (method) {
    case 'GET':
    case 'HEAD':
      return getObject(host, bucket, key, request)
    case 'DELETE':
      return deleteObject(host, bucket, key, request)
    case 'PUT':
      if (request.headers['x-amz-copy-source'] === undefined) return putObject(host, bucket, key, request)
      return copyObject(host, bucket, key, request, copySource(store, request))
    default:
      throw notImplemented(request)
  }
}

function routeUpload(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  request: LabStreamRequest,
): LabStreamResponse | Promise<LabStreamResponse> {
  switch (request.method) {
    case 'GET':
      return listParts(host, bucket, key, request)
    case 'POST':
      return completeUpload(host, bucket, key, request)
    case 'DELETE':
      return abortUpload(host, bucket, key, request)
    case 'PUT':
      if (request.headers['x-amz-copy-source'] === undefined) return uploadPart(host, bucket, key, request)
      throw notImplemented(request, 'UploadPartCopy')
    default:
      throw notImplemented(request)
  }
}

async function routeTagging(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const object = bucket.get(key)
  if (object === undefined) throw noSuchKey()
  if (request.method === 'GET') return getTagging(host, object)
  if (request.method === 'DELETE') return deleteTagging(host, bucket, object)
  if (request.method !== 'PUT') throw notImplemented(request)
  return putTagging(host, bucket, object, (await readWhole(request.body)).toString('utf8'))
}

function copySource(store: ObjectStore<S3Attributes>, request: LabRequestHead) {
  const source = decodeURIComponent(request.headers['x-amz-copy-source'] ?? '').replace(/^\//, '')
  const bucket = store.get(source.slice(0, source.indexOf('/')))
  if (bucket === undefined) throw noSuchBucket()
  const object = bucket.get(source.slice(source.indexOf('/') + 1))
  if (object === undefined) throw noSuchKey()
  return { bucket, object }
}
