import type { ListedObject } from '../../core/sync/object-store.ts'
import { readElement, readElements, unescapeXml } from '../http/xml.ts'

export interface S3Page {
  readonly objects: readonly ListedObject[]
  readonly next?: string
}

/**
 * Reads the answer of ListObjectsV2 with `encoding-type=url`. A scanner of its own: a general XML parser takes
 * ten times as long, and a bucket has a thousand pages a million objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function readS3Page(text: string, prefixLength: number): S3Page {
  const encoded = readElement(text, 'EncodingType') === 'url'
  const objects: ListedObject[] = []
  for (const block of readElements(text, 'Contents')) {
    const written = readElement(block, 'Key') ?? ''
    const whole = encoded ? decodeKey(unescapeXml(written)) : unescapeXml(written)
    objects.push({
      key: whole.slice(prefixLength),
      size: Number(readElement(block, 'Size')),
      modifiedMs: Date.parse(readElement(block, 'LastModified') ?? ''),
      ...tagOf(readElement(block, 'ETag') ?? ''),
    })
  }
  const next = readElement(text, 'NextContinuationToken')
  return next === undefined ? { objects } : { objects, next: unescapeXml(next) }
}

function decodeKey(written: string): string {
  return /[%+]/.test(written) ? decodeURIComponent(written.replaceAll('+', ' ')) : written
}

const MD5 = /^[0-9a-f]{32}$/
const PARTS = /^[0-9a-f]{32}-\d+$/

/** What an ETag tells: the MD5 of an object written at once (unless KMS encrypts it), or that of its parts. */
export function tagOf(etag: string): Pick<ListedObject, 'version' | 'md5' | 'partsTag'> {
  const bare = etag.replace(/&quot;|&#34;|"/g, '')
  if (MD5.test(bare)) return { version: bare, md5: bare }
  if (PARTS.test(bare)) return { version: bare, partsTag: bare }
  return { version: bare }
}
