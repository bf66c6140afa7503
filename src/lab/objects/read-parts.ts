import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.ts'

/** A file that a body, or a piece of it, lies in. */
export interface BodyFile {
  readonly path: string
  readonly size: number
}

/** A piece up to this size is read at once: a stream of it would take several times as long. */
const SMALL_BYTES = 64 << 10

/** A small body that lies in one file, or a small range of one. */
export function readSmallBody(files: readonly BodyFile[], range?: ByteRange): Buffer | undefined {
  const [only] = files
  const start = range?.start ?? 0
  const length = (range?.end ?? (only?.size ?? 0) - 1) + 1 - start
  if (only === undefined || files.length > 1 || length > SMALL_BYTES) return undefined
  const bytes = Buffer.alloc(length)
  const file = openSync(only.path, 'r')
  try {
    if (readSync(file, bytes, 0, length, start) < length) throw new Error(`${only.path} has lost bytes`)
  } finally {
    closeSync(file)
  }
  return bytes
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
