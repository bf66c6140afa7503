import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { folderStore, type StoreMaker, startStores } from '../support/object-stores.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

let aws: StoreMaker
let gcp: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
const proxies: FaultProxy[] = []
beforeAll(async () => {
  aws = await startStores('aws')
  gcp = await startStores('gcp')
})
afterAll(async () => {
  await aws.close()
  await gcp.close()
})
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close()
  scratch.remove()
})

async function proxied(maker: StoreMaker, choose: (request: IncomingMessage) => Fault | undefined) {
  const proxy = await startFaultProxy(maker.api.url, choose)
  proxies.push(proxy)
  return proxy
}

async function fill(store: ObjectStore, count: number) {
  for (let index = 0; index < count; index += 1) {
    const bytes = Buffer.from(`content ${index}`)
    const md5 = createHash('md5').update(bytes).digest()
    await store.write({ key: `k${index}`, bytes, md5, attributes: {}, modifiedMs: 0 }, callOf())
  }
}

const contents = async (store: ObjectStore) => (await listAll(store)).map(({ key, md5 }) => [key, md5])

/** Every fault in turn on every fifth request. */
function everyFifth(faults: readonly Fault[]) {
  let count = 0
  return () => {
    count += 1
    return count % 5 === 0 ? faults[(count / 5) % faults.length] : undefined
  }
}

describe('a sync over bad connections', () => {
  const FAULTS = [
    'throttle',
    'error-500',
    'reset-before',
    'reset-after',
    'truncate',
    'flip',
    'flip-request',
    'slow',
  ] as const

  it.each(['aws', 'gcp'] as const)('brings every byte over to %s as it was, whatever breaks', async (to) => {
    const target = to === 'aws' ? aws : gcp
    const [inFaults, outFaults] = [everyFifth(FAULTS), everyFifth(FAULTS)]
    // A bit that flips in a listing looks like another key, which no hash protects.
    const unlisted = (choose: () => Fault | undefined) => (request: IncomingMessage) => {
      const fault = choose()
      return fault === 'flip' && !/k\d+(\?|$)/.test(request.url ?? '') ? undefined : fault
    }
    const source = await proxied(aws, unlisted(inFaults))
    const far = await proxied(target, unlisted(outFaults))
    const clean = await aws.make()
    await fill(clean, 60)
    const a = await aws.make('', source.url)
    await runPair(clean, a, join(scratch.path, 'prepare'))
    const b = await target.make('', far.url)
    const report = await runPair(a, b, join(scratch.path, 'state'))
    expect(report).toMatchObject({ failed: [] })
    expect(report.retries + report.resent).toBeGreaterThan(0)
    expect(Object.keys(far.injected).length).toBeGreaterThan(4)
    expect(await contents(b)).toEqual(await contents(clean))
  })

  it.each([
    ['flip', 'GET'],
    ['truncate', 'GET'],
    ['flip-request', 'PUT'],
    ['reset-after', 'PUT'],
  ] as const)('notices %s of one part of a large object', async (fault, method) => {
    const folder = join(scratch.path, 'files')
    mkdirSync(folder)
    writeFileSync(join(folder, 'large'), randomBytes(17 * 1024 * 1024))
    const clean = await aws.make()
    await runPair(folderStore(folder), clean, join(scratch.path, 'up'))
    let left = 1
    const proxy = await proxied(aws, (request) =>
      request.method === method && /large/.test(request.url ?? '') && left-- > 0 ? fault : undefined,
    )
    const a = await aws.make('', proxy.url)
    await runPair(clean, a, join(scratch.path, 'prepare'))
    left = 1
    const b = await aws.make('', proxy.url)
    expect(await runPair(a, b, join(scratch.path, 'state'))).toMatchObject({ copied: 1, failed: [] })
    expect(proxy.injected[fault]).toBeGreaterThan(0)
    const down = folderStore(join(scratch.path, 'down'))
    await runPair(b, down, join(scratch.path, 'down-state'))
    expect(await down.hash?.('large', callOf())).toBe(await folderStore(folder).hash?.('large', callOf()))
  })

  it('deletes nothing when a listing breaks off', async () => {
    const [clean, b] = [await aws.make(), await aws.make()]
    await fill(b, 30)
    const proxy = await proxied(aws, (request) =>
      /list-type/.test(request.url ?? '') ? 'error-500' : undefined,
    )
    const a = await aws.make('', proxy.url)
    await runPair(clean, b, join(scratch.path, 'other'))
    const call = { signal: AbortSignal.timeout(3_000), deadlineMs: Date.now() + 1_000 }
    await expect(
      runPair(
        a,
        b,
        join(scratch.path, 'state'),
        { deletes: true, deleteLimit: { count: 100, share: 1 } },
        { call },
      ),
    ).rejects.toMatchObject({ code: expect.stringMatching(/CLOUD_(FAILED|THROTTLED)/) })
    expect(await listAll(b)).toHaveLength(30)
  })

  it('goes on where a single object cannot be read, and says which', async () => {
    const clean = await aws.make()
    await fill(clean, 5)
    const proxy = await proxied(aws, (request) =>
      request.method === 'GET' && /k3(\?|$)/.test(request.url ?? '') ? 'flip' : undefined,
    )
    const a = await aws.make('', proxy.url)
    await runPair(clean, a, join(scratch.path, 'prepare'))
    const b = await aws.make()
    const report = await runPair(a, b, join(scratch.path, 'state'))
    expect(report).toMatchObject({ copied: 4, failures: 1, failed: [{ key: 'k3' }] })
    expect(await b.head('k3', callOf())).toBeUndefined()
  })
})
