import { access, constants } from 'node:fs/promises'
import { platform } from 'node:os'
import { delimiter, join } from 'node:path'
import { McloudError } from '../../errors/mcloud-error.ts'

/** Words are taken from version 1.59 on, which was the first to copy metadata. */
const LEAST = [1, 59] as const

/**
 * The rclone that MCLOUD_RCLONE names, else the first one on the PATH.
 * @throws McloudError TOOL_MISSING
 */
export async function findRclone(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly path: string; readonly version: string }> {
  const named = environment.MCLOUD_RCLONE
  const candidates = named
    ? [named]
    : (environment.PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, platform() === 'win32' ? 'rclone.exe' : 'rclone'))
  for (const path of candidates) {
    const isRunnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isRunnable) return { path, version: await versionOf(path) }
  }
  throw missing(named ? `MCLOUD_RCLONE names ${named}, which cannot be run.` : 'rclone is not on the PATH.')
}

async function versionOf(path: string): Promise<string> {
  const { execa } = await import('execa')
  const ran = await execa(path, ['version'], { reject: false, stdin: 'ignore', timeout: 10_000 })
  const [, version, major, minor] = /rclone v((\d+)\.(\d+)[\w.-]*)/.exec(String(ran.stdout)) ?? []
  if (version === undefined) throw missing(`${path} does not say that it is rclone.`)
  const [leastMajor, leastMinor] = LEAST
  if (Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor))
    return version
  throw missing(`${path} is rclone ${version}; 1.59 or later is needed.`)
}

function missing(message: string): McloudError {
  return new McloudError({
    code: 'TOOL_MISSING',
    message,
    hint: 'Install it (https://rclone.org/install/, apt-get install rclone, brew install rclone), or name it in MCLOUD_RCLONE; without --engine mcloud copies by itself.',
  })
}
