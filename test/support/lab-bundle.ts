import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/**
 * Bundles a TypeScript entry, because the Node that runs the tests may not read TypeScript. It lies inside
 * node_modules, so that packages are found from it as from the project's own build.
 */
export async function bundleForNode(entry: string): Promise<string> {
  const folder = join(
    import.meta.dirname,
    '..',
    '..',
    'node_modules',
    '.cache',
    'mcloud-test',
    `${process.pid}`,
  )
  const bundle = await rolldown({ input: { entry }, platform: 'node', external: (id) => builtins.has(id) })
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  })
  await bundle.close()
  return join(folder, 'entry.mjs')
}
