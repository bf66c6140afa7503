import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPlatform } from '../../src/config/load-platform.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const shop = join(fixtures, 'shop.yaml')

describe('the demo platform', () => {
  it('is read into values with units and defaults', async () => {
    const environment = { MCLOUD_LAB_DB_AWS: 'postgres://mcloud_admin@127.9.1.1:5432/orders' }
    const platform = await loadPlatform({ configPath: shop, environment, workingFolder: fixtures })
    expect(platform.name).toBe('shop')
    expect(Object.keys(platform.clouds)).toEqual(['aws', 'gcp', 'azure'])
    expect(platform.clouds.azure?.caFile).toBe(join(fixtures, 'ca.pem'))
    expect(platform.databases.orders?.lagThresholdMs).toBe(5_000)
    expect(platform.databases.orders?.members.aws).toEqual({
      cloud: 'aws',
      instance: 'orders-aws',
      replicationHost: '127.9.1.1:5432',
      url: 'postgres://mcloud_admin@127.9.1.1:5432/orders',
      urlFrom: 'MCLOUD_LAB_DB_AWS',
    })
    expect(platform.databases.orders?.members.gcp).toEqual({
      cloud: 'gcp',
      instance: 'orders-gcp',
      replicationHost: '127.9.2.1:5432',
      urlFrom: 'MCLOUD_LAB_DB_GCP',
    })
    expect(platform.traffic?.records.app).toEqual({
      name: 'app.shop.test',
      type: 'A',
      policy: 'failover',
      ttlSeconds: 1,
      targets: [
        { cloud: 'aws', value: '127.9.1.1' },
        { cloud: 'gcp', value: '127.9.2.1' },
      ],
      places: {},
      follows: 'orders',
      health: { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 },
    })
    expect(platform.coordination).toEqual({
      kind: 'file',
      place: join(fixtures, 'coordination'),
      singleOperator: true,
      settings: {},
    })
    expect(platform.warnings).toEqual([])
  })
})

describe('the search', () => {
  it('prefers --config, then MCLOUD_CONFIG, then the names in the working folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcloud-config-'))
    const file = (name: string) =>
      `platform: ${name}\nstrategy: hybrid\nclouds:\n  aws: { region: us-east-1 }\n`
    for (const name of ['flag', 'variable']) await writeFile(join(folder, `${name}.yaml`), file(name))
    await writeFile(
      join(folder, 'mcloud.json'),
      '{"platform":"json","strategy":"hybrid","clouds":{"aws":{"region":"r"}}}',
    )
    const load = async (configPath?: string, variable?: string) => {
      const environment = variable === undefined ? {} : { MCLOUD_CONFIG: variable }
      const request = { environment, workingFolder: folder }
      return (await loadPlatform(configPath === undefined ? request : { ...request, configPath })).name
    }
    expect(await load('flag.yaml', 'variable.yaml')).toBe('flag')
    expect(await load(undefined, 'variable.yaml')).toBe('variable')
    expect(await load()).toBe('json')
    await writeFile(join(folder, 'mcloud.yml'), file('yml'))
    expect(await load()).toBe('yml')
    await writeFile(join(folder, 'mcloud.yaml'), file('yaml'))
    expect(await load()).toBe('yaml')
  })

  it('runs no code of the folder, and looks at no folder above', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcloud-config-'))
    await mkdir(join(folder, '.config'))
    const trap = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'was-run'))}, '')`
    const traps = [
      'mcloud.js',
      'mcloud.config.cjs',
      '.mcloudrc.cjs',
      '.config/config.cjs',
      '.config/config.js',
    ]
    for (const name of traps) await writeFile(join(folder, name), trap)
    await writeFile(join(folder, 'package.json'), '{"cosmiconfig":{"searchPlaces":["mcloud.js"]}}')
    const before = process.cwd()
    process.chdir(folder)
    try {
      await expect(loadPlatform({ environment: {}, workingFolder: folder })).rejects.toMatchObject({
        code: 'CONFIG_NOT_FOUND',
      })
      await writeFile(join(folder, 'mcloud.yaml'), 'platform: above')
      const below = { environment: {}, workingFolder: join(folder, '.config') }
      await expect(loadPlatform(below)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' })
    } finally {
      process.chdir(before)
    }
    expect(await readdir(folder)).not.toContain('was-run')
  })

  it('says where it has looked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcloud-config-'))
    const request = { environment: {}, workingFolder: join(folder) }
    await expect(loadPlatform(request)).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `There is no mcloud.yaml, mcloud.yml, mcloud.json in ${folder}.`,
    })
    await expect(loadPlatform({ ...request, configPath: 'other.yaml' })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `--config names ${join(folder, 'other.yaml')}, which does not exist.`,
    })
    await expect(loadPlatform({ ...request, configPath: '.' })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `${folder} cannot be read: it is a folder.`,
    })
  })
})
