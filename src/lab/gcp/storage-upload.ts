import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabHost, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readWhole } from '../objects/in-memory.ts'
import { readMultipart } from './storage-multipart.ts'
import {
  objectResource,
  readAttributes,
  requireConditions,
  type StorageAttributes,
} from './storage-resource.ts'
import { GoogleFault, googleAnswer, invalidValue } from './wire.ts'

type StorageBucket = Bucket<StorageAttributes>
type Resource = Readonly<Record<string, unknown>>

/** objects.insert in its three forms. https://cloud.google.com/storage/docs/uploads-downloads */
export async function insertObject(
  host: LabHost,
  bucket: StorageBucket,
  request: LabStreamRequest,
  query: URLSearchParams,
): Promise<LabStreamResponse> {
  const contentType = request.headers['content-type']
  switch (query.get('uploadType')) {
    case 'media': {
      const resource = contentType === undefined ? {} : { contentType }
      return store(
        host,
        bucket,
        { resource, query: `${query}`, hash: request.headers['x-goog-hash'] },
        request.body,
      )
    }
    case 'multipart': {
      const parts = await readMultipart(contentType ?? '', request.body)
      const sent = parseResource(parts.resource)
      const resource = parts.contentType === undefined ? sent : { contentType: parts.contentType, ...sent }
      return store(host, bucket, { resource, query: `${query}` }, parts.media)
    }
    case 'resumable':
      return startSession(host, bucket, request, query)
    default:
      throw invalidValue('uploadType', query.get('uploadType'))
  }
}

interface Insert {
  readonly resource: Resource
  readonly query: string
  readonly hash?: string | undefined
}

async function store(
  host: LabHost,
  bucket: StorageBucket,
  insert: Insert,
  body: AsyncIterable<Buffer>,
): Promise<LabStreamResponse> {
  const query = new URLSearchParams(insert.query)
  const key = String(insert.resource.name ?? query.get('name') ?? '')
  if (key === '' || Buffer.byteLength(key) > 1024)
    throw new GoogleFault(400, 'required', 'Required parameter: name')
  const attributes = readAttributes(insert.resource)
  requireConditions(query, bucket.get(key))
  const received = await bucket.receive(body, ['md5', 'crc32c'])
  try {
    const { md5, crc32c } = received.checksums
    const header = Object.fromEntries(
      (insert.hash ?? '').split(',').map((pair) => /^\s*(\w+)=(.*)$/.exec(pair)?.slice(1) ?? []),
    ) as { md5?: string; crc32c?: string }
    requireSame('MD5', insert.resource.md5Hash ?? header.md5, md5)
    requireSame('CRC32C', insert.resource.crc32c ?? header.crc32c, crc32c)
    // Again: another request may have been quicker while the body arrived.
    requireConditions(query, bucket.get(key))
    const object = bucket.put(key, received, { contentType: 'application/octet-stream', ...attributes })
    return googleAnswer(host, objectResource(host, bucket, object))
  } catch (error) {
    await received.discard()
    throw error
  }
}

function requireSame(name: string, given: unknown, computed: string | undefined): void {
  if (given === undefined || given === computed) return
  throw new GoogleFault(
    400,
    'invalid',
    `Provided ${name} hash "${String(given)}" doesn't match calculated ${name} hash "${computed}".`,
  )
}

/** A resumable upload that has begun; it lies on disk, so that it survives a restart of the lab. */
interface Session extends Insert {
  readonly bucket: string
}

// A name that no bucket can have.
const uploadsFolder = (host: LabHost) => join(host.objectFolder, '.uploads')
const sessionFile = (host: LabHost, id: string) => join(uploadsFolder(host), `${id}.json`)
const partFile = (host: LabHost, id: string) => join(uploadsFolder(host), `${id}.part`)

