import { existsSync } from 'node:fs'
import { removeWorld } from './remove-world.ts'
import type { LabFolder } from '../lab-folder.ts'
import { killBackgroundLoad } from '../load/background-load.ts'
import type { KnownProcess } from '../processes.ts'
import { signalProcess, waitForExit } from '../processes.ts'
import { askDaemon, findDaemon } from './daemon-client.ts'
import { withFolderLock } from './folder-lock.ts'
import { endStrays } from './stray-processes.ts'

export interface LabDownResult {
  readonly changed: boolean
  /** Processes of a crashed daemon that were ended one by one. */
  readonly strays: readonly KnownProcess[]
}

const STOP_TIMEOUT_MS = 30_000

/** Ends every process of the lab and keeps its data. Idempotent. */
export async function labDown(folder: LabFolder): Promise<LabDownResult> {
  if (!existsSync(folder.state)) return { changed: false, strays: [] }
  return await withFolderLock(folder, () => endEverything(folder))
}

/** Ends the lab and removes all its data; the next `lab up` begins afresh. */
export async function labReset(folder: LabFolder): Promise<LabDownResult> {
  if (!existsSync(folder.state)) return { changed: false, strays: [] }
  const ended = await withFolderLock(folder, () => endEverything(folder))
  removeWorld(folder)
  return { ...ended, changed: true }
}

async function endEverything(folder: LabFolder): Promise<LabDownResult> {
  const daemon = findDaemon(folder)
  await killBackgroundLoad(folder)
  if (daemon.kind === 'running') {
    await askDaemon(folder, 'stop', {}).catch(() => signalProcess(daemon.address, 'SIGTERM'))
    await waitForExit(daemon.address, STOP_TIMEOUT_MS)
  }
  const strays = await endStrays(folder)
  return { changed: daemon.kind !== 'down' || strays.length > 0, strays }
}
