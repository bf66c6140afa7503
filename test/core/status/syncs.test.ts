import { describe, expect, it } from 'vitest'
import type { Platform } from '../../../src/config/platform.ts'
import { changesBetween, pictureOf } from '../../../src/core/status/picture.ts'
import { readStatus } from '../../../src/core/status/read-status.ts'
import { kindOf } from '../../../src/core/status/status.ts'
import type { PairHistory, SyncStores } from '../../../src/core/sync/sync-ports.ts'
import { memoryStore } from '../runs/support/memory-store.ts'
import { makeSources, makeWorld, PLATFORM } from './support/doubles.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const clock = { now: () => NOW, sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms)) }

const platform: Platform = {
  ...PLATFORM,
  objectives: { rpoMs: { assets: 300_000 } },
  storage: {
    assets: {
      name: 'assets',
      buckets: { aws: 'assets-a', gcp: 'assets-b' },
      direction: 'two-way',
      conflicts: 'none',
      compare: 'proof',
      storageClass: {},
      metadata: true,
      tags: true,
      classes: {},
    },
  },
}

const GOOD: PairHistory = {
  alikeAtMs: NOW - 60_000,
  lastRunAtMs: NOW - 60_000,
  lastResult: 'done',
  backlog: 0,
  conflicts: 0,
  failures: 0,
  copied: 4,
  deleted: 0,
}

function look(
  history: (() => Promise<PairHistory | undefined>) | undefined,
  clouds: ('aws' | 'azure')[] = [],
) {
  const sources = {
    ...makeSources(makeWorld(), memoryStore(), clock),
    ...(history === undefined
      ? {}
      : { syncStores: async () => ({ history }) as Pick<SyncStores, 'history'> }),
  }
  return readStatus(platform, sources, { timeoutMs: 2_000, signal: new AbortController().signal, clouds })
}

describe('the pairs of buckets in a status', () => {
  it('are not known where a variable of a bucket is not set, and the rest is shown', async () => {
    const storage = { ...platform.storage, assets: { ...platform.storage?.assets, buckets: {} } } as never
    const unset: Platform = { ...platform, storage }
    Object.defineProperty(unset.storage?.assets?.buckets, 'aws', {
      enumerable: true,
      get: () => {
        throw new Error('S3_BUCKET is not set')
      },
    })
    Object.assign(unset.storage?.assets?.buckets ?? {}, { gcp: 'assets-b' })
    const sources = {
      ...makeSources(makeWorld(), memoryStore(), clock),
      syncStores: async () => ({ history: async () => GOOD }) as Pick<SyncStores, 'history'>,
    }
    const signal = new AbortController().signal
    const status = await readStatus(unset, sources, { timeoutMs: 2_000, signal, clouds: [] })
    expect(status.findings).toEqual([
      { severity: 'unknown', text: 'The pairs of buckets are not known: S3_BUCKET is not set.' },
    ])
    expect(status.databases.length).toBeGreaterThan(0)
  })

  it('are healthy within their objective', async () => {
    const status = await look(async () => GOOD)
    expect(status.findings).toEqual([])
    expect(status.syncs).toMatchObject([
      { name: 'assets', health: 'healthy', lagMs: 60_000, objectiveMs: 300_000, conflicts: 0, failures: 0 },
    ])
    const section = pictureOf(status).sections.find(({ title }) => title === 'Pairs of buckets')
    expect(section?.rows[0]?.cells.map(({ text }) => text)).toEqual([
      ...['assets', 'alike', 'done 2026-11-21T11:59:00.000Z', '1 min 0 s', '5 min 0 s', '0', '0'],
    ])
  })

  it('are degraded when they are late, and say by how much', async () => {
    const status = await look(async () => ({ ...GOOD, alikeAtMs: NOW - 900_000 }))
    expect(status.health).toBe('degraded')
    expect(status.findings).toMatchObject([
      {
        severity: 'degraded',
        text: expect.stringMatching(/^Pair assets: older than its objective\. It is 15 min 0 s behind/),
        next: 'mcloud sync assets',
      },
    ])
  })

  it('send people to the plan where conflicts are left', async () => {
    const left = { ...GOOD, lastResult: 'partial', backlog: 3, conflicts: 2, failures: 1 } as const
    const status = await look(async () => left)
    expect(status.findings[0]).toMatchObject({
      text: expect.stringContaining('2 of them conflicts'),
      next: 'mcloud sync plan assets',
    })
    expect(status.syncs).toMatchObject([{ health: 'degraded', conflicts: 2, failures: 1 }])
    const before = pictureOf(await look(async () => GOOD))
    const changed = changesBetween(before, pictureOf(status)).map(({ what }) => what)
    expect(changed).toContain('Pairs of buckets assets conflicts')
    expect(changed).not.toContain('Pairs of buckets assets behind')
  })

  it('tell why the last run failed', async () => {
    const status = await look(async () => ({ ...GOOD, lastResult: 'failed', lastReason: 'aws: refused' }))
    expect(status.findings[0]?.text).toBe('Pair assets: aws: refused.')
  })

  it('are degraded where no run of this machine is remembered: that is known', async () => {
    const never = await look(async () => undefined)
    expect(never.findings).toEqual([
      {
        severity: 'degraded',
        text: 'Pair assets: never synchronised from here.',
        next: 'mcloud sync assets',
      },
    ])
    expect([never.health, kindOf(never.health)]).toEqual(['degraded', 'partial'])
    expect(never.syncs).toMatchObject([{ state: 'never', health: 'degraded' }])
  })

  it('are unknown where nothing can be read', async () => {
    const broken = await look(() => Promise.reject(new Error('disk')))
    expect(broken.findings[0]).toMatchObject({ severity: 'unknown' })
    expect(broken.health).toBe('unknown')
  })

  it('are left out with --cloud where they have no side in it', async () => {
    expect((await look(async () => GOOD, ['aws'])).syncs).toHaveLength(1)
    expect((await look(async () => GOOD, ['azure'])).syncs).toEqual([])
  })
})
