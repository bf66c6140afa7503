import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** Bundles a TypeScript entry into a folder, because the Node that runs the tests may not read TypeScript. */
export async function bundleForNode(entry: string, folder: string): Promise<string> {
  const bundle = await rolldown({ input: { entry }, platform: 'node', external: (id) => builtins.has(id) })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  return join(folder, 'entry.mjs')
}
