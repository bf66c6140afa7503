import { randomBytes } from 'node:crypto'
import type { Upload, UploadRequest, Written } from '../../core/sync/object-store.ts'
import type { Call } from '../../providers/provider.ts'
import { readElement, readElements } from '../http/xml.ts'
import { bareTag } from './listing.ts'
import type { BlobRequests } from './requests.ts'

type Request = UploadRequest & { readonly headers: Readonly<Record<string, string>> }

/**
 * Blocks of a blob that is not committed yet, new or found again by the word that their names begin with.
 * https://learn.microsoft.com/rest/api/storageservices/put-block-list
 */
export async function openBlobUpload(
  requests: BlobRequests,
  blob: string,
  request: Request,
  call: Call,
): Promise<Upload | undefined> {
  const token = request.resume ?? randomBytes(6).toString('hex')
  const nameOf = (index: number) => blockName(token, index)
  const present = new Map<number, string>()
  if (request.resume !== undefined && !(await readBlocks(requests, blob, token, request, present, call)))
    return undefined
  return {
    token,
    present,
    async part(index, bytes, md5, partCall) {
      await requests.send(
        {
          name: 'PutBlock',
          method: 'PUT',
          blob,
          query: { blockid: nameOf(index), comp: 'block' },
          headers: { 'content-md5': md5.toString('base64') },
          body: bytes,
        },
        partCall,
      )
      return nameOf(index)
    },
    finish: (parts, md5, finishCall) => commit(requests, blob, request, parts, md5, finishCall),
    // Blocks that no list names go by themselves within a week.
    abort: async () => {},
  }
}

/** The name of a block: a word that all blocks of an upload share, and its place. */
export function blockName(token: string, index: number): string {
  return Buffer.from(`${token}-${String(index).padStart(6, '0')}`).toString('base64')
}

async function readBlocks(
  requests: BlobRequests,
  blob: string,
  token: string,
  request: Request,
  present: Map<number, string>,
  call: Call,
): Promise<boolean> {
  const query = { blocklisttype: 'uncommitted', comp: 'blocklist' }
  const answer = await requests.send(
    { name: 'GetBlockList', method: 'GET', blob, query, accept: [404] },
    call,
  )
  if (answer.status === 404) return false
  for (const block of readElements(answer.body.toString('utf8'), 'Block')) {
    const name = readElement(block, 'Name') ?? ''
    const [word, number] = Buffer.from(name, 'base64').toString('utf8').split('-')
    const index = Number(number)
    const wanted = Math.min(request.partBytes, request.size - index * request.partBytes)
    if (word === token && Number(readElement(block, 'Size')) === wanted) present.set(index, name)
  }
  return true
}

async function commit(
  requests: BlobRequests,
  blob: string,
  { headers }: Request,
  parts: readonly string[],
  md5: string | undefined,
  call: Call,
): Promise<Written | 'refused'> {
  const list = parts.map((name) => `<Latest>${name}</Latest>`).join('')
  const whole =
    md5 === undefined ? {} : { 'x-ms-blob-content-md5': Buffer.from(md5, 'hex').toString('base64') }
  const answer = await requests.send(
    {
      name: 'PutBlockList',
      method: 'PUT',
      blob,
      query: { comp: 'blocklist' },
      headers: { ...headers, ...whole, 'content-type': 'application/xml' },
      body: Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`),
      accept: [409, 412],
    },
    call,
  )
  return answer.status >= 400 ? 'refused' : { version: bareTag(answer.headers.etag ?? '') }
}
