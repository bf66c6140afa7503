import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** An absolute path without links, as far as it is there: two that lie within each other show it. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(await realPathOf(above), basename(path))
  }
}
