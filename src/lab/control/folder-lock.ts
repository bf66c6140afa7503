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
    stale: 10_000,
    retries: { retries: 60, minTimeout: 250, maxTimeout: 500 },
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
