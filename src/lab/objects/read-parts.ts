import { createReadStream, openSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.ts'

/** A file that a body, or a piece of it, lies in. */
export interface BodyFile {
  readonly path: string
  readonly size: number
}

/** Opens a body that lies in one file or several, or a range of it; all files are open before this returns. */
export function readBodyFiles(files: readonly BodyFile[], range?: ByteRange): Readable {
  const pieces: { readonly fd: number; readonly start: number; readonly end: number }[] = []
  let offset = 0
  for (const { path, size } of files) {
    const start = Math.max(0, (range?.start ?? 0) - offset)
    const end = Math.min(size - 1, (range?.end ?? Number.POSITIVE_INFINITY) - offset)
    if (size > 0 && start <= end && start < size) pieces.push({ fd: openSync(path, 'r'), start, end })
    offset += size
  }
  const highWaterMark = 256 << 10
  const [only] = pieces
  if (only === undefined) return Readable.from([])
  if (pieces.length === 1)
    return createReadStream('', { fd: only.fd, start: only.start, end: only.end, highWaterMark })
  return Readable.from(
    (async function* () {
      for (const { fd, start, end } of pieces) yield* createReadStream('', { fd, start, end, highWaterMark })
    })(),
    { objectMode: false },
  )
}
