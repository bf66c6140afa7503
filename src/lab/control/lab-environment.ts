import { clientEnvironment } from '../demo/client-environment.ts'
import { LabError } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'
import { readSettings } from '../settings.ts'

/**
 * The variables that point any client at the lab.
 * @throws LabError when there is no lab in the folder
 */
export function labEnvironment(folder: LabFolder): Record<string, string> {
  const settings = readSettings(folder)
  if (!settings) throw new LabError(`there is no lab in ${folder.root}`, 'Make one with `mcloud lab up`.')
  return clientEnvironment(folder, settings)
}
