import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { McloudError } from '../errors/mcloud-error.ts'

/** How a billing file has to be read, told by its first bytes and not by its name. */
export interface FileFormat {
  /** Where it lies on this machine. */
  readonly path: string
  /** As it was named: the path, or the address that it was fetched from. */
  readonly name: string
  readonly format: 'csv' | 'parquet' | 'json'
  readonly compression: 'none' | 'gzip' | 'zstd'
  /** A plain CSV whose last line has no end, which a download that was cut off leaves too. */
  readonly openEnded: boolean
  readonly bytes: number
}

const MAGIC = {
  parquet: Buffer.from('PAR1'),
  gzip: Buffer.from([0x1f, 0x8b]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
} as const

/** First bytes of what is no bill, and what to do about it. */
const REFUSED: readonly (readonly [magic: Buffer, what: string])[] = [
  [Buffer.from('PK\u0003\u0004'), 'is a ZIP archive: unpack it, or export with gzip'],
  [Buffer.from([0xff, 0xfe]), 'is UTF-16: write it as UTF-8'],
  [Buffer.from([0xfe, 0xff]), 'is UTF-16: write it as UTF-8'],
  [Buffer.from('BZh'), 'is compressed by bzip2: unpack it, or export with gzip'],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), 'is compressed by xz: unpack it, or export with gzip'],
]
const HEAD_BYTES = 4096

/** @throws McloudError BILLING_FILE_INVALID for a file that is not there, is empty or cannot be read */
export async function readFileFormat(path: string, name = path): Promise<FileFormat> {
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    file = await open(path, 'r')
    const found = await file.stat()
    if (found.isDirectory()) throw unreadable(name, 'is a folder: name the files in it')
    if (found.size === 0) throw unreadable(name, 'is empty')
    const head = Buffer.alloc(Math.min(HEAD_BYTES, found.size))
    await file.read(head, 0, head.length, 0)
    const refused = REFUSED.find(([magic]) => startsWith(head, magic))
    if (refused !== undefined) throw unreadable(name, refused[1])
    const last = Buffer.alloc(1)
    await file.read(last, 0, 1, found.size - 1)
    const compression = startsWith(head, MAGIC.gzip) ? 'gzip' : startsWith(head, MAGIC.zstd) ? 'zstd' : 'none'
    const parquet = startsWith(head, MAGIC.parquet)
    const first = compression === 'gzip' ? await firstUnpacked(path, name) : head.toString('latin1', 0, 1)
    if (first === '[') throw unreadable(name, 'is a JSON list: write one object a line')
    const format = parquet ? 'parquet' : first === '{' ? 'json' : 'csv'
    if (format === 'csv' && compression === 'none' && head.includes(0)) throw unreadable(name, 'is no text')
    return {
      path,
      name,
      format,
      compression,
      openEnded: format === 'csv' && compression === 'none' && last[0] !== 0x0a,
      bytes: found.size,
    }
  } catch (error) {
    if (error instanceof McloudError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOENT'
      ? unreadable(name, 'is not there', error, 'Look at the path: there is no file at it.')
      : unreadable(name, `cannot be read: ${code}`, error)
  } finally {
    await file?.close()
  }
}

/**
 * The first character inside a gzip file. All of it is unpacked once: its checksum is the only witness that no
 * figure was changed or cut off on the way, and the engine does not look at it.
 */
async function firstUnpacked(path: string, name: string): Promise<string> {
  let first = ''
  try {
    await pipeline(createReadStream(path), createGunzip(), async (unpacked: AsyncIterable<Buffer>) => {
      for await (const chunk of unpacked) first ||= chunk.toString('latin1', 0, 1)
    })
  } catch (error) {
    throw unreadable(name, `is damaged: ${(error as Error).message}`, error)
  }
  if (first === '') throw unreadable(name, 'is empty')
  return first
}

/** The first line of a text file that is no UTF-8; undefined where all are, or where it cannot be told. */
export async function firstLineNotUtf8({
  path,
  format,
  compression,
}: FileFormat): Promise<number | undefined> {
  if (format === 'parquet' || compression === 'zstd') return undefined
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  try {
    const bytes = createReadStream(path)
    for await (const chunk of compression === 'gzip' ? bytes.pipe(createGunzip()) : bytes) {
      // Line by line, because a decoder does not say where it failed.
      let start = 0
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
        decoder.decode(chunk.subarray(start, end + 1), { stream: true })
        line++
        start = end + 1
      }
      decoder.decode(chunk.subarray(start), { stream: true })
    }
    decoder.decode()
    return undefined
  } catch (error) {
    return error instanceof TypeError ? line : undefined
  }
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic)
}

function unreadable(path: string, what: string, cause?: unknown, hint?: string): McloudError {
  return new McloudError({
    code: 'BILLING_FILE_INVALID',
    message: `${path} ${what}.`,
    problems: [
      { at: path, message: what, expected: 'a bill: CSV, Parquet or JSON lines, gzip or zstd allowed' },
    ],
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  })
}
