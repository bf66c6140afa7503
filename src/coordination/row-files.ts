import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowFiles } from '../core/failover/rejoin/rejoining.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { makeFolder, syncFolder } from './durable-files.ts'

/** Files for rows that people have to look through: 0600 in a folder of 0700, never over one that is there. */
export function makeRowFiles(): RowFiles {
  return {
    open: async (folder, name) => {
      try {
        await makeFolder(folder)
        const { path, handle } = await openNew(folder, name)
        return {
          path,
          write: async (line) => void (await handle.appendFile(line, 'utf8')),
          close: async () => {
            await handle.sync()
            await handle.close()
            await syncFolder(folder)
          },
        }
      } catch (cause) {
        throw new McloudError({
          code: 'STORE_FAILED',
          message: `The rows could not be written: ${(cause as Error).message}.`,
          hint: 'Name another folder with --out.',
          cause,
        })
      }
    },
  }
}

/** A run that was cut off has left a file: the next one gets a number. */
async function openNew(folder: string, name: string) {
  for (let number = 1; ; number++) {
    const path = join(
      folder,
      number === 1 ? encodeURIComponent(name) : `${number}-${encodeURIComponent(name)}`,
    )
    try {
      return { path, handle: await open(path, 'ax', 0o600) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
