import { open } from 'node:fs/promises'
import { McloudError } from '../errors/mcloud-error.ts'

/** How a billing file has to be read, told by its first bytes and not by its name. */
export interface FileFormat {
  readonly path: string
  readonly format: 'csv' | 'parquet'
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
export async function readFileFormat(path: string): Promise<FileFormat> {
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    file = await open(path, 'r')
    const { size } = await file.stat()
    if (size === 0) throw unreadable(path, 'is empty')
    const head = Buffer.alloc(4)
    await file.read(head, 0, 4, 0)
    const last = Buffer.alloc(1)
    await file.read(last, 0, 1, size - 1)
    const format = startsWith(head, MAGIC.parquet) ? 'parquet' : 'csv'
    const compression = startsWith(head, MAGIC.gzip) ? 'gzip' : startsWith(head, MAGIC.zstd) ? 'zstd' : 'none'
    return {
      path,
      format,
      compression,
      openEnded: format === 'csv' && compression === 'none' && last[0] !== 0x0a,
    }
  } catch (error) {
    if (error instanceof McloudError) throw error
    throw unreadable(path, `cannot be read: ${(error as NodeJS.ErrnoException).code}`, error)
  } finally {
    await file?.close()
  }
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic)
}

function unreadable(path: string, what: string, cause?: unknown): McloudError {
  return new McloudError({
    code: 'BILLING_FILE_INVALID',
    message: `${path} ${what}.`,
    problems: [{ at: path, message: what, expected: 'a FOCUS file: CSV or Parquet, gzip or zstd allowed' }],
    ...(cause === undefined ? {} : { cause }),
  })
}
