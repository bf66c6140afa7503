import { McloudError } from '../errors/mcloud-error.ts'
import type { LabFolder } from '../lab/lab-folder.ts'
import type { Context } from './command.ts'

/** The option that every lab command takes. */
export const LAB_DIR = {
  type: 'file',
  value: 'DIR',
  summary: "Folder of the lab (default: mcloud/lab in the user's state folder)",
} as const

/**
 * Does something with the lab of a folder.
 * @throws McloudError LAB with what the lab says against it
 */
export async function inLab<T>(
  context: Pick<Context, 'environment' | 'workingFolder'>,
  dir: string | undefined,
  work: (folder: LabFolder) => Promise<T>,
): Promise<T> {
  const [{ labFolder }, { LabError }] = await Promise.all([
    import('../lab/lab-folder.ts'),
    import('../lab/lab-error.ts'),
  ])
  try {
    return await work(labFolder(dir, context.environment, context.workingFolder))
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    throw new McloudError({
      code: 'LAB',
      message: `${error.message}.`,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    })
  }
}
