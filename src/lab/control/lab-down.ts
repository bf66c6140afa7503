import { existsSync, rmSync } from 'node:fs'
import type { LabFolder } from '../lab-folder.ts'
import { killBackgroundLoad } from '../load/background-load.ts'
import { OUTSIDE_DATA_ROOT } from '../postgres/data-root.ts'
import type { KnownProcess } from '../processes.ts'
import { signalProcess, waitForExit } from '../processes.ts'
import { readSettings } from '../settings.ts'
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

/** Folders that `labReset` removes. */
export function labData(folder: LabFolder): readonly string[] {
  return dataFolders(folder).filter((path) => existsSync(path))
}

/** Ends the lab and removes all its data; the next `lab up` begins afresh. */
export async function labReset(folder: LabFolder): Promise<LabDownResult> {
  if (!existsSync(folder.state)) return { changed: false, strays: [] }
  const ended = await withFolderLock(folder, () => endEverything(folder))
  // The folder of the lock goes too, so this comes after its release.
  for (const path of dataFolders(folder)) rmSync(path, { recursive: true, force: true })
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

/** All data of a lab, also a data root that lies outside its folder; files of others are not in it. */
function dataFolders(folder: LabFolder): string[] {
  const dataRoot = readSettings(folder)?.postgres.dataRoot
  const outside = dataRoot?.startsWith(OUTSIDE_DATA_ROOT) ? [dataRoot] : []
  return [...outside, folder.state, folder.client, folder.coordination]
}
