import { builtinModules } from 'node:module'
import { defineConfig } from 'rolldown'

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** What packages ask of the runtime when they are loaded, though here the answer is never used. */
const UNASKED = [
  // Programs as subcommands: there are none, and child_process takes 2 ms.
  { file: '/commander/lib/command.js', text: "require('node:child_process')", instead: '{}' },
  // Node 20 loads its whole fetch for this, 10 ms.
  { file: '/pg/lib/stream.js', text: 'if (isCloudflareRuntime())', instead: 'if (false)' },
]

// One build: the command line, the background processes of the lab, and a chunk for each lazily imported module.
// The SDKs are bundled too, because reading one file is faster than resolving the hundreds that a client consists of.
export default defineConfig({
  input: { main: 'src/cli/main.ts', 'lab-process': 'src/lab/lab-process.ts' },
  platform: 'node',
  // The ES modules of the SDKs: of those only what is used ends up in the bundle.
  resolve: { mainFields: ['module', 'main'] },
  // DuckDB is native code: a dependency of the package, loaded when a billing file is read.
  external: (id) => builtins.has(id) || id === '@duckdb/node-api',
  plugins: [
    {
      name: 'unasked',
      transform(code, id) {
        const unasked = UNASKED.find(({ file }) => id.endsWith(file))
        if (unasked === undefined) return null
        if (!code.includes(unasked.text)) this.error(`${id} no longer has ${unasked.text}`)
        return code.replace(unasked.text, unasked.instead)
      },
    },
    {
      name: 'kind-of-modules',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
      },
    },
  ],
  output: {
    dir: 'dist',
    // Node starts its loader of ES modules only for the first of them: that alone would cost a sixth of a start, and
    // then more for every chunk.
    format: 'cjs',
    dynamicImportInCjs: false,
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Each with all that it imports, because many small files take longer to load than one: what help needs, what
    // running any command needs besides, and what commands share that are not run (help never loads `run`).
    codeSplitting: {
      groups: [
        { name: 'start', test: /\/src\/(cli\/run|commands\/command)\.ts$/ },
        { name: 'shared', test: /\/src\/(errors\/mcloud-error|config\/(clouds|duration))\.ts$/ },
        { name: 'run', test: /\/src\/(cli\/run-words|config\/user-settings)\.ts$/ },
      ],
    },
    minify: {
      compress: true,
      // Less to read at each start; functions and classes keep their names.
      mangle: { toplevel: true, keepNames: true },
      codegen: { removeWhitespace: true },
    },
  },
})
