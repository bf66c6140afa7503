import { createHash } from 'node:crypto'
import type {
  ListedObject,
  ObjectAttributes,
  ObjectStore,
  Removal,
  WriteRequest,
  Written,
} from '../../core/sync/object-store.ts'
import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { attributeHeaders, attributesFrom, encodeTags } from '../http/attributes.ts'
import type { WireAnswer } from '../http/wire.ts'
import { escapeXml, isOutsideXml, readElement, readElements, unescapeXml } from '../http/xml.ts'
import type { S3Access } from './access.ts'
import { conditionHeaders } from './conditions.ts'
import { readS3Page, tagOf } from './listing.ts'
import { makeS3Requests, type S3Requests } from './requests.ts'
import { openS3Upload } from './upload.ts'

export interface S3StoreInput {
  readonly access: S3Access
  readonly bucket: string
  /** Empty, or with a final slash. */
  readonly prefix: string
  readonly connections: number
  readonly traffic: StoreTraffic
}

const MIB = 1024 * 1024
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LIMITS = { part: { min: 5 * MIB, max: 5 * 1024 * MIB, count: 10_000 }, parallelParts: true } as const
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const DELETE_BATCH = 1_000
const MAX_KEY_BYTES = 1024
/** Where rclone keeps the MD5 of objects made of parts, in base64, so that each proves the other's uploads. */
const KEPT_HASH = 'md5chksum'

/** Objects of one bucket of Amazon S3, or of a server that speaks like it, below a prefix. */
export function makeS3Store({ access, bucket, prefix, connections, traffic }: S3StoreInput): ObjectStore {
  const requests = makeS3Requests(access, bucket, connections, traffic)
  const at = (key: string) => `${prefix}${key}`
  return {
    kind: 's3',
    address: `s3://${bucket}/${prefix}`,
    limits: LIMITS,

    async list(next, call) {
      const answer = await requests.send(
        {
          name: 'ListObjectsV2',
          method: 'GET',
          query: {
            ...(next === undefined ? {} : { 'continuation-token': next }),
            'encoding-type': 'url',
            'list-type': '2',
            'max-keys': '1000',
            prefix,
          },
          check: ({ body }) => (endsWell(body) ? undefined : 'the listing was cut off'),
        },
        call,
      )
      return readS3Page(answer.body.toString('utf8'), prefix.length)
    },

    head: (key, call) => head(requests, at(key), key, call),

    async read({ key, version, size, range, into }, call) {
      const length = range?.length ?? size
      const whole = range === undefined
      const answer = await requests.send(
        {
          name: 'GetObject',
          method: 'GET',
          key: at(key),
          headers: {
            'if-match': `"${version}"`,
            ...(whole ? {} : { range: `bytes=${range.start}-${range.start + length - 1}` }),
          },
          ...(into === undefined ? {} : { into: into.subarray(0, length) }),
          accept: [404, 412],
          check: ({ body }) => (body.length === length ? undefined : 'the body was cut off'),
        },
        call,
      )
      if (answer.status >= 400) return 'changed'
      const bytes = answer.body
      if (!whole) return { bytes, attributes: {} }
      const attributes = attributesOf(answer)
      const tagged = Number(answer.headers['x-amz-tagging-count'] ?? 0) > 0
      const tags = tagged ? { tags: await readTags(requests, at(key), call) } : {}
      const { md5 } = tagIn(answer)
      return { bytes, attributes: { ...attributes, ...tags }, ...(md5 === undefined ? {} : { md5 }) }
    },

    async write(request, call) {
      const headers = {
        ...writeHeaders(request),
        'content-md5': request.md5.toString('base64'),
        ...conditionHeaders(request.condition),
      }
      const answer = await requests.send(
        {
          name: 'PutObject',
          method: 'PUT',
          key: at(request.key),
          headers,
          body: request.bytes,
          accept: [409, 412],
        },
        call,
      )
      if (answer.status >= 400) {
        return answer.attempts > 1 ? ours(requests, at(request.key), request, call) : 'refused'
      }
      return writtenOf(answer)
    },

    openUpload: (request, call) =>
      openS3Upload(
        requests,
        at(request.key),
        { ...request, headers: writeHeaders(request, request.md5) },
        call,
      ),

    async remove(objects, call) {
      const removals: Removal[] = []
      const batched = objects.filter(({ key }) => !isOutsideXml(at(key)))
      for (let from = 0; from < batched.length; from += DELETE_BATCH) {
        const batch = batched.slice(from, from + DELETE_BATCH).map(({ key }) => key)
        removals.push(...(await removeBatch(requests, batch, at, call)))
      }
      for (const { key } of objects.filter((object) => isOutsideXml(at(object.key)))) {
        const answer = await requests.send(
          { name: 'DeleteObject', method: 'DELETE', key: at(key), accept: [403, 404] },
          call,
        )
        const denied = answer.status === 403
        removals.push(denied ? { key, kind: 'failed', reason: 'AccessDenied' } : { key, kind: 'removed' })
      }
      return removals
    },

    hash: async (key, call) => (await head(requests, at(key), key, call))?.md5,

    async partBytes({ key, version }, call) {
      const answer = await requests.send(
        {
          name: 'HeadObject',
          method: 'HEAD',
          key: at(key),
          query: { partNumber: '1' },
          headers: { 'if-match': `"${version}"` },
          accept: [400, 404, 412, 416, 501],
        },
        call,
      )
      const bytes = Number(answer.headers['content-length'])
      return answer.status < 300 && bytes > 0 ? bytes : undefined
    },

    keyRefusal: (key) =>
      Buffer.byteLength(at(key)) > MAX_KEY_BYTES ? 'a key of S3 has at most 1,024 bytes' : undefined,

    close: () => requests.close(),
  }
}

