import type { Upload, UploadRequest, Written } from '../../core/sync/object-store.ts'
import type { Call } from '../../providers/provider.ts'
import { readElement, readElements, unescapeXml } from '../http/xml.ts'
import { conditionHeaders } from './conditions.ts'
import { tagOf } from './listing.ts'
import type { S3Requests } from './requests.ts'

type Request = UploadRequest & { readonly headers: Record<string, string> }

/**
 * A multipart upload, new or found again by its id.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
export async function openS3Upload(
  requests: S3Requests,
  key: string,
  request: Request,
  call: Call,
): Promise<Upload | undefined> {
  const present = new Map<number, string>()
  const token = request.resume ?? (await create(requests, key, request.headers, call))
  if (request.resume !== undefined && !(await readParts(requests, key, token, request, present, call)))
    return undefined
  return {
    token,
    present,
    async part(index, bytes, md5, partCall) {
      const answer = await requests.send(
        {
          name: 'UploadPart',
          method: 'PUT',
          key,
          query: { partNumber: String(index + 1), uploadId: token },
          headers: { 'content-md5': md5.toString('base64') },
          body: bytes,
        },
        partCall,
      )
      return tagOf(answer.headers.etag ?? '').version
    },
    finish: (parts, _md5, finishCall) => finish(requests, key, token, request, parts, finishCall),
    async abort(abortCall) {
      const query = { uploadId: token }
      await requests.send(
        { name: 'AbortMultipartUpload', method: 'DELETE', key, query, accept: [404] },
        abortCall,
      )
    },
  }
}

async function create(
  requests: S3Requests,
  key: string,
  headers: Record<string, string>,
  call: Call,
): Promise<string> {
  const answer = await requests.send(
    {
      name: 'CreateMultipartUpload',
      method: 'POST',
      key,
      query: { uploads: '' },
      headers,
      check: ({ body }) => (uploadIdIn(body) === undefined ? 'the answer names no upload' : undefined),
    },
    call,
  )
  return uploadIdIn(answer.body) ?? ''
}

function uploadIdIn(body: Buffer): string | undefined {
  const id = readElement(body.toString('utf8'), 'UploadId')
  return id === undefined ? undefined : unescapeXml(id)
}

/** False where the upload has gone. Only parts of the wanted size count. */
async function readParts(
  requests: S3Requests,
  key: string,
  token: string,
  request: Request,
  present: Map<number, string>,
  call: Call,
): Promise<boolean> {
  for (let marker: string | undefined; ; ) {
    const answer = await requests.send(
      {
        name: 'ListParts',
        method: 'GET',
        key,
        query: { ...(marker === undefined ? {} : { 'part-number-marker': marker }), uploadId: token },
        accept: [404],
      },
      call,
    )
    if (answer.status === 404) return false
    const text = answer.body.toString('utf8')
    for (const block of readElements(text, 'Part')) {
      const index = Number(readElement(block, 'PartNumber')) - 1
      const wanted = Math.min(request.partBytes, request.size - index * request.partBytes)
      if (Number(readElement(block, 'Size')) === wanted)
        present.set(index, tagOf(readElement(block, 'ETag') ?? '').version)
    }
    const next = readElement(text, 'NextPartNumberMarker')
    if (readElement(text, 'IsTruncated') !== 'true' || next === undefined || next === marker) return true
    marker = next
  }
}

async function finish(
  requests: S3Requests,
  key: string,
  token: string,
  { condition }: Request,
  parts: readonly string[],
  call: Call,
): Promise<Written | 'refused'> {
  const list = parts
    .map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${tag}&quot;</ETag></Part>`)
    .join('')
  const answer = await requests.send(
    {
      name: 'CompleteMultipartUpload',
      method: 'POST',
      key,
      query: { uploadId: token },
      headers: { 'content-type': 'application/xml', ...conditionHeaders(condition) },
      body: Buffer.from(
        `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list}</CompleteMultipartUpload>`,
      ),
      accept: [409, 412],
      // The status is sent before the work is done, so that an error may come under 200.
      check: ({ body }) => {
        const text = body.toString('utf8')
        return readElement(text, 'ETag') === undefined
          ? (readElement(text, 'Code') ?? 'the answer names no object')
          : undefined
      },
    },
    call,
  )
  if (answer.status >= 400) return 'refused'
  return tagOf(readElement(answer.body.toString('utf8'), 'ETag') ?? '')
}
