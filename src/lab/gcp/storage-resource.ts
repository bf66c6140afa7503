import type { LabHost } from '../cloud.ts'
import type { Bucket, StoredObject } from '../objects/bucket.ts'
import { GoogleFault, googleTime, invalidValue } from './wire.ts'

/** What Cloud Storage keeps with an object besides its body: the writable members of the resource. */
export interface StorageAttributes {
  readonly contentType?: string
  readonly cacheControl?: string
  readonly contentDisposition?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly storageClass?: string
  readonly customTime?: string
  readonly metadata?: Readonly<Record<string, string>>
}

const TEXTS = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'storageClass',
  'customTime',
] as const

/** The writable members of a resource that a client sent; `null` takes one away. @throws GoogleFault 400 */
export function readAttributes(
  resource: Readonly<Record<string, unknown>>,
  before: StorageAttributes = {},
): StorageAttributes {
  const next: Record<string, unknown> = { ...before }
  for (const name of TEXTS) {
    const value = resource[name]
    if (value === null) delete next[name]
    else if (typeof value === 'string') next[name] = value
    else if (value !== undefined) throw invalidValue(name, value)
  }
  if (resource.metadata === null) delete next.metadata
  else if (resource.metadata !== undefined)
    next.metadata = readMetadata(resource.metadata, before.metadata ?? {})
  return next
}

function readMetadata(given: unknown, before: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof given !== 'object' || given === null) throw invalidValue('metadata', given)
  const next: Record<string, string> = { ...before }
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete next[name]
    else next[name] = String(value)
  }
  return next
}

/** https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export function objectResource(
  host: LabHost,
  bucket: Bucket<StorageAttributes>,
  object: StoredObject<StorageAttributes>,
): Record<string, unknown> {
  const path = `/b/${encodeURIComponent(bucket.name)}/o/${encodeURIComponent(object.key)}`
  const created = googleTime(object.createdAtMs)
  return {
    kind: 'storage#object',
    id: `${bucket.name}/${object.key}/${object.generation}`,
    selfLink: `${host.baseUrl()}/storage/v1${path}`,
    mediaLink: `${host.baseUrl()}/download/storage/v1${path}?generation=${object.generation}&alt=media`,
    name: object.key,
    bucket: bucket.name,
    generation: `${object.generation}`,
    metageneration: `${object.metageneration}`,
    storageClass: 'STANDARD',
    ...object.attributes,
    size: `${object.size}`,
    md5Hash: object.checksums.md5,
    crc32c: object.checksums.crc32c,
    etag: storageEtag(object),
    timeCreated: created,
    updated: googleTime(object.updatedAtMs),
    timeStorageClassUpdated: created,
    timeFinalized: created,
  }
}

export function storageEtag(object: StoredObject<StorageAttributes>): string {
  return Buffer.from(`${object.generation}/${object.metageneration}`).toString('base64')
}

/** https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
export function bucketResource(
  host: LabHost,
  projectNumber: string,
  bucket: Bucket<StorageAttributes>,
): Record<string, unknown> {
  const created = googleTime(bucket.createdAtMs)
  return {
    kind: 'storage#bucket',
    id: bucket.name,
    selfLink: `${host.baseUrl()}/storage/v1/b/${bucket.name}`,
    name: bucket.name,
    projectNumber,
    generation: '1',
    metageneration: '1',
    location: bucket.attributes.location ?? 'US',
    locationType: 'region',
    storageClass: 'STANDARD',
    etag: 'CAE=',
    timeCreated: created,
    updated: created,
    versioning: { enabled: bucket.attributes.versioning === 'true' },
    iamConfiguration: {
      uniformBucketLevelAccess: { enabled: bucket.attributes.uniformAccess === 'true' },
      publicAccessPrevention: bucket.attributes.publicAccessPrevention ?? 'inherited',
    },
  }
}

/** The settings of a bucket that a client sent, as they are kept. @throws GoogleFault 400 */
export function bucketSettings(resource: Readonly<Record<string, unknown>>): Record<string, string> {
  const { versioning, iamConfiguration } = resource as {
    versioning?: { enabled?: unknown }
    iamConfiguration?: { uniformBucketLevelAccess?: { enabled?: unknown }; publicAccessPrevention?: unknown }
  }
  const prevention = iamConfiguration?.publicAccessPrevention
  if (prevention !== undefined && prevention !== 'enforced' && prevention !== 'inherited')
    throw invalidValue('iamConfiguration.publicAccessPrevention', prevention)
  const uniform = iamConfiguration?.uniformBucketLevelAccess?.enabled
  return {
    ...(versioning?.enabled === undefined ? {} : { versioning: String(versioning.enabled) }),
    ...(uniform === undefined ? {} : { uniformAccess: String(uniform) }),
    ...(prevention === undefined ? {} : { publicAccessPrevention: prevention }),
  }
}

/**
 * https://cloud.google.com/storage/docs/request-preconditions
 * @throws GoogleFault 412 conditionNotMet, 304 for the negative ones of a read
 */
export function requireConditions(
  query: URLSearchParams,
  present: StoredObject<StorageAttributes> | undefined,
  isRead = false,
): void {
  const wanted = (name: string) => {
    const value = query.get(name)
    if (value === null) return undefined
    if (!/^\d+$/.test(value)) throw invalidValue(name, value)
    return Number(value)
  }
  const generation = present?.generation ?? 0
  const match = wanted('ifGenerationMatch')
  if (match !== undefined && match !== generation) throw notMet()
  const noMatch = wanted('ifGenerationNotMatch')
  if (noMatch !== undefined && noMatch === generation) throw isRead ? notModified() : notMet()
  const metaMatch = wanted('ifMetagenerationMatch')
  if (metaMatch !== undefined && metaMatch !== present?.metageneration) throw notMet()
  const metaNoMatch = wanted('ifMetagenerationNotMatch')
  if (metaNoMatch !== undefined && metaNoMatch === present?.metageneration)
    throw isRead ? notModified() : notMet()
}

function notMet(): GoogleFault {
  const message = 'At least one of the pre-conditions you specified did not hold.'
  return new GoogleFault(412, 'conditionNotMet', message)
}

function notModified(): GoogleFault {
  return new GoogleFault(304, 'notModified', 'Not Modified')
}

/** The object of a request: of the generation that it names, where it names one. @throws GoogleFault 404 */
export function presentObject(
  bucket: Bucket<StorageAttributes>,
  key: string,
  query: URLSearchParams,
): StoredObject<StorageAttributes> {
  const object = bucket.get(key)
  const generation = query.get('generation')
  if (object !== undefined && (generation === null || Number(generation) === object.generation)) return object
  throw new GoogleFault(404, 'notFound', `No such object: ${bucket.name}/${key}`)
}
