import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import type { OutputChunk, RolldownOptions } from 'rolldown'
import { rolldown } from 'rolldown'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './source-files.ts'

let chunks: readonly OutputChunk[]

beforeAll(async () => {
  const config = (await import(join(ROOT, 'rolldown.config.mjs'))) as { default: RolldownOptions }
  const bundle = await rolldown({ ...config.default, cwd: ROOT })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  chunks = output.filter((item) => item.type === 'chunk')
}, 120_000)

/** Modules that are loaded with these, without any further `await import`. */
function loadedWith(...modules: string[]): readonly string[] {
  const waiting = modules.map((module) => {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => relative(ROOT, id) === module))
    if (chunk === undefined) throw new Error(`${module} is in no chunk`)
    return chunk.fileName
  })
  const loaded = new Set<string>()
  for (const name of waiting) {
    if (loaded.has(name)) continue
    loaded.add(name)
    waiting.push(...(chunks.find(({ fileName }) => fileName === name)?.imports ?? []))
  }
  return chunks
    .filter(({ fileName }) => loaded.has(fileName))
    .flatMap(({ moduleIds }) => moduleIds.map((id) => relative(ROOT, id)))
}

function packagesIn(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap((id) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
  return [...new Set(names)].sort()
}

describe('what is loaded', () => {
  it('for --version is the entry alone', () => {
    expect(loadedWith('src/cli/main.ts').filter((id) => id.startsWith('src/'))).toEqual(['src/cli/main.ts'])
    expect(packagesIn(loadedWith('src/cli/main.ts'))).toEqual([])
  })

  it('for help is no package at all', () => {
    const help = loadedWith('src/cli/main.ts', 'src/cli/run.ts', 'src/cli/help.ts')
    expect(packagesIn(help)).toEqual([])
    expect(help.filter((id) => /^src\/(providers|postgres|coordination|network|lab)\//.test(id))).toEqual([])
  })

  it('before a command does its work is the parser, and no SDK, execa, ora, cosmiconfig, zod, yaml or pg', () => {
    const started = loadedWith(
      'src/cli/main.ts',
      'src/cli/run.ts',
      'src/cli/command-line.ts',
      'src/cli/input.ts',
      'src/cli/context.ts',
      'src/cli/io/terminal.ts',
      'src/cli/io/progress.ts',
    )
    expect(packagesIn(started)).toEqual(['commander'])
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
