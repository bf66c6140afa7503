import { rmSync } from 'node:fs'
import type { LabFolder } from '../lab-folder.ts'
import { OUTSIDE_DATA_ROOT } from '../postgres/data-root.ts'
import { readSettings } from '../settings.ts'

/** Removes all data of a lab, also a data root that lies outside its folder; files of others are left alone. */
export function removeWorld(folder: LabFolder): void {
  const dataRoot = readSettings(folder)?.postgres.dataRoot
  if (dataRoot?.startsWith(OUTSIDE_DATA_ROOT)) rmSync(dataRoot, { recursive: true, force: true })
  for (const path of [folder.state, folder.client, folder.coordination]) {
    rmSync(path, { recursive: true, force: true })
  }
}
