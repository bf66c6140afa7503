import { expect, it } from 'vitest'
import type { SyncPorts } from '../../../src/core/sync/sync-ports.ts'
import { watchSync } from '../../../src/core/sync/watch-sync.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'

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
