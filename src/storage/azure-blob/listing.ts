import type { ListedObject, ListingPage } from '../../core/sync/object-store.ts'
import { readElement, readElements, unescapeXml } from '../http/xml.ts'

/** Reads the answer of List Blobs. https://learn.microsoft.com/rest/api/storageservices/list-blobs */
export function readBlobPage(text: string, prefixLength: number): ListingPage {
  const objects: ListedObject[] = []
  for (const block of readElements(text, 'Blob')) {
    const md5 = readElement(block, 'Content-MD5')
    objects.push({
      key: nameIn(block).slice(prefixLength),
      size: Number(readElement(block, 'Content-Length')),
      modifiedMs: Date.parse(readElement(block, 'Last-Modified') ?? ''),
      version: bareTag(readElement(block, 'Etag') ?? ''),
      ...(md5 === undefined || md5 === '' ? {} : { md5: Buffer.from(md5, 'base64').toString('hex') }),
    })
  }
  const next = readElement(text, 'NextMarker')
  return next === undefined || next === '' ? { objects } : { objects, next: unescapeXml(next) }
}

/** Names that XML cannot hold come percent-encoded. */
function nameIn(block: string): string {
  const plain = readElement(block, 'Name')
  if (plain !== undefined) return unescapeXml(plain)
  return decodeURIComponent(/<Name Encoded="true">([^<]*)</.exec(block)?.[1] ?? '')
}

/** An ETag without its quotes. */
export function bareTag(etag: string): string {
  return etag.replace(/&quot;|"/g, '')
}
