import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LabFolder } from '../lab-folder.ts'
import { serviceAccount } from '../service-account.ts'

/**
 * Makes the folders of a lab, closed to others. As root the lab's own folder can be passed (not listed), so that
 * PostgreSQL's account reaches its data inside; a folder that already holds something keeps the mode that it has.
 */
export function makeLabFolder(folder: LabFolder): void {
  const asRoot = serviceAccount() !== undefined
  if (!existsSync(folder.root)) {
    mkdirSync(dirname(folder.root), { recursive: true })
    mkdirSync(folder.root, { mode: asRoot ? 0o711 : 0o700 })
  } else if (asRoot && readdirSync(folder.root).length === 0) {
    chmodSync(folder.root, 0o711)
  }
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
}
