import { mkdirSync } from 'node:fs'
import { LabError } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'

/**
 * Lets one command at a time start or end the lab of a folder.
 * @throws LabError when another one does so and does not finish in time
 */
export async function withFolderLock<T>(folder: LabFolder, work: () => Promise<T>): Promise<T> {
  const { lock } = (await import('proper-lockfile')).default
  mkdirSync(folder.state, { recursive: true, mode: 0o700 })
  const release = await lock(folder.state, {
    // A command that was killed holds up the next one for no longer than this.
    stale: 4_000,
    update: 1_000,
    retries: { retries: 240, minTimeout: 100, maxTimeout: 500 },
    // A machine that stood still for seconds is no reason to fail: what the lock guards is short and idempotent.
    onCompromised: () => {},
  }).catch((error: unknown) => {
    throw new LabError(
      `another command is starting or ending the lab in ${folder.root}`,
      'Wait for it.',
      error,
    )
  })
  try {
    return await work()
  } finally {
    await release().catch(() => {})
  }
}
