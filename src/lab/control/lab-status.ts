import type { WorldStatus } from '../daemon/control-protocol.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { KnownProcess } from '../processes.ts'
import { processRegister } from '../processes.ts'
import { askDaemon, findDaemon } from './daemon-client.ts'

export type LabState =
  | { readonly state: 'up'; readonly world: WorldStatus }
  | { readonly state: 'down'; readonly root: string }
  /** The daemon is gone without `lab down`. */
  | { readonly state: 'crashed'; readonly pid: number; readonly strays: readonly KnownProcess[] }

/** How the lab of a folder stands. */
export async function labStatus(folder: LabFolder): Promise<LabState> {
  const daemon = findDaemon(folder)
  switch (daemon.kind) {
    case 'down':
      return { state: 'down', root: folder.root }
    case 'crashed':
      return { state: 'crashed', pid: daemon.pid, strays: processRegister(folder.processes).strays() }
    case 'running':
      return { state: 'up', world: await askDaemon(folder, 'status', {}) }
  }
}
