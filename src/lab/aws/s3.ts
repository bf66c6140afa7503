import type { LabHost, LabObjectApi, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import { readWhole } from '../objects/in-memory.ts'
import { type ObjectStore, openObjectStore } from '../objects/object-store.ts'
import { queryOf } from '../wire/request-url.ts'
import { deleteObjects } from './s3-batch-delete.ts'
import {
  bucketLocation,
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
  listObjects,
} from './s3-buckets.ts'
import { copyObject, deleteObject, getObject, putObject, type S3Attributes } from './s3-objects.ts'
import { noSuchBucket, noSuchKey, notImplemented, s3Refusal, s3Target } from './s3-wire.ts'
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
  /^(acl|accelerate|analytics|attributes|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|logging|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website)$/

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
    if (method === 'GET') return listObjects(host, bucket, request)
    if (method === 'POST' && query.has('delete'))
      return deleteObjects(host, bucket, (await readWhole(request.body)).toString('utf8'))
    throw notImplemented(request)
  }
  switch (method) {
    case 'GET':
    case 'HEAD':
      return getObject(host, bucket, target.key, request)
    case 'DELETE':
      return deleteObject(host, bucket, target.key, request)
    case 'PUT':
      if (request.headers['x-amz-copy-source'] === undefined)
        return putObject(host, bucket, target.key, request)
      return copyObject(host, bucket, target.key, request, copySource(store, request))
    default:
      throw notImplemented(request)
  }
}

function copySource(store: ObjectStore<S3Attributes>, request: LabRequestHead) {
  const source = decodeURIComponent(request.headers['x-amz-copy-source'] ?? '').replace(/^\//, '')
  const bucket = store.get(source.slice(0, source.indexOf('/')))
  if (bucket === undefined) throw noSuchBucket()
  const object = bucket.get(source.slice(source.indexOf('/') + 1))
  if (object === undefined) throw noSuchKey()
  return { bucket, object }
}
