import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rolldown } from 'rolldown'
import { withScratch } from './support/scratch.mjs'

export const name = 'coordination'

/** One entry of a run's journal in each kind of store, over the lab's wire in another process. */
export async function run({ root, note }) {
  // Inside node_modules, so that packages are found from there.
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  return withScratch(async (folder) => {
    const bundle = await rolldown({
      input: join(root, 'bench', 'coordination', 'stores.ts'),
      platform: 'node',
      external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    })
    await bundle.write({
      dir: folder,
      format: 'esm',
      entryFileNames: 'stores.mjs',
      chunkFileNames: '[name]-[hash].mjs',
    })
    await bundle.close()
    const program = join(folder, 'stores.mjs')
    const server = spawn(process.execPath, [program, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] })
    try {
      const [line] = await firstLines(server.stdout, 1)
      const { measure } = await import(program)
      const figures = []
      for (const input of JSON.parse(line)) {
        note(`200 journal entries in ${input.kind}`)
        const times = (await measure(input)).toSorted((one, other) => one - other)
        figures.push(
          { figure: `${input.kind}: journal entry p50`, value: times[times.length >> 1], unit: 'ms' },
          {
            figure: `${input.kind}: journal entry p95`,
            value: times[Math.floor(times.length * 0.95)],
            unit: 'ms',
          },
        )
      }
      return figures
    } finally {
      server.stdin.end()
      await new Promise((resolve) => server.once('exit', resolve))
    }
  }, cache)
}

async function firstLines(stream, count) {
  const lines = []
  for await (const line of createInterface({ input: stream })) {
    lines.push(line)
    if (lines.length === count) break
  }
  return lines
}
