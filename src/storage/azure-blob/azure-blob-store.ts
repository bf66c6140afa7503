import type {
  ListedObject,
  ObjectAttributes,
  ObjectStore,
  WriteCondition,
  WriteRequest,
  Written,
} from '../../core/sync/object-store.ts'
import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { atOnce } from '../http/at-once.ts'
import { attributeHeaders, attributesFrom, encodeTags } from '../http/attributes.ts'
import type { WireAnswer } from '../http/wire.ts'
import { readElement, readElements, unescapeXml } from '../http/xml.ts'
import type { AzureBlobAccess } from './access.ts'
import { bareTag, readBlobPage } from './listing.ts'
import { fromAzureNames, toAzureNames } from './metadata-names.ts'
import { type BlobRequests, makeBlobRequests } from './requests.ts'
import { openBlobUpload } from './upload.ts'

export interface AzureBlobStoreInput {
  readonly access: AzureBlobAccess
  readonly container: string
  /** Empty, or with a final slash. */
  readonly prefix: string
  readonly connections: number
  readonly traffic: StoreTraffic
}

const MIB = 1024 * 1024
/** https://learn.microsoft.com/rest/api/storageservices/put-block */
const LIMITS = { part: { min: MIB, max: 4_000 * MIB, count: 50_000 }, parallelParts: true } as const
const DELETES_AT_A_TIME = 32
const MAX_KEY_CHARACTERS = 1024
const MAX_SEGMENTS = 254

