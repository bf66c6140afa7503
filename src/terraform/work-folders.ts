import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Environment } from './terraform-process.ts'

/** Where deployments of one platform keep what they can make anew, and what must not outlive them. */
export interface WorkFolders {
  /** Data folder of a unit (TF_DATA_DIR), kept between deployments. */
  dataOf(unit: string, environment: string | undefined): Promise<string>
  /** A file of this process, in a folder that only this user can enter. */
  privateFile(name: string): Promise<string>
  remove(): Promise<void>
}

/** Folders are made on first use. */
export function makeWorkFolders(
  platform: string,
  file: string | undefined,
  env: Environment,
  ownFolder: () => Promise<string>,
): WorkFolders {
  const mark = createHash('sha256')
    .update(file ?? '')
    .digest('hex')
    .slice(0, 12)
  const cache = join(cacheHome(env), 'mcloud', `${encodeURIComponent(platform)}-${mark}`, 'terraform')
  let own: Promise<string> | undefined
  return {
    dataOf: async (unit, environment) => {
      const folder = join(cache, environment ?? '_', unit)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    privateFile: async (name) => {
      own ??= ownFolder()
      return join(await own, `${randomUUID()}-${name}`)
    },
    remove: async () => {
      const made = await own?.catch(() => undefined)
      if (made !== undefined) await rm(made, { recursive: true, force: true })
      own = undefined
    },
  }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function cacheHome(env: Environment): string {
  const named = env.XDG_CACHE_HOME
  return named !== undefined && isAbsolute(named) ? named : join(env.HOME ?? homedir(), '.cache')
}
