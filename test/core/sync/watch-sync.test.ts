import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchLine } from '../../../src/commands/sync-watch-line.ts'
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
    expect(run).toMatchObject({ result: 'failed', reason: 'nobody is there', nextAt: expect.any(String) })
    at.push(Date.parse(run.at) / 1_000)
  })
  return at
}

it('tries a pair that fails again after its interval and then after twice as long, up to a minute or its interval', async () => {
  expect(await looksWithin(300_000, { from: 'live' })).toEqual([0, 2, 6, 14, 30, 62, 122, 182, 242])
  const pair = { from: 's3://a', to: 'gs://b' }
  expect(await looksWithin(650_000, pair)).toEqual([0, 300, 600])
  expect(await looksWithin(150_000, { ...pair, every: 60_000 })).toEqual([0, 60, 120])
  expect(await looksWithin(200_000, { ...pair, every: 20_000 })).toEqual([0, 20, 60, 120, 180])
})

describe('the line of a watched run', () => {
  const run = { at: '2026-01-02T03:04:05.000Z', pair: 'live', copied: 0, deleted: 0, elapsedMs: 500 }

  it('says when a pair that failed is tried again', () => {
    const failed = { ...run, result: 'failed' as const, reason: 'nobody is there' }
    expect(watchLine({ ...failed, nextAt: '2026-01-02T03:04:13.500Z' })).toBe(
      '2026-01-02T03:04:05.000Z live: failed, nobody is there (0.5 s); tried again in 8.0 s',
    )
  })

  it('says what was done, and what was left out', () => {
    expect(watchLine({ ...run, result: 'done', copied: 2 })).toMatch(
      /live: done, copied 2, deleted 0 \(0.5 s\)$/,
    )
    const partial = { ...run, result: 'partial' as const, reason: 'refused 1; the first: a: too long' }
    expect(watchLine(partial)).toMatch(
      /partial, copied 0, deleted 0, left out: refused 1; the first: a: too long/,
    )
  })
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

  it('goes on with the others where one fails, and is back at its interval once it can', async () => {
    mkdirSync(join(scratch.path, 'well'))
    const runs = await watch({ broken: 2, well: 2 }, 11, {
      3: () => {
        writeFileSync(join(scratch.path, 'well', 'k'), 'v')
        mkdirSync(join(scratch.path, 'broken'))
        writeFileSync(join(scratch.path, 'broken', 'k'), 'v')
      },
      9: () => rmSync(join(scratch.path, 'broken'), { recursive: true }),
    })
    const of = (name: string) =>
      runs.filter(({ pair }) => pair === name).map(({ second, result }) => [second, result])
    expect(of('broken')).toEqual([
      [0, 'failed'],
      [2, 'failed'],
      [6, 'done'],
      [8, 'unchanged'],
      [10, 'failed'],
    ])
    expect(of('well').map(([second]) => second)).toEqual([0, 2, 4, 6, 8, 10])
    expect(runs[0]).toMatchObject({ reason: expect.stringContaining('broken') })
    expect(
      runs.filter(({ nextAt }) => nextAt !== undefined).map(({ nextAt }) => Date.parse(nextAt ?? '')),
    ).toEqual([2_000, 6_000, 12_000])
  })

  it('names the first of what a run left out', async () => {
    mkdirSync(join(scratch.path, 'live'))
    mkdirSync(join(scratch.path, 'live-copy', 'k'), { recursive: true })
    writeFileSync(join(scratch.path, 'live', 'k'), 'v')
    writeFileSync(join(scratch.path, 'live-copy', 'k', 'x'), 'v')
    expect((await watch({ live: 2 }, 1))[0]).toMatchObject({
      result: 'partial',
      reason: expect.stringMatching(/^refused 1; the first: k: .*a folder where a file must be$/),
    })
  })
})
