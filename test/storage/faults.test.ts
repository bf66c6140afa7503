import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ListedObject, ObjectStore } from '../../src/core/sync/object-store.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { folderStore, type StoreMaker, startStores } from '../support/object-stores.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

let aws: StoreMaker
let gcp: StoreMaker
let azure: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
const proxies: FaultProxy[] = []
beforeAll(async () => {
  aws = await startStores('aws')
  gcp = await startStores('gcp')
  azure = await startStores('azure', { tls: false })
})
afterAll(async () => {
  await aws.close()
  await gcp.close()
  await azure.close()
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

  const DIRECTIONS = [
    ['aws', 'aws'],
    ['aws', 'gcp'],
    ['gcp', 'azure'],
    ['azure', 'aws'],
  ] as const

  it.each(DIRECTIONS)('from %s to %s brings every byte over as it was, whatever breaks', async (from, to) => {
    const makers = { aws, gcp, azure }
    const [inFaults, outFaults] = [everyFifth(FAULTS), everyFifth(FAULTS)]
    // A bit that flips in a listing looks like another key, which no hash protects.
    const unlisted = (choose: () => Fault | undefined) => (request: IncomingMessage) => {
      const fault = choose()
      return fault === 'flip' && !/k\d+(\?|$)/.test(request.url ?? '') ? undefined : fault
    }
    const source = await proxied(makers[from], unlisted(inFaults))
    const far = await proxied(makers[to], unlisted(outFaults))
    const clean = await makers[from].make()
    await fill(clean, 60)
    const a = await makers[from].make('', source.url)
    await runPair(clean, a, join(scratch.path, 'prepare'))
    const b = await makers[to].make('', far.url)
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

  it.each(['gcp', 'azure'] as const)('deletes nothing when a listing of %s is cut off', async (name) => {
    const maker = { gcp, azure }[name]
    const b = await aws.make()
    await fill(b, 30)
    const proxy = await proxied(maker, (request) =>
      /comp=list|\/o\?/.test(request.url ?? '') ? 'truncate' : undefined,
    )
    const a = await maker.make('', proxy.url)
    const call = { signal: AbortSignal.timeout(3_000), deadlineMs: Date.now() + 1_000 }
    const rules = { deletes: true, deleteLimit: { count: 100, share: 1 } }
    await expect(runPair(a, b, join(scratch.path, 'state'), rules, { call })).rejects.toMatchObject({
      code: expect.stringMatching(/CLOUD_(FAILED|UNREACHABLE)|DEADLINE/),
    })
    expect(await listAll(b)).toHaveLength(30)
  })

  it('overwrites nothing where a conditional write is refused, and sees to it the next time', async () => {
    const [a, clean] = [await aws.make(), await azure.make()]
    let left = 3
    const proxy = await proxied(azure, (request) =>
      request.method === 'PUT' && /k\d+$/.test(request.url ?? '') && left-- > 0 ? 'precondition' : undefined,
    )
    await fill(a, 10)
    const b = await azure.make('', proxy.url)
    await runPair(clean, b, join(scratch.path, 'prepare'))
    const rules = { direction: 'two-way' as const, deletes: true }
    const first = await runPair(a, b, join(scratch.path, 'state'), rules)
    expect(first).toMatchObject({ copied: 7, movedOn: 3, failures: 0, deleted: 0 })
    expect(await runPair(a, b, join(scratch.path, 'state'), rules)).toMatchObject({ copied: 3, deleted: 0 })
    expect(await contents(b)).toEqual(await contents(a))
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

/** A listing of the past: what came since is not in it, and what has gone still is. */
function stale(store: ObjectStore, past: readonly ListedObject[]): ObjectStore {
  return { ...store, list: async () => ({ objects: past }) }
}

describe('a listing that is behind', () => {
  it.each(['aws', 'gcp', 'azure'] as const)(
    'of the source in %s deletes nothing that stands there',
    async (name) => {
      const maker = { aws, gcp, azure }[name]
      const [a, b] = [await maker.make(), await aws.make()]
      await fill(a, 20)
      await runPair(a, b, join(scratch.path, 'state'))
      const past = (await listAll(a)).filter(({ key }) => key !== 'k7' && key !== 'k8')
      const report = await runPair(stale(a, past), b, join(scratch.path, 'state'), { deletes: true })
      expect(report).toMatchObject({ deletesPlanned: 2, deleted: 0, movedOn: 2 })
      expect(await contents(b)).toEqual(await contents(a))
    },
  )

  it('of the destination replaces no version that nobody has looked at, two-way', async () => {
    const [a, b] = [await aws.make(), await azure.make()]
    await fill(a, 5)
    const rules = { direction: 'two-way' as const, deletes: true }
    await runPair(a, b, join(scratch.path, 'state'), rules)
    const past = await listAll(b)
    const put = async (store: ObjectStore, text: string) => {
      const bytes = Buffer.from(text)
      const md5 = createHash('md5').update(bytes).digest()
      await store.write({ key: 'k2', bytes, md5, attributes: {}, modifiedMs: 0 }, callOf())
    }
    await put(a, 'changed at the source')
    await put(b, 'changed at the destination, and not listed yet')
    const report = await runPair(a, stale(b, past), join(scratch.path, 'state'), rules)
    expect(report).toMatchObject({ copied: 0, movedOn: 1, deleted: 0 })
    const { size, version } = (await b.head('k2', callOf())) ?? { size: 0, version: '' }
    const read = await b.read({ key: 'k2', version, size }, callOf())
    expect(read !== 'changed' && read.bytes.toString()).toMatch(/^changed at the destination/)
    // With listings that are up again, both are seen to have changed.
    expect(await runPair(a, b, join(scratch.path, 'state'), rules)).toMatchObject({ copied: 0, conflicts: 1 })
  })

  it('that names what has gone counts it as moved on', async () => {
    const [a, b] = [await gcp.make(), await azure.make()]
    await fill(a, 3)
    const past = await listAll(a)
    await a.remove(past.slice(0, 1), callOf())
    const report = await runPair(stale(a, past), b, join(scratch.path, 'state'), { deletes: true })
    expect(report).toMatchObject({ copied: 2, movedOn: 1, failures: 0 })
  })
})
