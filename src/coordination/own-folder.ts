import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunHost, RunOwner } from '../core/runs/run-owner.ts'

const OWNER = 'owner.json'
/** A program that outlives the mcloud that began it reads its files at its very start. */
const LEFT_FOR_MS = 60_000

/**
 * A folder of this process that only this user can enter. Those of processes that were killed before they could
 * remove theirs are removed here: what is in them may be secret.
 */
export async function makeOwnFolder(
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string,
  host: RunHost,
): Promise<string> {
  const place = environment.TMPDIR ?? tmpdir()
  await removeLeft(place, prefix, host).catch(() => {})
  const folder = await mkdtemp(join(place, prefix))
  try {
    await writeFile(join(folder, OWNER), JSON.stringify(host.owner), { mode: 0o600 })
    return folder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function removeLeft(place: string, prefix: string, host: RunHost): Promise<void> {
  for (const name of await readdir(place)) {
    if (!name.startsWith(prefix)) continue
    const folder = join(place, name)
    try {
      const owner = JSON.parse(await readFile(join(folder, OWNER), 'utf8')) as RunOwner
      const { mtimeMs } = await stat(folder)
      if (host.isGone(owner) && Date.now() - mtimeMs > LEFT_FOR_MS)
        await rm(folder, { recursive: true, force: true })
    } catch {
      // Somebody else's, or not to be read: left where it is.
    }
  }
}
