import { spawn } from 'node:child_process'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** Bundles a TypeScript entry of the project, because the Node that measures may not read TypeScript. */
async function bundle(root, entry) {
  const folder = join(root, 'node_modules', '.cache', 'mcloud-bench', `${process.pid}`)
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

/** Starts the lab's object store of one cloud in a process of its own; resolves to its URL and its end. */
export async function startObjectServer(root, cloud) {
  const program = await bundle(root, 'test/support/object-server-process.ts')
  const child = spawn(process.execPath, [program, cloud], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
    child.once('exit', (code) => reject(new Error(`the object server ended with ${code}`)))
  })
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}
