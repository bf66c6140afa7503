import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys } from '../../core/sync/key-order.ts'

/** A file that mcloud is writing; it never counts as an object. */
export const UNFINISHED = '.mcloud-unfinished-'

export type Found =
  | { readonly kind: 'file'; readonly key: string }
  /** Neither a file nor a folder: symbolic links, sockets and so on. */
  | { readonly kind: 'other'; readonly key: string }

/** Walks a folder in the order of the keys' UTF-8 bytes, one folder's names in memory at a time. */
export async function* walkFolder(root: string, prefix = ''): AsyncGenerator<Found> {
  const entries: { readonly sortKey: string; readonly entry: Dirent }[] = []
  for await (const entry of await opendir(join(root, prefix))) {
    if (entry.name.startsWith(UNFINISHED)) continue
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
