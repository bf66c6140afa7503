import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeOwner, type RunHost } from '../../core/runs/run-owner.ts'
import type { PairState } from '../../core/sync/pair-state.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { makeFileLedger } from './file-ledger.ts'
import { readFileUploads } from './file-uploads.ts'
import { lockFolder } from './pair-lock.ts'
import { stateFailed } from './state-failed.ts'

/** Folder of a pair's state: named by what the pair joins, so that the same command finds it again. */
export function pairFolder(stateFolder: string, a: string, b: string, direction: string): string {
  const id = createHash('sha256')
    .update(JSON.stringify([a, b, direction]))
    .digest('hex')
    .slice(0, 24)
  return join(stateFolder, 'sync', id)
}

/**
 * Opens what a pair remembers, for one run at a time; what a killed run had noted is taken in first.
 * @throws McloudError RUN_LOCKED while another run of the pair goes on
 */
export async function openPairState(
  folder: string,
  about: { readonly a: string; readonly b: string },
  host: RunHost,
): Promise<PairState> {
  const lock = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => lockFolder(folder, host))
    .catch((error: unknown) => {
      throw stateFailed(error)
    })
  if ('heldBy' in lock) {
    const holder = lock.heldBy === undefined ? 'another process' : describeOwner(lock.heldBy)
    throw new McloudError({
      code: 'RUN_LOCKED',
      message: `${holder} synchronises ${about.a} and ${about.b}`,
      hint: `Wait for it; if it has certainly ended, remove ${join(folder, 'lock')}.`,
    })
  }
  try {
    await writeFile(join(folder, 'pair.json'), `${JSON.stringify(about)}\n`, { mode: 0o600 })
    const ledger = makeFileLedger(folder)
    await ledger.compact()
    const uploads = await readFileUploads(folder)
    return {
      ledger,
      uploads,
      async close() {
        ledger.flush()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw stateFailed(error)
  }
}
