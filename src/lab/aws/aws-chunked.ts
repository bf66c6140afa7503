import { AwsFault } from './wire.ts'

const MAX_LINE = 16 << 10

/**
 * The body inside an `aws-chunked` one, signed or not, and the trailing headers that stand behind it (checksums).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @throws AwsFault IncompleteBody where it breaks off
 */
export async function* readAwsChunked(
  body: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0)
  const source = body[Symbol.asyncIterator]()
  const more = async () => {
    const next = await source.next()
    if (next.done === true) return false
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value])
    return true
  }
  const line = async (): Promise<string> => {
    for (;;) {
      const end = pending.indexOf('\r\n')
      if (end >= 0) {
        const text = pending.toString('latin1', 0, end)
        pending = pending.subarray(end + 2)
        return text
      }
      if (pending.length > MAX_LINE || !(await more())) throw incomplete()
    }
  }
  for (;;) {
    const size = Number.parseInt(await line(), 16)
    if (!Number.isSafeInteger(size)) throw incomplete()
    if (size === 0) break
    for (let left = size; left > 0; ) {
      if (pending.length === 0 && !(await more())) throw incomplete()
      const part = pending.subarray(0, left)
      pending = pending.subarray(part.length)
      left -= part.length
      yield part
    }
    if ((await line()) !== '') throw incomplete()
  }
  // Some clients end right behind the last trailer, without the empty line.
  for (;;) {
    while (!pending.includes('\r\n') && (await more()));
    if (!pending.includes('\r\n')) return
    const trailer = await line()
    if (trailer === '') return
    const colon = trailer.indexOf(':')
    onTrailer(trailer.slice(0, colon).toLowerCase(), trailer.slice(colon + 1).trim())
  }
}

function incomplete(): AwsFault {
  return new AwsFault(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  )
}
