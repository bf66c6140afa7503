import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'rolldown'
import type { StoreUnderTest } from '../coordination-store.contract.ts'

export interface RaceResult {
  readonly created: number
  readonly incremented: number
}

/** Two processes of their own create the same keys and count up the same document, each as quick as it can. */
export async function raceInProcesses(
  opener: StoreUnderTest['opener'],
  race: { readonly creates: number; readonly increments: number },
): Promise<readonly RaceResult[]> {
  // Inside node_modules, so that packages are found from there.
  const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'mcloud-race-'))
  try {
    const entry = join(folder, 'racer.ts')
    await writeFile(entry, racer(opener, race))
    const file = join(folder, 'racer.mjs')
    await build({
      input: entry,
      platform: 'node',
      logLevel: 'silent',
      external: (id) => !id.startsWith('.') && !isAbsolute(id),
      output: {
        dir: folder,
        format: 'esm',
        entryFileNames: '[name].mjs',
        chunkFileNames: '[name]-[hash].mjs',
      },
    })
    const ends = await Promise.all([1, 2].map(() => promisify(execFile)(process.execPath, [file])))
    return ends.map((end) => JSON.parse(end.stdout) as RaceResult)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function racer(opener: StoreUnderTest['opener'], race: { creates: number; increments: number }): string {
  return `
    import { ${opener.name} as open } from ${JSON.stringify(fileURLToPath(opener.module))}
    const store = await open(...${JSON.stringify(opener.args)})
    let created = 0
    for (let index = 0; index < ${race.creates}; index++)
      if ((await store.create('race/' + index, process.pid)) === 'created') created++
    await store.create('counter', 0)
    let incremented = 0
    while (incremented < ${race.increments}) {
      const now = await store.read('counter')
      if ((await store.replace('counter', now.value + 1, now.version)) === 'replaced') incremented++
    }
    console.log(JSON.stringify({ created, incremented }))
  `
}
