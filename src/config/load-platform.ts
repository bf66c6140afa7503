import type { FileRequest } from './find-file.ts'
import type { Platform } from './platform.ts'
import type { ReadPlatform } from './read-platform.ts'

/**
 * Finds, reads and checks the platform file.
 * @throws McloudError CONFIG_NOT_FOUND, CONFIG_INVALID, MULTI_WRITER_REFUSED
 */
export async function loadPlatform(request: FileRequest): Promise<Platform> {
  return (await loadPlatformFile(request)).platform
}

/** The same, together with the file itself, for the commands that explain it. */
export async function loadPlatformFile(request: FileRequest): Promise<ReadPlatform> {
  const [{ findPlatformFile }, { readPlatform }, { readUserSettings }] = await Promise.all([
    import('./find-file.ts'),
    import('./read-platform.ts'),
    import('./user-settings.ts'),
  ])
  const { environment, workingFolder } = request
  const [source, user] = await Promise.all([findPlatformFile(request), readUserSettings(environment)])
  return readPlatform({ source, environment, user, workingFolder })
}
