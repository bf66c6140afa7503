import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { init } from '../../src/commands/init.ts'
import type { Cloud } from '../../src/config/clouds.ts'
import { readText } from '../config/read-text.ts'
import { fileContext, textPage } from './command-context.ts'

type Options = Parameters<typeof init.run>[0]['options']

const defaults: Options = { strategy: 'active-passive', clouds: [], name: undefined, force: false }

async function folder(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'mcloud-init-')), 'My Shop 2')
  await mkdir(path)
  return path
}

function inputOf(options: Partial<Options>) {
  return { options: { ...defaults, ...options }, arguments: {} }
}

const CLOUD_LISTS: Cloud[][] = [
  ['aws', 'gcp'],
  ['gcp', 'aws'],
  ['azure', 'aws', 'gcp'],
]

describe('init', () => {
  it.each(
    ['active-active', 'active-passive', 'hybrid'].flatMap((strategy) =>
      CLOUD_LISTS.map((clouds) => ({ strategy, clouds })),
    ),
  )('writes a valid file for $strategy on $clouds', async ({ strategy, clouds }) => {
    const workingFolder = await folder()
    const result = await init.run(
      inputOf({ strategy, clouds, name: 'my-shop' }),
      fileContext({ workingFolder }),
    )
    const text = await readFile(result.data.file, 'utf8')
    const { platform } = await readText(text)
    expect(platform).toMatchObject({ name: 'my-shop', strategy, warnings: [] })
    expect(Object.keys(platform.clouds)).toEqual(clouds)
    expect(platform.databases.main?.primary).toBe(clouds[0])
    expect(platform.traffic?.records.app?.policy).toBe(strategy === 'active-active' ? 'weighted' : 'failover')
  })

  it('takes one cloud, and its name from the folder', async () => {
    const workingFolder = await folder()
    const { data } = await init.run(inputOf({ clouds: ['azure'] }), fileContext({ workingFolder }))
    expect((await readText(data.text)).platform).toMatchObject({ name: 'my-shop-2' })
  })

  it('replaces nothing without --force, and leaves no other file behind', async () => {
    const workingFolder = await folder()
    const context = fileContext({ workingFolder })
    await writeFile(join(workingFolder, 'mcloud.yaml'), 'mine')
    await expect(init.run(inputOf({}), context)).rejects.toMatchObject({
      code: 'USAGE',
      message: `${join(workingFolder, 'mcloud.yaml')} is there already.`,
    })
    expect(await readFile(join(workingFolder, 'mcloud.yaml'), 'utf8')).toBe('mine')
    await init.run(inputOf({ force: true }), context)
    expect(await readFile(join(workingFolder, 'mcloud.yaml'), 'utf8')).toContain('platform: my-shop-2')
    expect(await readdir(workingFolder)).toEqual(['mcloud.yaml'])
  })

  it('writes nothing with --dry-run and prints the file', async () => {
    const workingFolder = await folder()
    const context = fileContext({ workingFolder, global: { dryRun: true } })
    const result = await init.run(inputOf({}), context)
    const page = textPage()
    await init.human(result, page)
    expect(`${page.text()}\n`).toBe(result.data.text)
    expect(await readdir(workingFolder)).toEqual([])
  })

  it('says where it cannot write', async () => {
    const workingFolder = await folder()
    const context = fileContext({ workingFolder, global: { config: 'missing/mcloud.yaml' } })
    await expect(init.run(inputOf({}), context)).rejects.toMatchObject({
      code: 'USAGE',
      message: `${join(workingFolder, 'missing/mcloud.yaml')} cannot be written: ENOENT.`,
    })
  })

  it('refuses what makes no platform, all at once', () => {
    const input = inputOf({ name: 'Shop!', strategy: 'hybrid', clouds: ['aws'] })
    expect(init.mistakes?.(input)).toEqual([
      '--name must be a-z, 0-9 and -, at most 40 characters, starting with a letter',
      'the strategy hybrid needs two clouds or more',
    ])
    expect(init.mistakes?.(inputOf({ clouds: ['aws', 'aws'] }))).toEqual(['--clouds names a cloud twice'])
  })
})