/** Block blobs of one container below a prefix. */
export function makeAzureBlobStore(input: AzureBlobStoreInput): ObjectStore {
  const { access, container, prefix, connections, traffic } = input
  const requests = makeBlobRequests(access, container, connections, traffic)
  const at = (key: string) => `${prefix}${key}`
  return {
    kind: 'azure-blob',
    address: `az://${access.account}/${container}/${prefix}`,
    limits: LIMITS,

    async list(next, call) {
      const answer = await requests.send(
        {
          name: 'ListBlobs',
          method: 'GET',
          query: {
            comp: 'list',
            ...(next === undefined ? {} : { marker: next }),
            maxresults: '1000',
            ...(prefix === '' ? {} : { prefix }),
            restype: 'container',
          },
          check: ({ body }) => (endsWell(body) ? undefined : 'the listing was cut off'),
        },
        call,
      )
      return readBlobPage(answer.body.toString('utf8'), prefix.length)
    },

    head: (key, call) => head(requests, at(key), key, call),

    async read({ key, version, size, range, into }, call) {
      const length = range?.length ?? size
      const answer = await requests.send(
        {
          name: 'GetBlob',
          method: 'GET',
          blob: at(key),
          headers: {
            'if-match': `"${version}"`,
            ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.start + length - 1}` }),
          },
          ...(into === undefined ? {} : { into: into.subarray(0, length) }),
          accept: [404, 412],
          check: ({ body }) => (body.length === length ? undefined : 'the body was cut off'),
        },
        call,
      )
      if (answer.status >= 400) return 'changed'
      if (range !== undefined) return { bytes: answer.body, attributes: {} }
      const attributes = await attributesOf(requests, at(key), answer, call)
      return { bytes: answer.body, attributes, ...md5In(answer) }
    },

    async write(request, call) {
      const answer = await requests.send(
        {
          name: 'PutBlob',
          method: 'PUT',
          blob: at(request.key),
          headers: {
            'x-ms-blob-type': 'BlockBlob',
            ...writeHeaders(request),
            'content-md5': request.md5.toString('base64'),
          },
          body: request.bytes,
          accept: [409, 412],
        },
        call,
      )
      if (answer.status < 400) return { version: bareTag(answer.headers.etag ?? ''), ...md5In(answer) }
      return answer.attempts > 1 ? ours(await head(requests, at(request.key), '', call), request) : 'refused'
    },

    openUpload: (request, call) =>
      openBlobUpload(requests, at(request.key), { ...request, headers: writeHeaders(request) }, call),

    remove: (objects, call) =>
      atOnce(DELETES_AT_A_TIME, objects, async ({ key, version }) => {
        const headers = { 'if-match': `"${version}"`, 'x-ms-delete-snapshots': 'include' }
        const answer = await requests.send(
          { name: 'DeleteBlob', method: 'DELETE', blob: at(key), headers, accept: [403, 404, 409, 412] },
          call,
        )
        if (answer.status === 412) return { key, kind: 'changed' } as const
        const refused = answer.status === 403 || answer.status === 409
        const reason = answer.headers['x-ms-error-code'] ?? 'refused'
        return refused ? ({ key, kind: 'failed', reason } as const) : ({ key, kind: 'removed' } as const)
      }),

    keyRefusal(key) {
      return blobNameRefusal(at(key))
    },

    close: () => requests.close(),
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
function blobNameRefusal(name: string): string | undefined {
  if (name.length > MAX_KEY_CHARACTERS) return 'a blob name has at most 1,024 characters'
  const segments = name.split('/')
  if (segments.length > MAX_SEGMENTS) return 'a blob name has at most 254 parts between slashes'
  if (name.includes('\\')) return 'Azure takes a backslash in a blob name for a slash'
  if (name.endsWith('/')) return 'Azure takes a final slash off a blob name'
  if (segments.some((segment) => segment.endsWith('.')))
    return 'Azure takes dots off the end of the parts of a blob name'
  return undefined
}

function endsWell(body: Buffer): boolean {
  return body.subarray(-40).toString('latin1').trimEnd().endsWith('</EnumerationResults>')
}

async function head(
  requests: BlobRequests,
  blob: string,
  key: string,
  call: Call,
): Promise<ListedObject | undefined> {
  const answer = await requests.send({ name: 'GetBlobProperties', method: 'HEAD', blob, accept: [404] }, call)
  if (answer.status === 404) return undefined
  return {
    key,
    size: Number(answer.headers['content-length']),
    modifiedMs: Date.parse(answer.headers['last-modified'] ?? ''),
    version: bareTag(answer.headers.etag ?? ''),
    ...md5In(answer),
    attributes: await attributesOf(requests, blob, answer, call),
  }
}

async function attributesOf(
  requests: BlobRequests,
  blob: string,
  answer: WireAnswer,
  call: Call,
): Promise<ObjectAttributes> {
  const { metadata, ...fields } = attributesFrom(answer.headers, 'x-ms-meta-')
  const names = fromAzureNames(metadata)
  const tagged = Number(answer.headers['x-ms-tag-count'] ?? 0) > 0
  return {
    ...fields,
    ...(names === undefined ? {} : { metadata: names }),
    ...(tagged ? { tags: await readTags(requests, blob, call) } : {}),
  }
}

async function readTags(requests: BlobRequests, blob: string, call: Call): Promise<Record<string, string>> {
  const answer = await requests.send(
    { name: 'GetBlobTags', method: 'GET', blob, query: { comp: 'tags' } },
    call,
  )
  const tags: Record<string, string> = {}
  for (const block of readElements(answer.body.toString('utf8'), 'Tag'))
    tags[unescapeXml(readElement(block, 'Key') ?? '')] = unescapeXml(readElement(block, 'Value') ?? '')
  return tags
}

/** What a write says of the blob besides its content. */
export function writeHeaders(
  request: Pick<WriteRequest, 'attributes' | 'storageClass' | 'condition'>,
): Record<string, string> {
  const { tags, metadata, ...fields } = request.attributes
  const names = toAzureNames(metadata)
  const headers = attributeHeaders(names === undefined ? fields : { ...fields, metadata: names }, {
    field: 'x-ms-blob-',
    metadata: 'x-ms-meta-',
  })
  if (tags !== undefined) headers['x-ms-tags'] = encodeTags(tags)
  if (request.storageClass !== undefined) headers['x-ms-access-tier'] = request.storageClass
  return { ...headers, ...conditionHeaders(request.condition) }
}

function conditionHeaders(condition: WriteCondition | undefined): Record<string, string> {
  if (condition === undefined) return {}
  return 'absent' in condition ? { 'if-none-match': '*' } : { 'if-match': `"${condition.version}"` }
}

/** A write that was sent twice may have been refused for its own first copy. */
function ours(held: ListedObject | undefined, { md5 }: WriteRequest): Written | 'refused' {
  if (held?.md5 !== md5.toString('hex')) return 'refused'
  return { version: held.version, md5: held.md5 }
}

function md5In({ headers }: WireAnswer): { md5?: string } {
  const md5 = headers['content-md5']
  return md5 === undefined ? {} : { md5: Buffer.from(md5, 'base64').toString('hex') }
}
