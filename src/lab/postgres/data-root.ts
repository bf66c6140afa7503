import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { LabFolder } from '../lab-folder.ts'
import type { ServiceAccount } from '../service-account.ts'
import { canReach } from '../service-account.ts'

/** Where data directories lie that PostgreSQL's account could not reach in the lab's folder. */
export const OUTSIDE_DATA_ROOT = '/var/tmp/mcloud-lab-'

/**
 * Chooses the folder above the data directories. It is `state/postgres`, unless the lab is run as root inside a
 * folder that PostgreSQL's account cannot pass (root's home is 0700): then a folder of its own under /var/tmp,
 * because PostgreSQL changes into its data directory by its full name.
 */
export function chooseDataRoot(folder: LabFolder, account: ServiceAccount | undefined): string {
  return canReach(account, folder.root) ? join(folder.state, 'postgres') : mkdtempSync(OUTSIDE_DATA_ROOT)
}

/** Makes the folders passable for the account; they can still not be listed by it. */
export function openDataRoot(folder: LabFolder, root: string, account: ServiceAccount | undefined): void {
  if (!existsSync(root)) mkdirSync(root, { recursive: true, mode: 0o700 })
  if (account === undefined) return
  chownSync(root, account.uid, account.gid)
  chmodSync(root, 0o711)
  if (root.startsWith(folder.state)) chmodSync(folder.state, 0o711)
}
