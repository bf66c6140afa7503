import type { ListedObject, ObjectAttributes, Written } from '../../core/sync/object-store.ts'
import { decodeTags, encodeTags } from '../http/attributes.ts'

/** https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export interface GcsResource {
  readonly name: string
  readonly size: string
  readonly generation: string
  readonly metageneration: string
  readonly updated?: string
  readonly md5Hash?: string
  readonly crc32c?: string
  readonly contentType?: string
  readonly cacheControl?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly contentDisposition?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Members of the resource that sync reads. */
export const RESOURCE_FIELDS =
  'name,size,generation,metageneration,updated,md5Hash,crc32c,contentType,cacheControl,contentEncoding,contentLanguage,contentDisposition,metadata'

/** Cloud Storage has no tags; those of other clouds are kept in metadata under this name, as a query. */
const TAGS = 'mcloud-tags'

export function listedOf(resource: GcsResource, prefixLength: number): ListedObject {
  return {
    key: resource.name.slice(prefixLength),
    size: Number(resource.size),
    modifiedMs: Date.parse(resource.updated ?? ''),
    ...writtenOf(resource),
    attributes: attributesOf(resource),
  }
}

export function writtenOf(resource: GcsResource): Written {
  const { md5Hash, crc32c } = resource
  return {
    version: `${resource.generation}.${resource.metageneration}`,
    ...(md5Hash === undefined ? {} : { md5: Buffer.from(md5Hash, 'base64').toString('hex') }),
    ...(crc32c === undefined ? {} : { crc32c }),
  }
}

function attributesOf(resource: GcsResource): ObjectAttributes {
  const { contentType, cacheControl, contentEncoding, contentLanguage, contentDisposition } = resource
  const { [TAGS]: tags, ...metadata } = resource.metadata ?? {}
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentLanguage === undefined ? {} : { contentLanguage }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(tags === undefined ? {} : { tags: decodeTags(tags) }),
  }
}

/** The writable members for an object of these attributes. */
export function resourceFor(
  name: string,
  attributes: ObjectAttributes,
  storageClass: string | undefined,
): Record<string, unknown> {
  const { metadata, tags, ...fields } = attributes
  const kept = tags === undefined ? metadata : { ...metadata, [TAGS]: encodeTags(tags) }
  return {
    name,
    ...fields,
    ...(kept === undefined ? {} : { metadata: kept }),
    ...(storageClass === undefined ? {} : { storageClass }),
  }
}

/** The generation in a version as `listedOf` makes it. */
export function generationOf(version: string): string {
  return version.split('.')[0] ?? ''
}
