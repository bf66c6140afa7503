import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SyncPorts } from '../../../src/core/sync/sync-ports.ts'
import { type WatchedRun, watchPairs, watchSync } from '../../../src/core/sync/watch-sync.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { specOf, syncPortsOf } from '../../support/sync-engines.ts'
import { scratchFolder } from '../../support/sync-pair.ts'

/** When a watch looks at a pair in its first minutes: every look fails, because no state can be opened. */
async function looksWithin(ms: number, request: { from: string | undefined; to?: string; every?: number }) {
  let now = 0
  const stop = new AbortController()
  const clock = {
    now: () => now,
    async sleep(waitMs: number) {
      now += waitMs
      if (now > ms) stop.abort()
    },
  }
  const section = {
    name: 'live',
    buckets: { aws: 'live', gcp: 'live' },
    direction: 'one-way',
    everyMs: 0,
    storageClass: {},
    classes: {},
  }
  const ports = {
    clock,
    signal: stop.signal,
    progress: { emit: () => {} },
    global: { dryRun: false, json: false },
    platform: async () => ({ storage: { live: section }, objectives: { rpoMs: {} } }),
    syncStores: async () => {
      throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'nobody is there' })
    },
  } as unknown as SyncPorts
  const at: number[] = []
  const { every, from, to } = request
  await watchSync({ from, to, every }, ports, async (run) => {
    expect(run).toMatchObject({ result: 'failed', reason: 'nobody is there' })
    at.push(Date.parse(run.at) / 1_000)
  })
  return at
}

it('looks at a pair as often as it says: at once is every two seconds, without an interval every five minutes', async () => {
  expect(await looksWithin(5_000, { from: 'live' })).toEqual([0, 2, 4])
  expect(await looksWithin(650_000, { from: 's3://a', to: 'gs://b' })).toEqual([0, 300, 600])
  expect(await looksWithin(150_000, { from: 's3://a', to: 'gs://b', every: 60_000 })).toEqual([0, 60, 120])
})

describe('a watch over folders', () => {
  let scratch: ReturnType<typeof scratchFolder>
  beforeEach(() => {
    scratch = scratchFolder()
  })
  afterEach(() => scratch.remove())

  /** Pairs `NAME: every` from folders `NAME` to `NAME-copy`; `at` is done when the clock comes to that second. */
  async function watch(
    pairs: Readonly<Record<string, number>>,
    seconds: number,
    at: Readonly<Record<number, () => void>> = {},
  ) {
    let now = 0
    const stop = new AbortController()
    const place = (name: string) => ({ kind: 'folder' as const, path: join(scratch.path, name) })
    const ports = syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
    const specs = Object.entries(pairs).map(([name, every]) => ({
      ...specOf('./x', './y'),
      name,
      a: place(name),
      b: place(`${name}-copy`),
      everyMs: every * 1_000,
    }))
    const clock = {
      now: () => now,
      async sleep(ms: number) {
        for (const end = now + ms; now < end && !stop.signal.aborted; ) {
          now += 1_000
          at[now / 1_000]?.()
          if (now >= seconds * 1_000) stop.abort()
        }
      },
    }
    const runs: WatchedRun[] = []
    const show = async (run: WatchedRun) => void runs.push(run)
    const result = await watchPairs(specs, undefined, { ...ports, clock, signal: stop.signal }, show)
    expect(result.kind).toBe('done')
    return runs.map(({ at: when, ...run }) => ({ second: Date.parse(when) / 1_000, ...run }))
  }

  it('copies what came as soon as its pair is due, each on its own schedule', async () => {
    for (const name of ['live', 'slow']) {
      mkdirSync(join(scratch.path, name))
      writeFileSync(join(scratch.path, name, 'first'), '1')
    }
    const runs = await watch({ live: 0, slow: 300 }, 301, {
      7: () => {
        for (const name of ['live', 'slow']) writeFileSync(join(scratch.path, name, 'second'), '2')
      },
    })
    const did = runs.filter(({ result }) => result !== 'unchanged')
    expect(did).toMatchObject([
      { pair: 'live', second: 0, result: 'done', copied: 1 },
      { pair: 'slow', second: 0, result: 'done', copied: 1 },
      { pair: 'live', second: 8, result: 'done', copied: 1 },
      { pair: 'slow', second: 300, result: 'done', copied: 1 },
    ])
    expect(runs.filter(({ pair }) => pair === 'live')).toHaveLength(151)
  })

  it('goes on with the others where one fails, and takes it up again when it can', async () => {
    mkdirSync(join(scratch.path, 'well'))
    const runs = await watch({ broken: 2, well: 2 }, 7, {
      3: () => {
        writeFileSync(join(scratch.path, 'well', 'k'), 'v')
        mkdirSync(join(scratch.path, 'broken'))
        writeFileSync(join(scratch.path, 'broken', 'k'), 'v')
      },
    })
    expect(runs.map(({ pair, second, result }) => [pair, second, result])).toEqual([
      ['broken', 0, 'failed'],
      ['well', 0, 'unchanged'],
      ['broken', 2, 'failed'],
      ['well', 2, 'unchanged'],
      ['broken', 4, 'done'],
      ['well', 4, 'done'],
      ['broken', 6, 'unchanged'],
      ['well', 6, 'unchanged'],
    ])
    expect(runs[0]?.reason).toContain('broken')
  })
})
