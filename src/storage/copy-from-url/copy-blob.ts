import { createHash } from 'node:crypto'
import { type CopyOptions, keptAttributes } from '../../core/sync/kept-attributes.ts'
import type { ListedObject, ObjectStore, Upload } from '../../core/sync/object-store.ts'
import type { OpenUploads } from '../../core/sync/open-uploads.ts'
import { addressOf, type Place } from '../../core/sync/place.ts'
import { keyText } from '../../core/sync/sync-text.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { writeHeaders } from '../azure-blob/azure-blob-store.ts'
import { bareTag } from '../azure-blob/listing.ts'
import type { BlobRequests } from '../azure-blob/requests.ts'
import { blockName, openBlobUpload } from '../azure-blob/upload.ts'
import { atOnce } from '../http/at-once.ts'
import type { Readable, ReadableUrls } from './readable-url.ts'

export interface BlobCopy {
  readonly object: ListedObject
  readonly source: ObjectStore
  readonly urls: ReadableUrls
  readonly requests: BlobRequests
  /** What stands before the key in Azure. */
  readonly prefix: string
  readonly address: Place
}

export interface CopyTools {
  readonly options: CopyOptions
  readonly uploads: OpenUploads
  readonly onBytes: (bytes: number) => void
  readonly call: Call
}

export type BlobCopied =
  | {
      readonly kind: 'copied'
      /** The version that was read. */
      readonly object: ListedObject
      readonly version: string
      /** Azure itself has hashed what it read, and it is what the source tells. */
      readonly isProved: boolean
      readonly resumedParts: number
    }
  | { readonly kind: 'gone' }

const MIB = 1024 * 1024
/** Azure takes 5,000 MiB at once; less is answered before a connection is thought dead. */
const WHOLE_BYTES = 1_024 * MIB
/** Without a hash of the whole only blocks can be proved. */
const WHOLE_UNPROVED_BYTES = 256 * MIB
const BLOCK_BYTES = 128 * MIB
/** https://learn.microsoft.com/rest/api/storageservices/put-block-from-url */
const MOST_BLOCK_BYTES = 4_000 * MIB
const MOST_URL_BYTES = 2_048
const BLOCKS_AT_A_TIME = 8
const ATTEMPTS = 3

/**
 * Has Azure copy one object. Where the source tells a hash, Azure refuses what differs; else the source is looked at
 * once more before the copy counts.
 * @throws McloudError SYNC_CORRUPT, SYNC_FAILED, and those of the clouds
 */
export async function copyBlob(copy: BlobCopy, tools: CopyTools): Promise<BlobCopied> {
  const { source, object } = copy
  let seenTag: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    const found =
      attempt === 1 && object.attributes !== undefined ? object : await source.head(object.key, tools.call)
    if (found === undefined) return { kind: 'gone' }
    // A listing tells the time of a change more exactly than the object itself.
    const now = found.version === object.version ? { ...found, modifiedMs: object.modifiedMs } : found
    const whole =
      now.size <= (now.md5 === undefined ? WHOLE_UNPROVED_BYTES : WHOLE_BYTES) &&
      (now.md5 !== undefined || now.partsTag === undefined)
    const copied = whole ? await copyWhole(copy, now, tools) : await copyBlocks(copy, now, tools, seenTag)
    if (copied.kind === 'copied' || copied.kind === 'gone') return copied
    if (attempt === ATTEMPTS)
      throw new McloudError({
        code: 'SYNC_CORRUPT',
        message: `${keyText(object.key)} changes faster than it can be copied; ${ATTEMPTS} attempts were made`,
      })
    seenTag = copied.tag
  }
}

type Attempted = BlobCopied | { readonly kind: 'again'; readonly tag?: string }

async function copyWhole(copy: BlobCopy, object: ListedObject, tools: CopyTools): Promise<Attempted> {
  const { call, options } = tools
  const { key, size, md5 } = object
  const hash = md5 === undefined ? undefined : Buffer.from(md5, 'hex').toString('base64')
  const headers = writeHeaders({
    attributes: keptAttributes(object.attributes ?? {}, options),
    ...(options.storageClass === undefined ? {} : { storageClass: options.storageClass }),
  })
  const kept = hash === undefined ? {} : { 'x-ms-blob-content-md5': hash }
  const answer = await copy.requests.send(
    {
      name: 'PutBlobFromURL',
      method: 'PUT',
      blob: `${copy.prefix}${key}`,
      headers: {
        'x-ms-blob-type': 'BlockBlob',
        ...headers,
        ...kept,
        // There is nothing to read of an empty object.
        ...(size === 0
          ? {}
          : {
              ...sourceHeaders(await readable(copy, key, call)),
              'x-ms-copy-source-blob-properties': 'false',
              ...(hash === undefined ? {} : { 'x-ms-source-content-md5': hash }),
            }),
      },
    },
    call,
  )
  if (hash === undefined && !(await isStill(copy, object, call))) return { kind: 'again' }
  tools.onBytes(size)
  const version = bareTag(answer.headers.etag ?? '')
  return { kind: 'copied', object, version, isProved: hash !== undefined, resumedParts: 0 }
}

