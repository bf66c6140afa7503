import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { notesOn } from '../../src/config/check/notes.ts'
import { loadPlatformFile } from '../../src/config/load-platform.ts'

const folder = join(import.meta.dirname, '../../examples')

describe('the example platforms', () => {
  let names: string[]
  beforeAll(async () => {
    names = await readdir(folder)
  })

  it('are five, each valid and without a secret in clear', async () => {
    const environment = {}
    const read = await Promise.all(
      names.map((name) =>
        loadPlatformFile({
          configPath: join(folder, name, 'mcloud.yaml'),
          environment,
          workingFolder: folder,
        }),
      ),
    )
    expect(read.map(({ platform }) => platform.name).sort()).toEqual([
      'ecommerce',
      'learning-platform',
      'ohlcv-pipeline',
      'wealth-platform',
      'wildlife-monitoring',
    ])
    for (const { platform } of read) expect(platform.warnings).toEqual([])
    const notes = read.flatMap(({ effective }) =>
      notesOn(effective).map((note) => `${effective.platform}: ${note.message}`),
    )
    expect(notes).toEqual(
      expect.arrayContaining([expect.stringContaining('wildlife-monitoring: the weights hold')]),
    )
  })
})
