import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import type { OutputChunk, RolldownOptions } from 'rolldown'
import { rolldown } from 'rolldown'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT, readSources } from './source-files.ts'

let chunks: readonly OutputChunk[]

beforeAll(async () => {
  const config = (await import(join(ROOT, 'rolldown.config.mjs'))) as { default: RolldownOptions }
  const bundle = await rolldown({ ...config.default, cwd: ROOT })
  const { output } = await bundle.generate({ ...config.default.output, minify: false })
  await bundle.close()
  chunks = output.filter((item) => item.type === 'chunk')
}, 120_000)

/** Modules that are loaded with these, without any further `await import`. */
const loadedWith = (...modules: string[]) => reachedFrom(modules, ({ imports }) => imports)

/** The same with all that may be loaded later. */
const everLoadedWith = (...modules: string[]) =>
  reachedFrom(modules, ({ imports, dynamicImports }) => [...imports, ...dynamicImports])

function reachedFrom(
  modules: readonly string[],
  next: (chunk: OutputChunk) => readonly string[],
): readonly string[] {
  const waiting = modules.map((module) => {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => relative(ROOT, id) === module))
    if (chunk === undefined) throw new Error(`${module} is in no chunk`)
    return chunk.fileName
  })
  const loaded = new Set<string>()
  for (const name of waiting) {
    if (loaded.has(name)) continue
    loaded.add(name)
    waiting.push(...chunks.filter(({ fileName }) => fileName === name).flatMap(next))
  }
  return chunks
    .filter(({ fileName }) => loaded.has(fileName))
    .flatMap(({ moduleIds }) => moduleIds.map((id) => relative(ROOT, id)))
}

function packagesIn(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap((id) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
  return [...new Set(names)].sort()
}

/** Files that hold a command, by the catalogue's own imports. */
const commandFiles = readSources('src/commands')
  .filter(({ path }) => /\/(catalogue|lab-commands)\.ts$/.test(path))
  .flatMap(({ imports }) => imports.filter(({ kind }) => kind === 'lazy').map(({ target }) => target))

const HELP = ['src/cli/main.ts', 'src/cli/run.ts']

describe('what is loaded', () => {
  it('for --version is the entry alone', () => {
    expect(loadedWith('src/cli/main.ts').filter((id) => id.startsWith('src/'))).toEqual(['src/cli/main.ts'])
    expect(packagesIn(loadedWith('src/cli/main.ts'))).toEqual([])
  })

  it('for help is no package, no command and nothing that runs one', () => {
    const help = loadedWith(...HELP)
    expect(packagesIn(help)).toEqual([])
    expect(help.filter((id) => /^src\/(?!cli\/|commands\/|errors\/exit\.ts)/.test(id))).toEqual([])
    expect(help.filter((id) => commandFiles.includes(id) || id === 'src/cli/run-words.ts')).toEqual([])
  })

  it('for help is ASCII, which is read without being decoded', () => {
    const start = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/src/cli/run.ts')))
    expect(start?.code).not.toMatch(/[^\p{ASCII}]/u)
  })

  it.each(commandFiles)(
    'for %s is that command alone, and no SDK, execa, ora, cosmiconfig, zod, yaml or pg',
    (file) => {
      const others = commandFiles.filter((other) => other !== file)
      const help = loadedWith(...HELP, file)
      expect(packagesIn(help)).toEqual([])
      expect(help.filter((id) => others.includes(id) || id === 'src/cli/run-words.ts')).toEqual([])
      const started = loadedWith(...HELP, 'src/cli/run-words.ts', file)
      expect(packagesIn(started)).toEqual(['commander'])
      expect(started.filter((id) => others.includes(id))).toEqual([])
    },
  )

  it("for the lab's processes is nothing of the command line", () => {
    expect(everLoadedWith('src/lab/lab-process.ts').filter((id) => /^src\/(?!lab\/)/.test(id))).toEqual([])
  })
})

describe('the bundle', () => {
  it('leaves nothing but the runtime and what is native to be found at run time', () => {
    const names = new Set(chunks.map(({ fileName }) => fileName))
    const outside = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
    const unknown = outside.filter(
      (name) => !names.has(name) && !isBuiltin(name) && name !== '@duckdb/node-api',
    )
    expect([...new Set(unknown)]).toEqual([])
  })
})
