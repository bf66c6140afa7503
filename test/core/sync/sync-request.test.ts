import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { overlap } from '../../../src/core/sync/overlap.ts'
import { isAddress, parsePlace } from '../../../src/core/sync/place.ts'
import type { SyncPorts } from '../../../src/core/sync/sync-ports.ts'
import { pairsFor, type SyncRequest } from '../../../src/core/sync/sync-request.ts'
import { keyText } from '../../../src/core/sync/sync-text.ts'
import { syncPortsOf } from '../../support/sync-engines.ts'
import { scratchFolder } from '../../support/sync-pair.ts'

const section = {
  name: 'assets',
  buckets: { aws: 'assets', gcp: 'assets-copy' },
  direction: 'one-way',
  conflicts: 'none',
  compare: 'proof',
  storageClass: {},
  metadata: true,
  tags: true,
  classes: { uploads: { name: 'uploads', prefix: 'uploads' }, logs: { name: 'logs', prefix: 'logs/' } },
}
const platform = { storage: { assets: section }, objectives: { rpoMs: {} } }
const ports = {
  clock: { now: () => 0 },
  platform: async () => platform,
} as unknown as SyncPorts

describe('what is to be synchronised', () => {
  it.each([
    [undefined, ['assets/uploads', 'assets/logs']],
    ['assets', ['assets/uploads', 'assets/logs']],
    ['assets/uploads', ['assets/uploads']],
  ])('%s names %j', async (from, names) => {
    const pairs = await pairsFor({ from, to: undefined }, ports)
    expect(pairs.map(({ name }) => name)).toEqual(names)
  })

  it('is moved by the engine of its class, else of its section, unless the command names one', async () => {
    const engines = async (request: Partial<SyncRequest> = {}) => {
      const { logs, uploads } = section.classes
      const bulk = {
        ...section,
        engine: 'rclone',
        transferRole: 'role',
        transferSecret: 'secret',
        classes: { uploads: { ...uploads, engine: 'managed' }, logs },
      }
      const pairs = await pairsFor({ from: undefined, to: undefined, ...request }, {
        ...ports,
        platform: async () => ({ ...platform, storage: { bulk } }),
      } as unknown as SyncPorts)
      return pairs.map(({ engine, access }) => [engine, access?.role, access?.secret])
    }
    expect(await engines()).toEqual([
      ['managed', 'role', 'secret'],
      ['rclone', 'role', 'secret'],
    ])
    expect(await engines({ engine: 'builtin', transferRole: 'other' })).toEqual([
      ['builtin', 'other', 'secret'],
      ['builtin', 'other', 'secret'],
    ])
    const plain = await pairsFor({ from: undefined, to: undefined }, ports)
    expect(plain.every((pair) => !('engine' in pair) && !('access' in pair))).toBe(true)
  })

  it('refuses what would mean nothing for any of the pairs', async () => {
    const vain = { maxDelete: '5', conflicts: 'newer' }
    const problems = [{ at: '--conflicts' }, { at: '--max-delete' }]
    for (const request of [
      { from: 's3://a', to: 'gs://b' },
      { from: 'assets', to: undefined },
    ]) {
      await expect(pairsFor({ ...request, ...vain }, ports)).rejects.toMatchObject({
        code: 'USAGE',
        problems,
      })
      await expect(
        pairsFor({ ...request, ...vain, twoWay: true, delete: true }, ports),
      ).resolves.toBeDefined()
    }
    const storage = { assets: section, both: { ...section, name: 'both', direction: 'two-way' } }
    const mixed = { ...ports, platform: async () => ({ ...platform, storage }) } as unknown as SyncPorts
    await expect(pairsFor({ from: undefined, to: undefined, ...vain }, mixed)).resolves.toHaveLength(4)
  })

  it('names the pairs there are where one is misspelt', async () => {
    await expect(pairsFor({ from: 'assets/upload', to: undefined }, ports)).rejects.toMatchObject({
      code: 'USAGE',
      problems: [{ at: 'assets/upload', expected: 'one of assets/uploads, assets/logs' }],
    })
  })

  it.each([
    ['s3://a', true],
    ['s3:/a', true],
    ['./a', true],
    ['/a', true],
    ['~/a', true],
    ['assets/uploads', false],
  ])('%s is an address: %s', (text, expected) => {
    expect(isAddress(text)).toBe(expected)
  })

  it('takes an address that lacks a slash for no folder', () => {
    expect(parsePlace('TO', 's3:/bucket')).toMatchObject({ problem: { at: 'TO' } })
  })
})

describe('overlap', () => {
  const place = (text: string) => {
    const parsed = parsePlace('', text)
    if ('problem' in parsed) throw new Error(parsed.problem.message)
    return parsed
  }
  it.each([
    ['s3://a', 's3://a', true],
    ['s3://a', 's3://a/sub', true],
    ['s3://a/sub/deep', 's3://a/sub', true],
    ['s3://a/sub', 's3://a/subway', false],
    ['s3://a', 'gs://a', false],
    ['.', './copy', true],
    ['./x', './copy', false],
    ['/srv/a/', '/srv/a/b', true],
    ['az://acc/one', 'az://acc/two', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(overlap([place(a), place(b)], []) !== undefined).toBe(expected)
  })

  it('is let be where the patterns leave the inner place out', () => {
    expect(overlap([place('s3://a'), place('s3://a/backup')], ['backup/'])).toBeUndefined()
    expect(overlap([place('s3://a'), place('s3://a/backup')], ['*.tmp'])).toBeDefined()
  })
})

describe('folders that lie within each other', () => {
  it('are refused by whatever name they are called', async () => {
    const scratch = scratchFolder()
    try {
      const ports = syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
      mkdirSync(join(scratch.path, 'a', 'b'), { recursive: true })
      symlinkSync(join(scratch.path, 'a', 'b'), join(scratch.path, 'link'))
      const inner = [
        join(scratch.path, 'a', 'b'),
        join(scratch.path, 'a', 'not', 'yet'),
        './x/../a/b',
        './link',
      ]
      for (const to of inner)
        await expect(pairsFor({ from: './a', to }, ports)).rejects.toMatchObject({
          code: 'USAGE',
          problems: [{ message: expect.stringMatching(/lie within each other/) }],
        })
      await expect(pairsFor({ from: './a', to: join(scratch.path, 'ab') }, ports)).resolves.toHaveLength(1)
    } finally {
      scratch.remove()
    }
  })
})

describe('keyText', () => {
  it('writes out what would move the cursor of a terminal', () => {
    expect(keyText('a\u001b[2Jb\nc')).toBe('a\\u{1b}[2Jb\\u{a}c')
    expect(keyText('ünï/日本語 😀')).toBe('ünï/日本語 😀')
  })
})
