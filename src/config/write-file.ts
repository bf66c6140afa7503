import { randomBytes } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { McloudError } from '../errors/mcloud-error.ts'

/**
 * Writes a file whole or not at all. Without `force` an existing file is left as it is, even where it appears
 * while this one is being written.
 * @throws McloudError USAGE
 */
export async function writeNewFile(path: string, text: string, { force }: { force: boolean }): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (force) await rename(temporary, path)
    else await link(temporary, path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'EEXIST') {
      const hint = 'Repeat with --force to replace it, or name another place with --config.'
      throw new McloudError({ code: 'USAGE', message: `${path} is there already.`, hint, cause })
    }
    throw new McloudError({
      code: 'USAGE',
      message: `${path} cannot be written: ${code}.`,
      hint: 'Name a file in a folder that is there and can be written.',
      cause,
    })
  } finally {
    await rm(temporary, { force: true })
  }
}
