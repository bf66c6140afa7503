import { Readable } from 'node:stream'
import type { SourceObject } from './source-object.ts'
import type { StorageAttributes } from './storage-resource.ts'

// The lab judges no signature; what stands here is a principal's name, not a key.
const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=STORAGETRANSFER/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
}
const HEADERS = {
  contentType: 'content-type',
  cacheControl: 'cache-control',
  contentEncoding: 'content-encoding',
  contentLanguage: 'content-language',
  contentDisposition: 'content-disposition',
} as const

/** Everything of an S3 bucket below a prefix, by ListObjectsV2. */
export async function* listS3(base: string, bucket: string, prefix: string): AsyncGenerator<SourceObject> {
  let token: string | undefined
  do {
    const query = new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', prefix })
    if (token !== undefined) query.set('continuation-token', token)
    const answer = await fetch(`${base}/${bucket}?${query}`, { headers: SIGNED })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`S3 refused the listing: ${tag(text, 'Code') ?? answer.status}`)
    for (const [, item = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const etag = /[0-9a-f]{32}(-\d+)?/.exec(tag(item, 'ETag') ?? '')
      const key = decodeURIComponent((tag(item, 'Key') ?? '').replaceAll('+', ' '))
      const size = Number(tag(item, 'Size'))
      // Only an object that came in one piece has the MD5 of its content for a tag.
      if (etag === null || etag[1] !== undefined) yield { key, size }
      else yield { key, size, md5: Buffer.from(etag[0], 'hex').toString('base64') }
    }
    token = tag(text, 'NextContinuationToken')
  } while (token !== undefined)
}

export async function readS3(
  base: string,
  bucket: string,
  key: string,
): Promise<{ body: AsyncIterable<Buffer>; attributes: StorageAttributes }> {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const answer = await fetch(`${base}/${bucket}/${path}`, {
    headers: { ...SIGNED, 'accept-encoding': 'identity' },
  })
  if (!answer.ok || answer.body === null) throw new Error(`S3 answered ${answer.status}`)
  const metadata: Record<string, string> = {}
  answer.headers.forEach((value, name) => {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value
  })
  const own = Object.entries(HEADERS).flatMap(([name, header]) => {
    const value = answer.headers.get(header)
    return value === null ? [] : [[name, value] as const]
  })
  const attributes = {
    ...Object.fromEntries(own),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  }
  return { body: Readable.fromWeb(answer.body as never) as AsyncIterable<Buffer>, attributes }
}

function tag(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's')
    .exec(text)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&')
}
