import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScratchFolder } from '../core/cost/remote-bills.ts'

/** A folder for what is fetched, closed to others; made when it is first needed. */
export function makeScratchFolder(): ScratchFolder {
  let made: Promise<string> | undefined
  let count = 0
  return {
    async file() {
      // mkdtemp gives the folder the mode 0700.
      made ??= mkdtemp(join(tmpdir(), 'mcloud-bills-'))
      const path = join(await made, `bill-${++count}`)
      const file = await open(path, 'wx', 0o600)
      return { path, write: async (bytes) => void (await file.writeFile(bytes)), close: () => file.close() }
    },
    async remove() {
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
    },
  }
}
