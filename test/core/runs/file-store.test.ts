import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Platform } from '../../../src/config/platform.ts'
import { openFileStore } from '../../../src/coordination/file-store.ts'
import { openStore, storeWarning } from '../../../src/coordination/open-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcloud-file-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('files of the store', () => {
  it('are for their owner only, and no temporary one is left', async () => {
    const store = openFileStore(join(folder, 'deep', 'down'))
    await store.create('shop/control', 1)
    const inside = join(folder, 'deep', 'down', 'shop')
    expect(await readdir(inside)).toEqual(['control@1.json'])
    expect((await stat(inside)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(inside, 'control@1.json'))).mode & 0o777).toBe(0o600)
  })

  it('tell truncated and changed contents from whole ones', async () => {
    const store = openFileStore(folder)
    await store.create('a', { text: 'hello' })
    const file = join(folder, 'a@1.json')
    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.replace('hello', 'hallo'))
    await expect(store.read('a')).rejects.toMatchObject({ code: 'STORE_FAILED', details: { damaged: true } })
    await truncate(file, 5)
    await expect(store.read('a')).rejects.toMatchObject({ code: 'STORE_FAILED', details: { damaged: true } })
    expect(await store.list('')).toEqual(['a'])
    await writeFile(file, whole)
    expect((await store.read('a'))?.value).toEqual({ text: 'hello' })
  })

  it('a number whose successors were cleaned away is not taken for the present version', async () => {
    const store = openFileStore(folder)
    await store.create('a', 0)
    const first = await readFile(join(folder, 'a@1.json'), 'utf8')
    for (let count = 1; count < 80; count++)
      await store.replace('a', count, (await store.read('a'))?.version ?? '')
    // A process that slept before it linked number 1 now does so.
    await writeFile(join(folder, 'a@1.json'), first)
    expect((await store.read('a'))?.value).toBe(79)
    expect((await readdir(folder)).length).toBeLessThan(70)
  })

  it('ignores what is not its own', async () => {
    const store = openFileStore(folder)
    await writeFile(join(folder, 'README'), 'x')
    await writeFile(join(folder, '.123.tmp'), 'x')
    await writeFile(join(folder, 'a@x.json'), 'x')
    expect(await store.list('')).toEqual([])
    expect(await store.read('a')).toBeUndefined()
  })

  it('say STORE_FAILED with the reason when the place is not a folder', async () => {
    await writeFile(join(folder, 'file'), 'x')
    const store = openFileStore(join(folder, 'file'))
    await expect(store.create('a', 1)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('not a folder'),
    })
  })

  it.skipIf(process.getuid?.() === 0)('say STORE_FAILED when the folder may not be written', async () => {
    await chmod(folder, 0o500)
    await expect(openFileStore(folder).create('a', 1)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('permission denied'),
    })
    await chmod(folder, 0o700)
  })
})

describe('where the store of a platform is', () => {
  const leases = () => Promise.reject(new Error('not asked here'))
  const input = { environment: {} as Record<string, string>, workingFolder: '/', leases, kubernetes: leases }
  const platform = (coordination?: Partial<NonNullable<Platform['coordination']>>) =>
    ({
      name: 'Shop/EU',
      ...(coordination === undefined
        ? {}
        : { coordination: { place: 'c', singleOperator: false, settings: {}, ...coordination } }),
    }) as Platform

  it('is the state folder of the user where the file names none, with a warning', async () => {
    const opened = await openStore(platform(), { ...input, environment: { XDG_STATE_HOME: folder } })
    expect(opened.describe).toBe(`file ${folder}/mcloud/Shop%2FEU`)
    const home = await openStore(platform(), { ...input, environment: { HOME: '/home/op' } })
    expect(home.describe).toBe('file /home/op/.local/state/mcloud/Shop%2FEU')
    expect(storeWarning(platform())).toContain('this machine only')
  })

  it('is the named folder', async () => {
    const opened = await openStore(platform({ kind: 'file' }), { ...input, workingFolder: folder })
    expect(opened.describe).toBe(`file ${folder}/c`)
    // what is unwise in the file itself, its reader says with the line it stands in
    expect(storeWarning(platform({ kind: 'file' }))).toBeUndefined()
  })

  it.each([
    ['s3', 'bucket', 's3://bucket/pre', 'aws'],
    ['gcs', 'bucket', 'gs://bucket/pre', 'gcp'],
    ['azure-blob', 'account/container', 'az://account/container/pre', 'azure'],
  ] as const)('is an object store of kind %s, in its cloud', async (kind, place, describe, cloud) => {
    const clouds = {}
    const opened = await openStore({ ...platform({ kind, place, prefix: 'pre' }), clouds }, input)
    expect(opened).toMatchObject({ describe, cloud })
  })

  it('is in no cloud behind an endpoint of its own, unless the file says in which', async () => {
    const settings = { endpoint: 'https://minio.example.com' }
    const asked = (more: object) =>
      openStore({ ...platform({ kind: 's3', place: 'b', settings, ...more }), clouds: {} }, input)
    expect((await asked({})).cloud).toBeUndefined()
    expect((await asked({ cloud: 'gcp' })).cloud).toBe('gcp')
    await expect(asked({ settings: { regoin: 'x' } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(asked({ kind: 'azure-blob' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})