function endsWell(body: Buffer): boolean {
  return body.subarray(-40).toString('latin1').trimEnd().endsWith('</ListBucketResult>')
}

async function head(
  requests: S3Requests,
  whole: string,
  key: string,
  call: Call,
): Promise<ListedObject | undefined> {
  const answer = await requests.send({ name: 'HeadObject', method: 'HEAD', key: whole, accept: [404] }, call)
  if (answer.status === 404) return undefined
  const tagged = Number(answer.headers['x-amz-tagging-count'] ?? 0) > 0
  return {
    key,
    size: Number(answer.headers['content-length']),
    modifiedMs: Date.parse(answer.headers['last-modified'] ?? ''),
    ...tagIn(answer),
    attributes: {
      ...attributesOf(answer),
      ...(tagged ? { tags: await readTags(requests, whole, call) } : {}),
    },
  }
}

/** What the answer tells of the content: of an object made of parts, the hash that its writer left beside it. */
function tagIn(answer: WireAnswer): Pick<ListedObject, 'version' | 'md5' | 'partsTag'> {
  const { version, ...hashes } = tagOf(answer.headers.etag ?? '')
  const md5 = keptHash(answer)
  return {
    version,
    ...(encrypted(answer) ? {} : hashes),
    ...(md5 === undefined ? {} : { md5 }),
  }
}

/** Undefined where the ETag is the hash itself, and for what is none. */
function keptHash(answer: WireAnswer): string | undefined {
  const { md5 } = tagOf(answer.headers.etag ?? '')
  if (md5 !== undefined && !encrypted(answer)) return undefined
  const bytes = Buffer.from(answer.headers[`x-amz-meta-${KEPT_HASH}`] ?? '', 'base64')
  return bytes.length === 16 ? bytes.toString('hex') : undefined
}

function attributesOf(answer: WireAnswer): ObjectAttributes {
  const found = withoutKeptHash(attributesFrom(answer.headers, 'x-amz-meta-'), answer)
  // Some servers store the transfer form that the upload came in.
  const encoding = found.contentEncoding?.replace(/(^|, *)aws-chunked(, *|$)/, '')
  const { contentEncoding: _, ...rest } = found
  return encoding === undefined || encoding === '' ? rest : { ...rest, contentEncoding: encoding }
}

function withoutKeptHash(found: ObjectAttributes, answer: WireAnswer): ObjectAttributes {
  if (found.metadata === undefined || keptHash(answer) === undefined) return found
  const { metadata, ...rest } = found
  const { [KEPT_HASH]: _, ...others } = metadata
  return Object.keys(others).length === 0 ? rest : { ...rest, metadata: others }
}

/** With KMS or a key of the customer an ETag is no MD5: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
function encrypted({ headers }: WireAnswer): boolean {
  return (
    headers['x-amz-server-side-encryption']?.startsWith('aws:kms') === true ||
    headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined
  )
}

function writtenOf(answer: WireAnswer): Written {
  const tag = tagOf(answer.headers.etag ?? '')
  return encrypted(answer) ? { version: tag.version } : tag
}

function writeHeaders(
  request: Pick<WriteRequest, 'attributes' | 'storageClass'>,
  md5?: string,
): Record<string, string> {
  const { attributes, storageClass } = request
  const headers = attributeHeaders(attributes, { field: '', metadata: 'x-amz-meta-' })
  if (attributes.tags !== undefined) headers['x-amz-tagging'] = encodeTags(attributes.tags)
  if (storageClass !== undefined) headers['x-amz-storage-class'] = storageClass
  if (md5 !== undefined) headers[`x-amz-meta-${KEPT_HASH}`] = Buffer.from(md5, 'hex').toString('base64')
  return headers
}

/** A write that was sent twice may have been refused for its own first copy. */
async function ours(
  requests: S3Requests,
  whole: string,
  request: WriteRequest,
  call: Call,
): Promise<Written | 'refused'> {
  const held = await head(requests, whole, request.key, call)
  if (held === undefined || held.md5 !== request.md5.toString('hex')) return 'refused'
  return { version: held.version, md5: held.md5 }
}

async function readTags(requests: S3Requests, key: string, call: Call): Promise<Record<string, string>> {
  const answer = await requests.send(
    { name: 'GetObjectTagging', method: 'GET', key, query: { tagging: '' } },
    call,
  )
  const tags: Record<string, string> = {}
  for (const block of readElements(answer.body.toString('utf8'), 'Tag'))
    tags[unescapeXml(readElement(block, 'Key') ?? '')] = unescapeXml(readElement(block, 'Value') ?? '')
  return tags
}

async function removeBatch(
  requests: S3Requests,
  keys: readonly string[],
  at: (key: string) => string,
  call: Call,
): Promise<readonly Removal[]> {
  const entries = keys.map((key) => `<Object><Key>${escapeXml(at(key))}</Key></Object>`).join('')
  const body = Buffer.from(
    `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${entries}</Delete>`,
  )
  const answer = await requests.send(
    {
      name: 'DeleteObjects',
      method: 'POST',
      query: { delete: '' },
      headers: {
        'content-md5': createHash('md5').update(body).digest('base64'),
        'content-type': 'application/xml',
      },
      body,
    },
    call,
  )
  const failed = new Map<string, string>()
  for (const block of readElements(answer.body.toString('utf8'), 'Error')) {
    const code = readElement(block, 'Code') ?? 'unknown reason'
    failed.set(unescapeXml(readElement(block, 'Key') ?? ''), code)
  }
  return keys.map((key) => {
    const reason = failed.get(at(key))
    return reason === undefined ? { key, kind: 'removed' } : { key, kind: 'failed', reason }
  })
}
