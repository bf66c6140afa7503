import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys } from '../../core/sync/key-order.ts'

/** A file that mcloud is writing; it never counts as an object. */
export const UNFINISHED = '.mcloud-unfinished-'
/** What a name in other bytes than UTF-8 has in it once it has been read; nothing is found by it any more. */
const REPLACED = '\uFFFD'

export type Found =
  | { readonly kind: 'file'; readonly key: string }
  /** Neither a file nor a folder: symbolic links, sockets and so on. */
  | { readonly kind: 'other'; readonly key: string }
  /** What a run is writing, or was when it was killed. */
  | { readonly kind: 'unfinished'; readonly key: string }
  /** A folder whose name is not UTF-8. */
  | { readonly kind: 'unnamed'; readonly key: string }

/** Walks a folder in the order of the keys' UTF-8 bytes, one folder's names in memory at a time. */
export async function* walkFolder(root: string, prefix = ''): AsyncGenerator<Found> {
  const entries: { readonly sortKey: string; readonly entry: Dirent }[] = []
  const held = await readdir(join(root, prefix), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      // A folder that went away since it was listed takes its files with it; the root itself must be there.
      if (prefix !== '' && error.code === 'ENOENT') return undefined
      throw error
    },
  )
  if (held === undefined) {
    if (mayBeUnnamed(prefix)) yield { kind: 'unnamed', key: prefix }
    return
  }
  for (const entry of held) {
    if (entry.name.startsWith(UNFINISHED)) {
      yield { kind: 'unfinished', key: `${prefix}${entry.name}` }
      continue
    }
    // What stands in a folder sorts by the folder's name and a slash.
    entries.push({ sortKey: entry.isDirectory() ? `${entry.name}/` : entry.name, entry })
  }
  entries.sort((one, other) => compareKeys(one.sortKey, other.sortKey))
  for (const { entry } of entries) {
    const key = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* walkFolder(root, `${key}/`)
    else yield { kind: entry.isFile() ? 'file' : 'other', key }
  }
}

/** Whether a key that is not found may have had a name that is not UTF-8. */
export function mayBeUnnamed(key: string): boolean {
  return key.includes(REPLACED)
}
