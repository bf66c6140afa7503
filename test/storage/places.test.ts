import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { isPartial } from '../../src/core/sync/sync-report.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { type StoreMaker, type StoreName, startStores } from '../support/object-stores.ts'
import { md5Of } from '../support/sync-engines.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

const CLOUDS = ['aws', 'gcp', 'azure'] as const
const makers = {} as Record<StoreName, StoreMaker>
let scratch: ReturnType<typeof scratchFolder>
const proxies: FaultProxy[] = []
beforeAll(async () => {
  for (const cloud of CLOUDS) makers[cloud] = await startStores(cloud, { tls: false })
})
afterAll(async () => {
  for (const maker of Object.values(makers)) await maker.close()
})
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close()
  scratch.remove()
})

async function put(store: ObjectStore, key: string, content: string | Buffer, attributes = {}) {
  const bytes = Buffer.from(content)
  await store.write({ key, bytes, md5: md5Of(bytes), attributes, modifiedMs: 0 }, callOf())
}

async function textOf(store: ObjectStore, key: string) {
  const found = await store.head(key, callOf())
  if (found === undefined) return undefined
  const read = await store.read({ key, version: found.version, size: found.size }, callOf())
  return read === 'changed' ? undefined : read.bytes.toString()
}

describe('the storage class that is asked for', () => {
  const WORDS = { aws: 'STANDARD_IA', gcp: 'NEARLINE', azure: 'Cool' } as const

  it.each(CLOUDS)('is that of small and large objects in %s', async (to) => {
    const [a, seen] = [await makers.aws.make(), [] as string[]]
    await put(a, 'small', 'x')
    await put(a, 'large', Buffer.alloc(9 * 1024 * 1024))
    // The class is told at the beginning of an upload, or at its end.
    const proxy = await startFaultProxy(makers[to].api.url, ({ headers, url }) => {
      const header = headers['x-amz-storage-class'] ?? headers['x-ms-access-tier']
      if (header !== undefined) seen.push(`${/large/.test(url ?? '') ? 'large' : 'small'} ${header}`)
      return undefined
    })
    proxies.push(proxy)
    const b = await makers[to].make('', proxy.url)
    // The bucket is made past the proxy; the store goes through it.
    const copy = { attributes: true, tags: true, storageClass: WORDS[to] }
    expect(await runPair(a, b, join(scratch.path, 'state'), { copy })).toMatchObject({
      copied: 2,
      failures: 0,
    })
    if (to !== 'gcp') return expect(seen.sort()).toEqual([`large ${WORDS[to]}`, `small ${WORDS[to]}`])
    const bucket = /gs:\/\/([^/]+)/.exec(b.address)?.[1]
    const answer = await fetch(`${makers.gcp.api.url}/storage/v1/b/${bucket}/o`, {
      headers: { authorization: 'Bearer t' },
    })
    const { items } = (await answer.json()) as { items: { storageClass: string }[] }
    expect(items.map(({ storageClass }) => storageClass)).toEqual(['NEARLINE', 'NEARLINE'])
  })
})

describe('a destination without the permission to delete', () => {
  it.each(CLOUDS)('in %s gets everything else, and each delete that was refused is named', async (to) => {
    const a = await makers.aws.make()
    const proxy = await startFaultProxy(makers[to].api.url, ({ method, url }) =>
      method === 'DELETE' || /\?delete/.test(url ?? '') ? 'denied' : undefined,
    )
    proxies.push(proxy)
    const b = await makers[to].make('', proxy.url)
    for (const key of ['kept', 'new']) await put(a, key, key)
    for (const key of ['kept', 'old 1', 'old 2']) await put(b, key, key)
    const report = await runPair(a, b, join(scratch.path, 'state'), { deletes: true })
    expect(report).toMatchObject({ copied: 1, deletesPlanned: 2, deleted: 0, failures: 2 })
    expect(report.failed.map(({ key }) => key)).toEqual(['old 1', 'old 2'])
    expect(report.failed[0]?.reason).toMatch(/AccessDenied|AuthorizationPermissionMismatch/)
    expect(isPartial(report)).toBe(true)
    expect((await listAll(b)).map(({ key }) => key)).toEqual(['kept', 'new', 'old 1', 'old 2'])
  })
})

describe('a source that changes during the run', () => {
  /** `change` is carried out once, after the listing and before anything is read. */
  function changing(store: ObjectStore, change: () => Promise<void>): ObjectStore {
    return {
      ...store,
      list: async (...given) => {
        const page = await store.list(...given)
        await change()
        return page
      },
    }
  }

  it.each(CLOUDS)('in %s is copied as it is when it is read, whole or not at all', async (from) => {
    const [a, b] = [await makers[from].make(), await makers.aws.make()]
    for (const key of ['written', 'removed', 'same']) await put(a, key, `old ${key}`)
    const first = await runPair(
      changing(a, async () => {
        await put(a, 'written', 'new and longer')
        const removed = await a.head('removed', callOf())
        if (removed !== undefined) await a.remove([removed], callOf())
        await put(a, 'added', 'later')
      }),
      b,
      join(scratch.path, 'state'),
      { deletes: true },
    )
    expect(first).toMatchObject({ copied: 2, movedOn: 1, failures: 0, deleted: 0 })
    expect(await textOf(b, 'written')).toBe('new and longer')
    expect(await textOf(b, 'removed')).toBeUndefined()
    expect(await runPair(a, b, join(scratch.path, 'state'), { deletes: true })).toMatchObject({ copied: 1 })
    expect(await textOf(b, 'added')).toBe('later')
  })

  it.each(CLOUDS)('in %s never becomes parts of two versions', async (from) => {
    const [a, b] = [await makers[from].make(), await makers.gcp.make()]
    const contents = [randomBytes(17 * 1024 * 1024), randomBytes(17 * 1024 * 1024)] as const
    await put(a, 'large', contents[0])
    let reads = 0
    const replaced: ObjectStore = {
      ...a,
      read: async (...given) => {
        reads += 1
        if (reads === 2) await put(a, 'large', contents[1])
        return a.read(...given)
      },
    }
    const report = await runPair(replaced, b, join(scratch.path, 'state'))
    expect(report).toMatchObject({ copied: 1, failures: 0 })
    expect(report.resent).toBeGreaterThan(0)
    const [held] = await listAll(b)
    expect(held?.md5).toBe(md5Of(contents[1]).toString('hex'))
  })
})