async function startSession(
  host: LabHost,
  bucket: StorageBucket,
  request: LabStreamRequest,
  query: URLSearchParams,
): Promise<LabStreamResponse> {
  const text = (await readWhole(request.body)).toString('utf8')
  const sent = parseResource(text)
  const contentType = request.headers['x-upload-content-type']
  const resource = contentType === undefined ? sent : { contentType, ...sent }
  const key = String(resource.name ?? query.get('name') ?? '')
  requireConditions(query, bucket.get(key))
  const id = host.randomId(40)
  mkdirSync(uploadsFolder(host), { recursive: true, mode: 0o700 })
  writeJsonFile(sessionFile(host, id), { bucket: bucket.name, resource, query: `${query}` } satisfies Session)
  const place = new URL(`${host.baseUrl()}/upload/storage/v1/b/${encodeURIComponent(bucket.name)}/o`)
  place.searchParams.set('uploadType', 'resumable')
  if (key !== '') place.searchParams.set('name', key)
  place.searchParams.set('upload_id', id)
  const headers = { location: place.href, 'x-guploader-uploadid': id }
  return { ...googleAnswer(host, {}, 200, headers), body: '' }
}

export function parseResource(text: string): Resource {
  try {
    const parsed: unknown = JSON.parse(text === '' ? '{}' : text)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Resource
  } catch {
    // Refused below.
  }
  throw new GoogleFault(400, 'parseError', 'Parse Error', 'INVALID_ARGUMENT')
}

/** PUT (a chunk, the rest, or a question) and DELETE of a resumable session. */
export async function continueSession(
  host: LabHost,
  bucket: StorageBucket,
  request: LabStreamRequest,
  query: URLSearchParams,
): Promise<LabStreamResponse> {
  const id = query.get('upload_id') ?? ''
  const session = /^[A-Za-z0-9]+$/.test(id) ? readJsonFile<Session>(sessionFile(host, id)) : undefined
  if (session === undefined || session.bucket !== bucket.name)
    throw new GoogleFault(404, 'notFound', 'No such resumable upload.')
  const end = () => {
    rmSync(sessionFile(host, id), { force: true })
    rmSync(partFile(host, id), { force: true })
  }
  if (request.method === 'DELETE') {
    end()
    return { status: 499, headers: {}, body: '' }
  }
  const range = contentRange(request)
  const held = heldBytes(host, id)
  if (range.start !== undefined && range.start > held)
    throw new GoogleFault(503, 'backendError', 'The range begins behind what was received.', 'UNAVAILABLE')
  if (range.kind !== 'question') await append(partFile(host, id), request.body, held - (range.start ?? 0))
  const size = heldBytes(host, id)
  if (range.total === undefined ? range.kind !== 'rest' : size < range.total) {
    return { status: 308, headers: size === 0 ? {} : { range: `bytes=0-${size - 1}` }, body: '' }
  }
  const part = partFile(host, id)
  const answer = await store(host, bucket, session, existsSync(part) ? createReadStream(part) : nothing())
  end()
  return answer
}

async function* nothing(): AsyncGenerator<Buffer> {}

function heldBytes(host: LabHost, id: string): number {
  return statSync(partFile(host, id), { throwIfNoEntry: false })?.size ?? 0
}

interface ChunkRange {
  /** `rest`: everything that is left comes with this request. */
  readonly kind: 'chunk' | 'rest' | 'question'
  readonly start?: number
  readonly total?: number
}

/** `bytes 0-9/100`, `bytes 0-9/*`, `bytes 0-*\/*` (to the end), `bytes *\/100` (how far?), or none: the whole. */
function contentRange(head: LabRequestHead): ChunkRange {
  const header = head.headers['content-range']
  if (header === undefined) return { kind: 'rest', start: 0 }
  const found = /^bytes (?:(\d+)-(\d+|\*)|(\*))\/(\d+|\*)$/.exec(header)
  if (found === null) throw invalidValue('Content-Range', header)
  const [, start, last, asks, size] = found
  const total = size === '*' ? {} : { total: Number(size) }
  if (asks !== undefined) return { kind: 'question', ...total }
  return { kind: last === '*' ? 'rest' : 'chunk', start: Number(start), ...total }
}

/** Appends a body, of which the first bytes are held already. */
async function append(path: string, body: AsyncIterable<Buffer>, overlap: number): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    let skip = overlap
    for await (const chunk of body) {
      const fresh = chunk.subarray(Math.min(skip, chunk.length))
      skip -= chunk.length - fresh.length
      if (fresh.length > 0) await file.writeFile(fresh)
    }
  } finally {
    await file.close()
  }
}
