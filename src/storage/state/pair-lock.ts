import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunHost, RunOwner } from '../../core/runs/run-owner.ts'

/**
 * Takes the lock of a folder for this process, also from one that has certainly ended; resolves to what gives it
 * back, or to the owner that holds it.
 */
export async function lockFolder(
  folder: string,
  host: RunHost,
): Promise<{ readonly release: () => Promise<void> } | { readonly heldBy: RunOwner | undefined }> {
  const path = join(folder, 'lock')
  const own = join(folder, `lock.${randomUUID()}`)
  await writeFile(own, JSON.stringify(host.owner), { mode: 0o600 })
  try {
    for (;;) {
      if (await linked(own, path)) return { release: () => rm(path, { force: true }) }
      const holder = await ownerIn(path)
      if (holder === 'none') continue
      if (holder === undefined || !host.isGone(holder)) return { heldBy: holder }
      await removeStale(folder, path, holder)
    }
  } finally {
    await rm(own, { force: true })
  }
}

function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )
}

async function ownerIn(path: string): Promise<RunOwner | 'none' | undefined> {
  const text = await readFile(path, 'utf8').catch(() => 'none')
  if (text === 'none') return 'none'
  try {
    return JSON.parse(text) as RunOwner
  } catch {
    return undefined
  }
}

/** Moves the lock away, and puts it back where another process has been quicker and taken it meanwhile. */
async function removeStale(folder: string, path: string, holder: RunOwner): Promise<void> {
  const aside = join(folder, `lock.${randomUUID()}`)
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  const found = await ownerIn(aside)
  const isStale = typeof found === 'object' && found.mark === holder.mark && found.pid === holder.pid
  if (!isStale) await linked(aside, path)
  await rm(aside, { force: true })
}
