import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { FileFormat } from './file-format.ts'

/** Leaves files whose bytes are those of another out: a bill that is named twice was charged once. */
export async function withoutCopies(
  files: readonly FileFormat[],
): Promise<{ readonly files: readonly FileFormat[]; readonly warnings: readonly string[] }> {
  const kept: FileFormat[] = []
  const warnings: string[] = []
  const names = new Map<string, string>()
  for (const file of files) {
    const alone = files.filter(({ bytes }) => bytes === file.bytes).length === 1
    const digest = alone ? undefined : await digestOf(file.path)
    const same = digest === undefined ? undefined : names.get(digest)
    if (same === undefined) kept.push(file)
    else warnings.push(`${file.name} is the same as ${same}, and is counted once`)
    if (digest !== undefined && same === undefined) names.set(digest, file.name)
  }
  return { files: kept, warnings }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
