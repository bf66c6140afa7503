import { randomUUID } from 'node:crypto'
import type { ObjectStore, WriteCondition, WriteRequest, Written } from '../../core/sync/object-store.ts'
import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { atOnce } from '../http/at-once.ts'
import { encodeText } from '../http/encode-key.ts'
import type { WireAnswer } from '../http/wire.ts'
import type { GcsAccess } from './access.ts'
import { makeGcsRequests } from './requests.ts'
import {
  type GcsResource,
  generationOf,
  listedOf,
  RESOURCE_FIELDS,
  resourceFor,
  writtenOf,
} from './resource.ts'
import { openGcsUpload } from './upload.ts'

export interface GcsStoreInput {
  readonly access: GcsAccess
  readonly bucket: string
  /** Empty, or with a final slash. */
  readonly prefix: string
  readonly connections: number
  readonly traffic: StoreTraffic
}

const MIB = 1024 * 1024
/** A resumable upload takes its chunks in order: https://cloud.google.com/storage/docs/performing-resumable-uploads */
const LIMITS = { part: { min: MIB, max: 64 * MIB, count: 1_000_000 }, parallelParts: false } as const
const DELETES_AT_A_TIME = 32
const MAX_KEY_BYTES = 1024

/** Objects of one bucket of Cloud Storage below a prefix, over its JSON API. */
export function makeGcsStore({ access, bucket, prefix, connections, traffic }: GcsStoreInput): ObjectStore {
  const requests = makeGcsRequests(access, bucket, connections, traffic)
  const objects = `/storage/v1/b/${encodeText(bucket)}/o`
  const uploads = `/upload${objects}`
  const at = (key: string) => `${prefix}${key}`
  const pathOf = (key: string) => `${objects}/${encodeText(at(key))}`
  const head = async (key: string, call: Call) => {
    const path = `${pathOf(key)}?fields=${RESOURCE_FIELDS}`
    const answer = await requests.send({ name: 'objects.get', method: 'GET', path, accept: [404] }, call)
    return answer.status === 404 ? undefined : listedOf(resourceIn(answer), prefix.length)
  }
  return {
    kind: 'gcs',
    address: `gs://${bucket}/${prefix}`,
    limits: LIMITS,

    async list(next, call) {
      const query = `maxResults=1000&fields=nextPageToken,items(${RESOURCE_FIELDS})&prefix=${encodeText(prefix)}`
      const token = next === undefined ? '' : `&pageToken=${encodeText(next)}`
      const answer = await requests.send(
        {
          name: 'objects.list',
          method: 'GET',
          path: `${objects}?${query}${token}`,
          check: ({ body }) => (isJson(body) ? undefined : 'the listing was cut off'),
        },
        call,
      )
      const { items = [], nextPageToken } = JSON.parse(answer.body.toString('utf8')) as {
        items?: readonly GcsResource[]
        nextPageToken?: string
      }
      const listed = items.map((item) => listedOf(item, prefix.length))
      return nextPageToken === undefined ? { objects: listed } : { objects: listed, next: nextPageToken }
    },

    head,

    async read({ key, version, size, range, into }, call) {
      const length = range?.length ?? size
      const answer = await requests.send(
        {
          name: 'objects.get',
          method: 'GET',
          path: `${pathOf(key)}?alt=media&generation=${generationOf(version)}`,
          headers: {
            // Without this, compressed objects are unpacked on the way.
            'accept-encoding': 'gzip',
            ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.start + length - 1}` }),
          },
          ...(into === undefined ? {} : { into: into.subarray(0, length) }),
          accept: [404, 412],
          check: ({ body }) => (body.length === length ? undefined : 'the body was cut off'),
        },
        call,
      )
      if (answer.status >= 400) return 'changed'
      // The user's own metadata does not come with the content; the listing has it.
      return { bytes: answer.body, attributes: {}, ...hashesOf(answer.headers['x-goog-hash']) }
    },

    async write(request, call) {
      const answer = await requests.send(
        {
          name: 'objects.insert',
          method: 'POST',
          path: `${uploads}?uploadType=multipart&fields=${RESOURCE_FIELDS}${conditionQuery(request.condition)}`,
          ...multipart(at(request.key), request),
          accept: [412],
        },
        call,
      )
      if (answer.status !== 412) return writtenOf(resourceIn(answer))
      return answer.attempts > 1 ? ours(await head(request.key, call), request) : 'refused'
    },

    openUpload: (request, call) =>
      openGcsUpload(
        requests,
        `${uploads}?uploadType=resumable&fields=${RESOURCE_FIELDS}${conditionQuery(request.condition)}`,
        resourceFor(at(request.key), request.attributes, request.storageClass),
        request,
        call,
      ),

    remove: (removed, call) =>
      atOnce(DELETES_AT_A_TIME, removed, async ({ key, version }) => {
        const path = `${pathOf(key)}?ifGenerationMatch=${generationOf(version)}`
        const answer = await requests.send(
          { name: 'objects.delete', method: 'DELETE', path, accept: [401, 403, 404, 412] },
          call,
        )
        if (answer.status === 412) return { key, kind: 'changed' } as const
        const denied = answer.status === 401 || answer.status === 403
        if (denied) return { key, kind: 'failed', reason: 'AccessDenied' } as const
        return { key, kind: 'removed' } as const
      }),

    keyRefusal: (key) =>
      Buffer.byteLength(at(key)) > MAX_KEY_BYTES
        ? 'a name of Cloud Storage has at most 1,024 bytes'
        : /[\r\n]/.test(key)
          ? 'a name of Cloud Storage has no line ends'
          : /^(\.|\.\.)$/.test(at(key))
            ? 'Cloud Storage has no objects named . or ..'
            : undefined,

    close: () => requests.close(),
  }
}

function conditionQuery(condition: WriteCondition | undefined): string {
  if (condition === undefined) return ''
  return `&ifGenerationMatch=${'absent' in condition ? 0 : generationOf(condition.version)}`
}

/** Metadata and content in one request. https://cloud.google.com/storage/docs/json_api/v1/how-tos/multipart-upload */
function multipart(name: string, request: WriteRequest) {
  const boundary = `mcloud-${randomUUID()}`
  const { attributes, bytes, md5, storageClass } = request
  const resource = { ...resourceFor(name, attributes, storageClass), md5Hash: md5.toString('base64') }
  const type = attributes.contentType ?? 'application/octet-stream'
  const before = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n--${boundary}\r\ncontent-type: ${type}\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(before), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

/** A write that was sent twice may have been refused for its own first copy. */
function ours(
  held: { readonly version: string; readonly md5?: string } | undefined,
  { md5 }: WriteRequest,
): Written | 'refused' {
  if (held?.md5 !== md5.toString('hex')) return 'refused'
  return { version: held.version, md5: held.md5 }
}

function resourceIn(answer: WireAnswer): GcsResource {
  return JSON.parse(answer.body.toString('utf8')) as GcsResource
}

function isJson(body: Buffer): boolean {
  return body.subarray(-8).toString('latin1').trimEnd().endsWith('}')
}

function hashesOf(header: string | undefined): { md5?: string; crc32c?: string } {
  const found: { md5?: string; crc32c?: string } = {}
  for (const pair of header?.split(',') ?? []) {
    const [, name, value = ''] = /^\s*(\w+)=(.*)$/.exec(pair) ?? []
    if (name === 'md5') found.md5 = Buffer.from(value, 'base64').toString('hex')
    if (name === 'crc32c') found.crc32c = value
  }
  return found
}
