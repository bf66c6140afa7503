import type { LabHost, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readWhole } from '../objects/in-memory.ts'
import type { StoredPart, StoredUpload } from '../objects/uploads.ts'
import { queryOf } from '../wire/request-url.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { requireWritable } from './blob-conditions.ts'
import { attributesOf, changeHeaders } from './blob-objects.ts'
import { blobAnswer, blobDocument, notModelledBlob, xmlText } from './blob-wire.ts'
import { AzureFault } from './wire.ts'

type Container = Bucket<BlobAttributes>

const HEX = '0123456789abcdef'
const MOST_ID_BYTES = 64

/** Put Block. https://learn.microsoft.com/rest/api/storageservices/put-block */
export async function putBlock(
  host: LabHost,
  container: Container,
  name: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  if (request.headers['x-ms-copy-source'] !== undefined) throw notModelledBlob(request)
  const id = queryOf(request).get('blockid') ?? ''
  const bytes = Buffer.from(id, 'base64')
  if (id === '' || bytes.length > MOST_ID_BYTES || bytes.toString('base64') !== id)
    throw new AzureFault(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters is invalid.',
    )
  const received = await container.receive(request.body, ['md5'])
  const given = request.headers['content-md5']
  if (given !== undefined && given !== received.checksums.md5) {
    await received.discard()
    throw new AzureFault(
      400,
      'Md5Mismatch',
      'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
    )
  }
  const upload = uncommitted(container, name)
  const key = upload?.key ?? host.randomId(32, HEX)
  if (upload === undefined) container.uploads.begin(key, name, { headers: {}, metadata: {} })
  container.uploads.add(key, id, received)
  return blobAnswer(host, request, 201, {
    'content-md5': received.checksums.md5 ?? '',
    'x-ms-request-server-encrypted': 'true',
  })
}

/** Put Block List: of blocks that were put since the last one; those already in the blob are not kept apart. */
export async function putBlockList(
  host: LabHost,
  container: Container,
  name: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const text = (await readWhole(request.body)).toString('utf8')
  requireWritable(request, container.get(name))
  const upload = uncommitted(container, name)
  const parts = [...text.matchAll(/<(Latest|Uncommitted|Committed)>([^<]*)</g)].map(([, list, id = '']) => {
    const part = list === 'Committed' ? undefined : upload?.parts[id]
    if (part === undefined)
      throw new AzureFault(400, 'InvalidBlockList', 'The specified block list is invalid.')
    return part
  })
  const md5 = request.headers['x-ms-blob-content-md5']
  const checksums = md5 === undefined ? {} : { md5 }
  const blob = container.putParts(name, unshared(parts), checksums, attributesOf(request))
  if (upload !== undefined) container.uploads.end(upload.key, parts)
  return blobAnswer(host, request, 201, {
    ...changeHeaders(blob),
    'x-ms-request-server-encrypted': 'true',
  })
}

/** Get Block List. */
export function getBlockList(
  host: LabHost,
  container: Container,
  name: string,
  request: LabStreamRequest,
): LabStreamResponse {
  const type = queryOf(request).get('blocklisttype') ?? 'committed'
  const upload = uncommitted(container, name)
  const blob = container.get(name)
  if (blob === undefined && (type === 'committed' || upload === undefined))
    throw new AzureFault(404, 'BlobNotFound', 'The specified blob does not exist.')
  const blocks = Object.entries(upload?.parts ?? {}).map(
    ([id, { size }]) => `<Block><Name>${xmlText(id)}</Name><Size>${size}</Size></Block>`,
  )
  const committed = type === 'uncommitted' ? '' : '<CommittedBlocks/>'
  const open = type === 'committed' ? '' : `<UncommittedBlocks>${blocks.join('')}</UncommittedBlocks>`
  return blobDocument(host, request, `<BlockList>${committed}${open}</BlockList>`)
}

function uncommitted(container: Container, name: string): StoredUpload<BlobAttributes> | undefined {
  return container.uploads.list().find(({ objectKey }) => objectKey === name)
}

/** A block may stand in a list more than once, but its file can belong to the blob only once. */
function unshared(parts: readonly StoredPart[]): readonly StoredPart[] {
  if (new Set(parts.map(({ file }) => file)).size === parts.length) return parts
  throw new AzureFault(501, 'NotImplemented', 'This lab does not model a block that is listed twice.')
}
