import type { LabHost, LabObjectApi, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import { readWhole } from '../objects/in-memory.ts'
import { type ObjectStore, openObjectStore } from '../objects/object-store.ts'
import { pathOf, pathSegments, queryOf } from '../wire/request-url.ts'
import { handleBucketPolicy } from './bucket-policy.ts'
import { isSignedRead, readSigned } from './signed-read.ts'
import type { GcpState } from './state.ts'
import { changeObject, copyObject, deleteObject, getObject, listObjects } from './storage-objects.ts'
import { bucketResource, bucketSettings, type StorageAttributes } from './storage-resource.ts'
import { continueSession, insertObject, parseResource } from './storage-upload.ts'
import { GoogleFault, googleAnswer, googleRefusal, notModelled, page, requireBearer } from './wire.ts'

export interface Storage extends LabObjectApi {
  readonly store: ObjectStore<StorageAttributes>
}

// `STORAGE_EMULATOR_HOST` makes some clients leave `storage/v1` out.
const PATHS = /^\/(?:(upload|resumable\/upload|download)\/)?(?:storage\/v1\/)?b(?:\/|$)/

/** The JSON API of Cloud Storage over real files. https://cloud.google.com/storage/docs/json_api/v1 */
export function makeStorage(host: LabHost, state: () => GcpState): Storage {
  const store = openObjectStore<StorageAttributes>(host.objectFolder, () => host.now())
  return {
    store,
    takes: isStorage,
    async handle(request): Promise<LabStreamResponse> {
      try {
        // Google's Node client signs no request to an endpoint that is not Google's, resumable uploads never.
        if (request.headers.authorization !== undefined) requireBearer(request)
        if (isSignedRead(request)) return readBySignature(store, host, request)
        return await route(store, host, state(), request)
      } catch (error) {
        const fault =
          error instanceof GoogleFault
            ? error
            : new GoogleFault(500, 'backendError', `The lab failed: ${String(error)}`, 'INTERNAL')
        if (fault.status === 304) return { status: 304, headers: {} }
        return googleRefusal(host, fault)
      }
    },
  }
}

/** Whether a request is for Cloud Storage. */
export function isStorage(head: LabRequestHead): boolean {
  return PATHS.test(pathOf(head)) || isSignedRead(head)
}

function readBySignature(
  store: ObjectStore<StorageAttributes>,
  host: LabHost,
  head: LabRequestHead,
): LabStreamResponse {
  const { bucket: name, key } = readSigned(host, head)
  const bucket = store.get(name)
  if (bucket === undefined) throw noSuchBucket()
  return getObject(host, bucket, key, head, new URLSearchParams({ alt: 'media' }))
}

async function route(
  store: ObjectStore<StorageAttributes>,
  host: LabHost,
  state: GcpState,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const { method } = request
  const query = queryOf(request)
  const segments = pathSegments(request)
  const isUpload = segments[0] === 'upload' || segments[0] === 'resumable'
  const [name, kind, key, ...rest] = segments.slice(segments.indexOf('b') + 1)
  if (name === undefined) return handleBuckets(store, host, state, request, query)
  const bucket = store.get(name)
  if (bucket === undefined) throw noSuchBucket()
  if (kind === 'iam') return handleBucketPolicy(host, bucket, request)
  if (kind === undefined) {
    if (method === 'PATCH') {
      const resource = parseResource((await readWhole(request.body)).toString('utf8'))
      bucket.describe(bucketSettings(resource))
      return googleAnswer(host, bucketResource(host, state.projectNumber, bucket))
    }
    if (method === 'GET') return googleAnswer(host, bucketResource(host, state.projectNumber, bucket))
    if (method !== 'DELETE') throw notModelled(request)
    if (bucket.count > 0)
      throw new GoogleFault(409, 'conflict', 'The bucket you tried to delete is not empty.')
    store.delete(name)
    return googleAnswer(host, undefined, 204)
  }
  if (kind === 'storageLayout' && method === 'GET') {
    const { location = 'US' } = bucket.attributes
    return googleAnswer(host, {
      kind: 'storage#storageLayout',
      bucket: name,
      location,
      locationType: 'region',
      hierarchicalNamespace: { enabled: false },
    })
  }
  if (kind !== 'o') throw notModelled(request)
  if (isUpload && key === undefined && method === 'POST') return insertObject(host, bucket, request, query)
  if (isUpload && key === undefined && query.has('upload_id'))
    return continueSession(host, bucket, request, query)
  if (key === undefined && method === 'GET') return listObjects(host, bucket, query)
  if (key === undefined || isUpload) throw notModelled(request)
  const [action, , toName, , toKey] = rest
  if (method === 'POST' && (action === 'rewriteTo' || action === 'copyTo') && toKey !== undefined) {
    const target = store.get(toName ?? '')
    if (target === undefined) throw noSuchBucket()
    const resource = parseResource((await readWhole(request.body)).toString('utf8'))
    const isRewrite = action === 'rewriteTo'
    return copyObject(host, { bucket, key }, { bucket: target, key: toKey }, query, { resource, isRewrite })
  }
  if (rest.length > 0) throw notModelled(request)
  if (segments[0] === 'download') query.set('alt', 'media')
  switch (method) {
    case 'GET':
    case 'HEAD':
      return getObject(host, bucket, key, request, query)
    case 'DELETE':
      return deleteObject(host, bucket, key, query)
    case 'PATCH':
    case 'PUT': {
      const resource = parseResource((await readWhole(request.body)).toString('utf8'))
      return changeObject(host, bucket, key, query, { resource, isPatch: method === 'PATCH' })
    }
    default:
      throw notModelled(request)
  }
}

/** buckets.list and buckets.insert. */
async function handleBuckets(
  store: ObjectStore<StorageAttributes>,
  host: LabHost,
  state: GcpState,
  request: LabStreamRequest,
  query: URLSearchParams,
): Promise<LabStreamResponse> {
  const project = query.get('project')
  if (project !== state.project && project !== state.projectNumber)
    throw new GoogleFault(400, 'invalid', `Unknown project id: ${project}`)
  if (request.method === 'GET') {
    const prefix = query.get('prefix') ?? ''
    const found = page(
      store.list().filter((bucket) => bucket.name.startsWith(prefix)),
      query,
      1_000,
    )
    return googleAnswer(host, {
      kind: 'storage#buckets',
      ...found,
      items: found.items.map((bucket) => bucketResource(host, state.projectNumber, bucket)),
    })
  }
  if (request.method !== 'POST') throw notModelled(request)
  const resource = parseResource((await readWhole(request.body)).toString('utf8'))
  const name = String(resource.name ?? '')
  // https://cloud.google.com/storage/docs/buckets#naming
  if (!/^[a-z0-9](?!.*\.\.)[a-z0-9._-]{1,61}[a-z0-9]$/.test(name))
    throw new GoogleFault(400, 'invalid', `Invalid bucket name: '${name}'`)
  if (store.get(name) !== undefined)
    throw new GoogleFault(
      409,
      'conflict',
      'Your previous request to create the named bucket succeeded and you already own it.',
    )
  const location = String(resource.location ?? 'US').toUpperCase()
  return googleAnswer(
    host,
    bucketResource(host, state.projectNumber, store.create(name, { location, ...bucketSettings(resource) })),
  )
}

function noSuchBucket(): GoogleFault {
  return new GoogleFault(404, 'notFound', 'The specified bucket does not exist.')
}