async function copyBlocks(
  copy: BlobCopy,
  object: ListedObject,
  tools: CopyTools,
  seenTag: string | undefined,
): Promise<Attempted> {
  const { call, uploads } = tools
  const { key, size } = object
  const address = addressOf(copy.address)
  const alike = await alikeBlocks(copy.source, object, call)
  const blockBytes = alike ?? Math.max(BLOCK_BYTES, Math.ceil(size / 50_000 / MIB) * MIB)
  const upload = await openUpload(copy, object, blockBytes, tools)
  const count = Math.ceil(size / blockBytes)
  const ids = Array.from({ length: count }, (_, index) => upload.present.get(index))
  const md5s: (Buffer | undefined)[] = ids.map(() => undefined)
  const missing = [...ids.keys()].filter((index) => ids[index] === undefined)
  await atOnce(BLOCKS_AT_A_TIME, missing, async (index) => {
    const start = index * blockBytes
    const length = Math.min(blockBytes, size - start)
    const blockid = blockName(upload.token, index)
    const answer = await copy.requests.send(
      {
        name: 'PutBlockFromURL',
        method: 'PUT',
        blob: `${copy.prefix}${key}`,
        query: { blockid, comp: 'block' },
        headers: {
          ...sourceHeaders(await readable(copy, key, call)),
          'x-ms-source-range': `bytes=${start}-${start + length - 1}`,
        },
      },
      call,
    )
    ids[index] = blockid
    const md5 = answer.headers['content-md5']
    if (md5 !== undefined) md5s[index] = Buffer.from(md5, 'base64')
    tools.onBytes(length)
  })
  // Blocks were read one after the other: of one version only if it is still there.
  const tag = alike === undefined ? undefined : tagOf(md5s)
  const isDamaged = tag !== undefined && tag !== object.partsTag && tag !== seenTag
  if (isDamaged || !(await isStill(copy, object, call))) {
    uploads.closed(address, key)
    return { kind: 'again', ...(isDamaged ? { tag } : {}) }
  }
  const isProved = tag !== undefined && tag === object.partsTag
  const written = await upload.finish(ids as string[], isProved ? object.md5 : undefined, call)
  uploads.closed(address, key)
  if (written === 'refused') return { kind: 'again' }
  return {
    kind: 'copied',
    object,
    version: written.version,
    isProved,
    resumedParts: upload.present.size,
  }
}

async function openUpload(
  { requests, prefix, address }: BlobCopy,
  object: ListedObject,
  partBytes: number,
  { uploads, options, call }: CopyTools,
): Promise<Upload> {
  const { key, size, version, modifiedMs } = object
  const attributes = keptAttributes(object.attributes ?? {}, options)
  const { storageClass } = options
  const headers = writeHeaders({ attributes, ...(storageClass === undefined ? {} : { storageClass }) })
  const opening = { key, size, partBytes, attributes, modifiedMs, headers }
  const blob = `${prefix}${key}`
  const to = addressOf(address)
  const known = uploads.find(to, key)
  if (known !== undefined && known.version === version && known.partBytes === partBytes) {
    const found = await openBlobUpload(requests, blob, { ...opening, resume: known.token }, call)
    if (found !== undefined) return found
  }
  const upload = await openBlobUpload(requests, blob, opening, call)
  if (upload === undefined) throw new Error('a new upload cannot have gone')
  uploads.opened({ key, address: to, version, partBytes, token: upload.token })
  return upload
}

/** The size of the source's own parts: in the same ones, Azure's hashes of the blocks prove the whole. */
async function alikeBlocks(
  source: ObjectStore,
  object: ListedObject,
  call: Call,
): Promise<number | undefined> {
  if (object.partsTag === undefined) return undefined
  const bytes = await source.partBytes?.(object, call)
  const fits =
    bytes !== undefined &&
    bytes <= MOST_BLOCK_BYTES &&
    object.partsTag.endsWith(`-${Math.ceil(object.size / bytes)}`)
  return fits ? bytes : undefined
}

/** The tag that S3 gives an object of these parts; undefined where an earlier run has sent some of them. */
function tagOf(md5s: readonly (Buffer | undefined)[]): string | undefined {
  if (md5s.some((md5) => md5 === undefined)) return undefined
  const all = createHash('md5')
    .update(Buffer.concat(md5s as readonly Buffer[]))
    .digest('hex')
  return `${all}-${md5s.length}`
}

async function isStill({ source }: BlobCopy, { key, version }: ListedObject, call: Call): Promise<boolean> {
  return (await source.head(key, call))?.version === version
}

async function readable({ urls }: BlobCopy, key: string, call: Call): Promise<Readable> {
  const found = await urls.of(key, call)
  if (Buffer.byteLength(found.url) <= MOST_URL_BYTES) return found
  throw new McloudError({
    code: 'SYNC_FAILED',
    message: 'its URL is longer than the 2 KiB that Azure reads by; without --engine it is copied',
  })
}

function sourceHeaders({ url, bearer }: Readable): Record<string, string> {
  return {
    'x-ms-copy-source': url,
    ...(bearer === undefined ? {} : { 'x-ms-copy-source-authorization': `Bearer ${bearer}` }),
  }
}
