import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Platform } from '../../src/config/platform.ts'
import { affectedUnits } from '../../src/core/deploy/select-units.ts'
import { isMcloudError } from '../../src/errors/mcloud-error.ts'
import { makeSourceControl } from '../../src/terraform/changed-files.ts'
import { readRoot } from '../../src/terraform/read-root.ts'
import { backendSettings } from '../../src/terraform/state-settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcloud-roots-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}

describe('a root', () => {
  it('may be JSON, backend block and lists of blocks included', () => {
    const variable = [{ one: { default: 1 } }, { two: [{ type: 'string' }] }]
    write('main.tf.json', JSON.stringify({ terraform: [{ backend: { s3: {} } }], variable }))
    const { backend, variables } = readRoot(folder, 'terraform')
    expect([backend, variables]).toEqual([
      's3',
      { one: { required: false, ephemeral: false }, two: { required: true, ephemeral: false } },
    ])
  })

  it('may have labels without quotes', () => {
    write('main.tf', 'variable plain {\n}\noutput of-it { value = 1 }\nresource "null_resource" "x" {}\n')
    const { variables, outputs } = readRoot(folder, 'terraform')
    expect([Object.keys(variables), outputs]).toEqual([['plain'], ['of-it']])
  })
})

describe('a state in Azure', () => {
  const place = { kind: 'azurerm', account: 'states', container: 'c', resourceGroup: 'shop' } as const
  const settingsOf = (settings: object, environment = {}) =>
    backendSettings({ ...place, settings: { ...settings } }, 'shop/net.tfstate', environment)

  it('is opened by who one is, unless a key is given: accounts without keys refuse to give one', () => {
    expect(settingsOf({})).toMatchObject({ use_azuread_auth: true, storage_account_name: 'states' })
    expect(settingsOf({ use_azuread_auth: false }).use_azuread_auth).toBe(false)
    for (const name of ['ARM_ACCESS_KEY', 'ARM_SAS_TOKEN'])
      expect(settingsOf({}, { [name]: 'x' })).not.toHaveProperty('use_azuread_auth')
  })
})

const hasGit = execaSync('git', ['--version'], { reject: false }).exitCode === 0

describe.skipIf(!hasGit && process.env.MCLOUD_REQUIRE_TOOLS !== '1')('--affected (needs git)', () => {
  const environment = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'file',
  }
  const gitIn = (where: string, ...args: string[]) =>
    execaSync('git', ['-C', where, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      env: environment,
      extendEnv: false,
    })
  const git = (...args: string[]) => gitIn(folder, ...args)
  const commit = () => {
    git('add', '-A')
    git('commit', '-qm', 'x')
  }
  const call = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY }

  /** What is affected since a commit, where the platform file is named by this way. */
  async function affected(base: string, way = folder): Promise<string[]> {
    const roots = new Map(
      ['a', 'b', 's'].map((name) => [name, readRoot(join(way, 'units', name), 'terraform')] as const),
    )
    const unit = (name: string) => ({ name, needs: [], inputs: [] })
    const platform = {
      file: join(way, 'mcloud.yaml'),
      deploy: { units: { a: unit('a'), b: unit('b'), s: unit('s') } },
    } as unknown as Platform
    const changed = await makeSourceControl(environment).changedSince(base, way, call)
    return [...affectedUnits(platform, roots, changed)].sort()
  }

  beforeEach(() => {
    write('units/a/main.tf', 'module "m" {\n  source = "../../mods/m"\n}\n')
    write('units/a/moved.tf', 'locals { x = "long enough for git to call it the same file elsewhere" }\n')
    write('units/b/main.tf', '# b\n')
    write('real/s/main.tf', '# s\n')
    write('mods/m/main.tf', '# m\n')
    write('mcloud.yaml', '# platform\n')
    symlinkSync('../real/s', join(folder, 'units/s'))
    git('init', '-q')
    commit()
  })

  it('means the unit that a file was moved away from, too', async () => {
    git('mv', 'units/a/moved.tf', 'units/b/moved.tf')
    commit()
    expect(await affected('HEAD~1')).toEqual(['a', 'b'])
  })

  it('follows links: to a unit, and on the way to the platform file', async () => {
    write('real/s/main.tf', '# changed\n')
    expect(await affected('HEAD')).toEqual(['s'])
    const link = `${folder}-link`
    symlinkSync(folder, link)
    try {
      expect(await affected('HEAD', link)).toEqual(['s'])
      write('mcloud.yaml', '# changed\n')
      expect(await affected('HEAD', link)).toEqual(['a', 'b', 's'])
    } finally {
      rmSync(link)
    }
  })

  it('sees modules in a repository of their own, whatever the settings of git are', async () => {
    rmSync(join(folder, 'mods'), { recursive: true })
    commit()
    const other = join(folder, 'other')
    mkdirSync(join(other, 'm'), { recursive: true })
    writeFileSync(join(other, 'm/main.tf'), '# m\n')
    gitIn(other, 'init', '-q')
    gitIn(other, 'add', '-A')
    gitIn(other, 'commit', '-qm', 'x')
    write('.gitignore', 'other\n')
    git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', other, 'mods')
    commit()
    git('config', 'diff.relative', 'true')
    git('config', 'diff.ignoreSubmodules', 'all')
    expect(await affected('HEAD')).toEqual([])
    write('mods/m/main.tf', '# changed\n')
    expect(await affected('HEAD')).toEqual(['a'])
    gitIn(join(folder, 'mods'), 'commit', '-qam', 'changed')
    expect(await affected('HEAD')).toEqual(['a'])
  })

  it('says what to do where git cannot tell', async () => {
    const refusal = async (base: string) => {
      const error: unknown = await affected(base).catch((thrown: unknown) => thrown)
      if (!isMcloudError(error)) throw new Error('it was not refused')
      return [error.code, error.message, error.hint]
    }
    expect(await refusal('nowhere')).toEqual([
      'USAGE',
      'git knows no commit nowhere here.',
      expect.stringContaining('git fetch --unshallow'),
    ])
    expect((await refusal('--all'))[0]).toBe('USAGE')
    const first = git('rev-parse', 'HEAD').stdout
    git('checkout', '-q', '--orphan', 'apart')
    write('mcloud.yaml', '# apart\n')
    commit()
    expect((await refusal(first))[1]).toBe(`${first} and what is checked out have no commit in common.`)
    rmSync(join(folder, '.git'), { recursive: true })
    expect((await refusal('HEAD'))[1]).toContain('not a git repository')
  })
})
