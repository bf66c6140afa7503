import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** Bundles a TypeScript entry of the project, because the Node that measures may not read TypeScript. */
async function bundle(root, entry) {
  const folder = join(root, 'node_modules', '.cache', 'mcloud-bench', `${process.pid}`)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const built = await rolldown({
    input: { entry: join(root, entry) },
    platform: 'node',
    // Native code cannot be bundled, and no object store needs it.
    external: (id) => builtins.has(id) || id.startsWith('@duckdb/'),
  })
  await built.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  })
  await built.close()
  return join(folder, 'entry.mjs')
}

/** Starts the lab's object stores of the clouds named, each in a process of its own. */
export async function startObjectServers(root, clouds) {
  const program = await bundle(root, 'test/support/object-server-process.ts')
  return Promise.all(clouds.map((cloud) => startServer([program, cloud])))
}

/** Starts the double of a bucket of so many objects that are all there is of them: see there. */
export function startListingDouble(root, count) {
  return startServer([join(root, 'bench', 'support', 'listing-double.mjs'), String(count)])
}

/** Starts a program that prints its URL; resolves to that, its process id and its end. */
async function startServer(words) {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () => child.kill('SIGTERM')
  process.once('exit', stop)
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
    child.once('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)))
  })
  return {
    url,
    pid: child.pid,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      process.off('exit', stop)
      stop()
      await ended
    },
  }
}
