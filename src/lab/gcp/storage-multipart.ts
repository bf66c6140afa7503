import { GoogleFault } from './wire.ts'

export interface MultipartUpload {
  /** The first part: the object resource as JSON. */
  readonly resource: string
  /** Content-Type of the second part. */
  readonly contentType: string | undefined
  /** The second part, as it arrives. */
  readonly media: AsyncIterable<Buffer>
}

const MAX_HEAD_BYTES = 1 << 20

/**
 * Takes a `multipart/related` body of two parts apart.
 * https://cloud.google.com/storage/docs/json_api/v1/how-tos/multipart-upload
 * @throws GoogleFault 400
 */
export async function readMultipart(
  contentType: string,
  body: AsyncIterable<Buffer>,
): Promise<MultipartUpload> {
  const found = /^multipart\/related;.*boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2] ?? found?.[3]
  if (boundary === undefined) throw malformed()
  const source = body[Symbol.asyncIterator]()
  let pending: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const next = await source.next()
    if (next.done === true) return false
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value])
    return true
  }
  const upTo = async (mark: string): Promise<string> => {
    for (;;) {
      const at = pending.indexOf(mark)
      if (at >= 0) {
        const text = pending.toString('utf8', 0, at)
        pending = pending.subarray(at + mark.length)
        return text
      }
      if (pending.length > MAX_HEAD_BYTES || !(await more())) throw malformed()
    }
  }
  const partHead = async (): Promise<string | undefined> => {
    // Behind the boundary: the end of its line and the part's headers, which may be none.
    const head = `\n${await upTo(`${eol}${eol}`)}`
    return /\ncontent-type:\s*([^\r\n]+)/i.exec(head)?.[1]
  }
  await upTo(`--${boundary}`)
  // The standard has CRLF; gcloud ends its lines as Python does.
  while (!pending.includes('\n')) if (!(await more())) throw malformed()
  const eol = pending[0] === 0x0d ? '\r\n' : '\n'
  const delimiter = `${eol}--${boundary}`
  await partHead()
  const resource = await upTo(delimiter)
  const mediaType = await partHead()
  async function* media(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = pending.indexOf(delimiter)
      if (at >= 0) {
        if (at > 0) yield pending.subarray(0, at)
        // What follows the last boundary is of no use, but has to be read.
        while (!(await source.next()).done);
        return
      }
      // The boundary may have begun at the end of what is here.
      const safe = pending.length - delimiter.length
      if (safe > 0) {
        yield pending.subarray(0, safe)
        pending = pending.subarray(safe)
      }
      if (!(await more())) throw malformed()
    }
  }
  return { resource, contentType: mediaType, media: media() }
}

function malformed(): GoogleFault {
  return new GoogleFault(400, 'badContent', 'Malformed multipart body.')
}
