import { readFile } from 'node:fs/promises'
import type { Cloud } from '../../config/clouds.ts'
import type { CloudSettings } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'

/**
 * The PEM text of the certificate authority that a cloud's overridden endpoints are trusted by, if one is named.
 * @throws McloudError CONFIG_INVALID when the file cannot be read
 */
export async function readTrustedAuthority(
  cloud: Cloud,
  settings: Pick<CloudSettings, 'caFile'>,
): Promise<string | undefined> {
  if (settings.caFile === undefined) return undefined
  try {
    return await readFile(settings.caFile, 'utf8')
  } catch (error) {
    const at = `clouds.${cloud}.caFile`
    const message = `${settings.caFile} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `${at}: ${message}`,
      problems: [{ at, message, expected: 'a PEM file' }],
      cause: error,
    })
  }
}
