import { createHash } from 'node:crypto'
import { makeCrc32, type RunningChecksum } from './crc.ts'

export type ChecksumName = 'md5' | 'crc32' | 'crc32c' | 'sha1' | 'sha256'

/** Checksums of one body by name, base64. */
export type Checksums = Readonly<Partial<Record<ChecksumName, string>>>

/** Several checksums over one stream. */
export function makeChecksums(names: readonly ChecksumName[]) {
  const running = [...new Set(names)].map((name) => [name, makeOne(name)] as const)
  return {
    update(bytes: Uint8Array): void {
      for (const [, checksum] of running) checksum.update(bytes)
    },
    digest: (): Checksums =>
      Object.fromEntries(running.map(([name, checksum]) => [name, checksum.digest().toString('base64')])),
  }
}

function makeOne(name: ChecksumName): RunningChecksum {
  if (name === 'crc32' || name === 'crc32c') return makeCrc32(name)
  const hash = createHash(name)
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}
