import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from './terraform-process.ts'

/**
 * Lets only one `init` at a time where two would write the same files: the plugin cache, which is not safe for
 * concurrent use (https://github.com/hashicorp/terraform/issues/31964), and the lock file of one root.
 */
export interface InitLock {
  hold<T>(folder: string, work: () => Promise<T>): Promise<T>
}

const STALE_MS = 60_000

export function makeInitLock(environment: Environment): InitLock {
  const tails = new Map<string, Promise<unknown>>()
  let cache: Promise<string | undefined> | undefined
  return {
    hold: async (folder, work) => {
      cache ??= pluginCache(environment)
      const shared = await cache
      const key = shared ?? folder
      const before = tails.get(key) ?? Promise.resolve()
      const turn = before.then(() => (shared === undefined ? work() : acrossProcesses(shared, work)))
      tails.set(
        key,
        turn.catch(() => {}),
      )
      return await turn
    },
  }
}

async function acrossProcesses<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { lock } = await import('proper-lockfile')
  const release = await lock(folder, {
    stale: STALE_MS,
    retries: { forever: true, minTimeout: 50, maxTimeout: 500 },
  })
  try {
    return await work()
  } finally {
    await release()
  }
}

async function pluginCache(environment: Environment): Promise<string | undefined> {
  if (environment.TF_PLUGIN_CACHE_DIR) return environment.TF_PLUGIN_CACHE_DIR
  const home = environment.HOME ?? ''
  // https://opentofu.org/docs/cli/config/config-file/#locations
  const usual = ['.terraformrc', '.tofurc', '.config/opentofu/tofurc'].map((name) => join(home, name))
  const files = environment.TF_CLI_CONFIG_FILE ? [environment.TF_CLI_CONFIG_FILE] : usual
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  return /^\s*plugin_cache_dir\s*=\s*"([^"]+)"/m.exec(texts.join('\n'))?.[1]?.replace('$HOME', home)
}
