import { builtinModules } from 'node:module'
import { defineConfig } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

// One build: the command line, the background processes of the lab, and a chunk for each lazily imported module.
// The SDKs are bundled too, because reading one file is faster than resolving the hundreds that a client consists of.
export default defineConfig({
  input: { main: 'src/cli/main.ts', 'lab-process': 'src/lab/lab-process.ts' },
  platform: 'node',
  // The ES modules of the SDKs: of those only what is used ends up in the bundle.
  resolve: { mainFields: ['module', 'main'] },
  // DuckDB is native code: a dependency of the package, loaded when a billing file is read.
  external: (id) => builtins.has(id) || id === '@duckdb/node-api',
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // With all that it imports: each further file would cost the start of every command about a millisecond.
    codeSplitting: { groups: [{ name: 'start', test: /\/src\/cli\/run\.ts$/ }] },
    minify: {
      compress: true,
      // Less to read at each start; functions and classes keep their names.
      mangle: { toplevel: true, keepNames: true },
      codegen: { removeWhitespace: true },
    },
  },
})
