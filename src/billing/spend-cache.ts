import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { SpendCache } from '../core/cost/spend-cache.ts'

/**
 * Files under the user's cache folder, readable by that user alone: a bill says much about a business.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function makeSpendCache(environment: Readonly<Record<string, string | undefined>>): SpendCache {
  const home = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache')
  const folder = join(home, 'mcloud', 'spend')
  const pathOf = (key: string) => join(folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  return {
    async get(key, maxAgeMs) {
      try {
        const path = pathOf(key)
        if (Date.now() - (await stat(path)).mtimeMs > maxAgeMs) return undefined
        return JSON.parse(await readFile(path, 'utf8'))
      } catch {
        return undefined
      }
    },
    async put(key, value) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const temporary = join(folder, `${randomBytes(8).toString('hex')}.tmp`)
        await writeFile(temporary, JSON.stringify(value), { mode: 0o600 })
        await rename(temporary, pathOf(key))
      } catch {
        // The next command asks again, and says what that costs.
      }
    },
  }
}
