import { writeFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { type ChecksumName, type Checksums, makeChecksums } from './checksums.ts'

/** A body that lies on disk and belongs to no object yet. */
export interface ReceivedBody {
  readonly path: string
  readonly size: number
  readonly checksums: Checksums
  /** Removes it, where it is not wanted after all. */
  discard(): Promise<void>
}

/** A body up to this size is written in one go. */
const SMALL_BYTES = 256 << 10

/** Writes a body to a new file as it arrives; leaves nothing behind when the body breaks off. */
export async function receiveBody(
  path: string,
  body: AsyncIterable<Buffer>,
  names: readonly ChecksumName[],
): Promise<ReceivedBody> {
  const checksums = makeChecksums(names)
  const first: Buffer[] = []
  let size = 0
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    for await (const chunk of body) {
      checksums.update(chunk)
      size += chunk.length
      if (file === undefined && size <= SMALL_BYTES) first.push(chunk)
      else {
        if (file === undefined) {
          file = await open(path, 'wx', 0o600)
          for (const early of first.splice(0)) await file.writeFile(early)
        }
        await file.writeFile(chunk)
      }
    }
    if (file === undefined) writeFileSync(path, Buffer.concat(first), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    await file?.close()
    await rm(path, { force: true })
    throw error
  }
  await file?.close()
  return { path, size, checksums: checksums.digest(), discard: () => rm(path, { force: true }) }
}
