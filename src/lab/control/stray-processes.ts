import { rmSync } from 'node:fs'
import type { LabFolder } from '../lab-folder.ts'
import type { KnownProcess } from '../processes.ts'
import { processRegister, signalProcess, signalTree, waitForExit } from '../processes.ts'

/**
 * Ends what a crashed daemon has left: exactly the processes that the lab has written down, each known by its pid
 * and its start time, so that a stranger which has got the number since is never touched.
 */
export async function endStrays(folder: LabFolder): Promise<readonly KnownProcess[]> {
  const strays = processRegister(folder.processes).strays()
  for (const stray of strays) {
    // A fast shutdown for PostgreSQL; the rest ends by it too.
    signalTree(stray, 'SIGCONT')
    signalProcess(stray, 'SIGINT')
  }
  for (const stray of strays) {
    const patienceMs = stray.what.startsWith('postgres') ? 5_000 : 100
    if (await waitForExit(stray, patienceMs)) continue
    signalTree(stray, 'SIGKILL')
    await waitForExit(stray, 5_000)
  }
  rmSync(folder.daemon, { force: true })
  rmSync(folder.processes, { force: true })
  return strays
}
