import type { LabHost, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket, StoredObject } from '../objects/bucket.ts'
import { byteRange } from '../objects/byte-range.ts'
import { readWhole } from '../objects/in-memory.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { blobEtag, requireReadable, requireWritable } from './blob-conditions.ts'
import { blobAnswer, blobDocument, notModelledBlob, plainText, xmlText } from './blob-wire.ts'
import { AzureFault } from './wire.ts'

type Container = Bucket<BlobAttributes>

const CONTENT_HEADERS = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
]

/** Put Blob. */
export async function putBlob(
  host: LabHost,
  container: Container,
  name: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const { headers } = request
  const type = headers['x-ms-blob-type']
  if (type === undefined)
    throw new AzureFault(
      400,
      'MissingRequiredHeader',
      'An HTTP header that is mandatory for this request is not specified: x-ms-blob-type.',
    )
  if (type !== 'BlockBlob' || headers['x-ms-copy-source'] !== undefined || headers['x-ms-content-crc64'])
    throw notModelledBlob(request)
  if (name.length > 1_024)
    throw new AzureFault(400, 'InvalidResourceName', 'The specified resource name is too long.')
  requireWritable(request, container.get(name))
  const received = await container.receive(request.body, ['md5'])
  try {
    const given = headers['content-md5'] ?? headers['x-ms-blob-content-md5']
    if (given !== undefined && given !== received.checksums.md5)
      throw new AzureFault(
        400,
        'Md5Mismatch',
        'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
      )
    // Again: another request may have been quicker while the body arrived.
    requireWritable(request, container.get(name))
    const blob = container.put(name, received, attributesOf(request))
    return blobAnswer(host, request, 201, {
      ...changeHeaders(blob),
      'content-md5': blob.checksums.md5 ?? '',
      'x-ms-request-server-encrypted': 'true',
    })
  } catch (error) {
    await received.discard()
    throw error
  }
}

/** Get Blob and Get Blob Properties. */
export function getBlob(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  const blob = presentBlob(container, name)
  requireReadable(head, blob)
  const range =
    head.method === 'HEAD'
      ? undefined
      : byteRange(head.headers['x-ms-range'] ?? head.headers.range, blob.size)
  if (range === 'unsatisfiable')
    throw new AzureFault(
      416,
      'InvalidRange',
      'The range specified is invalid for the current size of the resource.',
    )
  const size = range === undefined ? blob.size : range.end - range.start + 1
  const { md5 } = blob.checksums
  const tagged = Object.keys(blob.attributes.tags ?? {}).length
  const headers = {
    'content-type': 'application/octet-stream',
    ...blob.attributes.headers,
    ...metadataHeaders(blob),
    ...changeHeaders(blob),
    'content-length': `${size}`,
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-creation-time': new Date(blob.createdAtMs).toUTCString(),
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-server-encrypted': 'true',
    'x-ms-access-tier': blob.attributes.tier ?? 'Hot',
    ...(tagged === 0 ? {} : { 'x-ms-tag-count': `${tagged}` }),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${blob.size}` }),
    // Of a blob that was put together from blocks the service knows the MD5 only if it was told.
    ...(md5 === undefined ? {} : { [range === undefined ? 'content-md5' : 'x-ms-blob-content-md5']: md5 }),
  }
  const status = range === undefined ? 200 : 206
  return head.method === 'HEAD'
    ? blobAnswer(host, head, status, headers)
    : blobAnswer(host, head, status, headers, container.answer(blob, range))
}

/** Delete Blob. */
export function deleteBlob(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  requireWritable(head, presentBlob(container, name))
  container.delete(name)
  return blobAnswer(host, head, 202, { 'x-ms-delete-type-permanent': 'true' })
}

/** Set Blob Metadata. */
export function setMetadata(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  const blob = presentBlob(container, name)
  requireWritable(head, blob)
  const changed = container.change(blob, { ...blob.attributes, metadata: metadataOf(head) })
  return blobAnswer(host, head, 200, { ...changeHeaders(changed), 'x-ms-request-server-encrypted': 'true' })
}

/** Set Blob Properties: what is not named is taken away. */
export function setProperties(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  const blob = presentBlob(container, name)
  requireWritable(head, blob)
  const changed = container.change(blob, { ...blob.attributes, headers: contentHeaders(head) })
  return blobAnswer(host, head, 200, changeHeaders(changed))
}

/** Get Blob Metadata. */
export function getMetadata(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  const blob = presentBlob(container, name)
  requireReadable(head, blob)
  return blobAnswer(host, head, 200, { ...metadataHeaders(blob), ...changeHeaders(blob) })
}

/** What the headers of a write say of the blob. */
export function attributesOf(request: LabRequestHead): BlobAttributes {
  const tier = request.headers['x-ms-access-tier']
  const tags = request.headers['x-ms-tags']
  return {
    headers: contentHeaders(request),
    metadata: metadataOf(request),
    ...(tier === undefined ? {} : { tier }),
    ...(tags === undefined ? {} : { tags: Object.fromEntries(new URLSearchParams(tags)) }),
  }
}

/** Get Blob Tags. https://learn.microsoft.com/rest/api/storageservices/get-blob-tags */
export function getTags(
  host: LabHost,
  container: Container,
  name: string,
  head: LabRequestHead,
): LabStreamResponse {
  const tags = Object.entries(presentBlob(container, name).attributes.tags ?? {})
  const elements = tags.map(
    ([key, value]) => `<Tag><Key>${xmlText(key)}</Key><Value>${xmlText(value)}</Value></Tag>`,
  )
  return blobDocument(host, head, `<Tags><TagSet>${elements.join('')}</TagSet></Tags>`)
}

/** Set Blob Tags: all of them at once. */
export async function setTags(
  host: LabHost,
  container: Container,
  name: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const text = (await readWhole(request.body)).toString('utf8')
  const blob = presentBlob(container, name)
  const tags: Record<string, string> = {}
  for (const [, key = '', value = ''] of text.matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)<\/Value>/g))
    tags[plainText(key)] = plainText(value)
  container.change(blob, { ...blob.attributes, tags })
  return blobAnswer(host, request, 204)
}

function presentBlob(container: Container, name: string): StoredObject<BlobAttributes> {
  const blob = container.get(name)
  if (blob !== undefined) return blob
  throw new AzureFault(404, 'BlobNotFound', 'The specified blob does not exist.')
}

function contentHeaders({ headers }: LabRequestHead): Record<string, string> {
  return Object.fromEntries(
    CONTENT_HEADERS.flatMap((name) => {
      const plain = name === 'content-type' ? headers['content-type'] : undefined
      const value = headers[`x-ms-blob-${name}`] ?? plain
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function metadataOf({ headers }: LabRequestHead): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-ms-meta-') && value !== undefined ? [[name.slice(10), value]] : [],
    ),
  )
}

function metadataHeaders(blob: StoredObject<BlobAttributes>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(blob.attributes.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]),
  )
}

/** ETag and time of the last change. */
export function changeHeaders(blob: StoredObject<BlobAttributes>): Record<string, string> {
  return { etag: `"${blobEtag(blob)}"`, 'last-modified': new Date(blob.updatedAtMs).toUTCString() }
}
