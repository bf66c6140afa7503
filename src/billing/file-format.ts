import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
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
}

const MAGIC = {
  parquet: Buffer.from('PAR1'),
  gzip: Buffer.from([0x1f, 0x8b]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
} as const

/** @throws McloudError BILLING_FILE_INVALID for a file that is not there, is empty or cannot be read */
export async function readFileFormat(path: string, name = path): Promise<FileFormat> {
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    file = await open(path, 'r')
    const { size } = await file.stat()
    if (size === 0) throw unreadable(name, 'is empty')
    const head = Buffer.alloc(4)
    await file.read(head, 0, 4, 0)
    const last = Buffer.alloc(1)
    await file.read(last, 0, 1, size - 1)
    const compression = startsWith(head, MAGIC.gzip) ? 'gzip' : startsWith(head, MAGIC.zstd) ? 'zstd' : 'none'
    const first = compression === 'gzip' ? await firstUnpacked(path) : head.toString('latin1', 0, 1)
    const format = startsWith(head, MAGIC.parquet) ? 'parquet' : first === '{' ? 'json' : 'csv'
    return {
      path,
      name,
      format,
      compression,
      openEnded: format === 'csv' && compression === 'none' && last[0] !== 0x0a,
    }
  } catch (error) {
    if (error instanceof McloudError) throw error
    throw unreadable(name, `cannot be read: ${(error as NodeJS.ErrnoException).code}`, error)
  } finally {
    await file?.close()
  }
}

/** The first character inside a gzip file; empty where it is damaged, which its reader tells better. */
async function firstUnpacked(path: string): Promise<string> {
  const packed = createReadStream(path)
  try {
    for await (const chunk of packed.pipe(createGunzip())) return (chunk as Buffer).toString('latin1', 0, 1)
  } catch {
    // Said by whoever reads the rows.
  } finally {
    packed.destroy()
  }
  return ''
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic)
}

function unreadable(path: string, what: string, cause?: unknown): McloudError {
  return new McloudError({
    code: 'BILLING_FILE_INVALID',
    message: `${path} ${what}.`,
    problems: [
      { at: path, message: what, expected: 'a bill: CSV, Parquet or JSON lines, gzip or zstd allowed' },
    ],
    ...(cause === undefined ? {} : { cause }),
  })
}
