import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CoordinationStore } from '../../src/core/runs/coordination-store.ts'
import { raceInProcesses } from './support/race-in-processes.ts'

/** One store under test, empty. */
export interface StoreUnderTest {
  readonly store: CoordinationStore
  /** Another client of the same place. */
  again(): Promise<CoordinationStore>
  /** How a process of its own opens the same place: an exported function of a source file. */
  readonly opener: { readonly module: URL; readonly name: string; readonly args: readonly unknown[] }
  dispose(): Promise<void>
}

/** What every kind of coordination store must do. */
export function describeCoordinationStore(
  name: string,
  make: () => Promise<StoreUnderTest>,
  options: { readonly skip?: boolean } = {},
): void {
  describe.skipIf(options.skip === true)(`coordination store: ${name}`, () => {
    let under: StoreUnderTest
    let store: CoordinationStore
    beforeEach(async () => {
      under = await make()
      store = under.store
    })
    afterEach(() => under.dispose())

    it('has nothing at first', async () => {
      expect(await store.read('shop/control')).toBeUndefined()
      expect(await store.list('')).toEqual([])
      expect(await store.list('shop/')).toEqual([])
      expect(store.describe).not.toBe('')
    })

    it('creates a key once', async () => {
      expect(await store.create('shop/control', { a: 1 })).toBe('created')
      expect(await store.create('shop/control', { a: 2 })).toBe('exists')
      expect((await store.read('shop/control'))?.value).toEqual({ a: 1 })
    })

    it.each([null, 0, '', 'text', [], [1, { a: null }], { deep: { 'ключ "x"\n': ['ü', '\u0000', 1e-7] } }])(
      'returns %j as it was written',
      async (value) => {
        await store.create('a', value)
        expect((await (await under.again()).read('a'))?.value).toEqual(value)
      },
    )

    it('replaces only the version that was read', async () => {
      await store.create('a', 1)
      const first = await store.read('a')
      expect(await store.replace('a', 2, first?.version ?? '')).toBe('replaced')
      expect(await store.replace('a', 3, first?.version ?? '')).toBe('conflict')
      expect((await store.read('a'))?.value).toBe(2)
    })

    it('gives every write a new version, also when the value returns', async () => {
      await store.create('a', 1)
      const first = await store.read('a')
      await store.replace('a', 2, first?.version ?? '')
      await store.replace('a', 1, (await store.read('a'))?.version ?? '')
      const third = await store.read('a')
      expect(third?.value).toBe(1)
      expect(third?.version).not.toBe(first?.version)
      expect(await store.replace('a', 9, first?.version ?? '')).toBe('conflict')
    })

    it('does not replace what is not there', async () => {
      expect(await store.replace('a', 1, 'some-version')).toBe('conflict')
      expect(await store.read('a')).toBeUndefined()
    })

    it('lists the keys under a prefix in byte order', async () => {
      for (const key of ['b/2', 'a/10', 'a/2', 'a/1', 'ab/1', 'a', 'a/1/x', 'a-b/1', 'a/_']) {
        await store.create(key, key)
        await store.replace(key, 'second', (await store.read(key))?.version ?? '')
      }
      const sorted = ['a', 'a-b/1', 'a/1', 'a/1/x', 'a/10', 'a/2', 'a/_', 'ab/1', 'b/2'].sort()
      expect(await store.list('')).toEqual(sorted)
      expect(await store.list('a/')).toEqual(sorted.filter((key) => key.startsWith('a/')))
      expect(await store.list('a/1')).toEqual(['a/1', 'a/1/x', 'a/10'])
      expect(await store.list('c/')).toEqual([])
    })

    it.each(['', '/', 'a//b', '/a', 'a/', '../a', 'a/../b', './a', 'A', 'a b', 'a\\b', 'ä', 'a@1'])(
      'refuses the key %j',
      async (key) => {
        await expect(store.create(key, 1)).rejects.toMatchObject({ name: 'McloudError' })
        await expect(store.read(key)).rejects.toMatchObject({ name: 'McloudError' })
      },
    )

    it('keeps many versions of one document apart', async () => {
      await store.create('a', 0)
      const first = await store.read('a')
      for (let count = 1; count <= 150; count++)
        expect(await store.replace('a', count, (await store.read('a'))?.version ?? '')).toBe('replaced')
      expect((await store.read('a'))?.value).toBe(150)
      expect(await store.replace('a', -1, first?.version ?? '')).toBe('conflict')
      expect(await store.create('a', -1)).toBe('exists')
      expect(await store.list('')).toEqual(['a'])
    })

    it('lets exactly one of many clients create or replace', async () => {
      const clients = await Promise.all(Array.from({ length: 6 }, () => under.again()))
      const made = await Promise.all(clients.map((client, index) => client.create('a', index)))
      expect(made.filter((one) => one === 'created')).toHaveLength(1)
      expect((await store.read('a'))?.value).toBe(made.indexOf('created'))
      const version = (await store.read('a'))?.version ?? ''
      const replaced = await Promise.all(
        clients.map((client, index) => client.replace('a', 10 + index, version)),
      )
      expect(replaced.filter((one) => one === 'replaced')).toHaveLength(1)
      expect((await store.read('a'))?.value).toBe(10 + replaced.indexOf('replaced'))
    })

    it('loses no write between two processes', async () => {
      const [one, two] = await raceInProcesses(under.opener, { creates: 60, increments: 60 })
      expect((one?.created ?? 0) + (two?.created ?? 0)).toBe(60)
      expect((await store.read('counter'))?.value).toBe(120)
      expect(one?.incremented).toBe(60)
      expect(two?.incremented).toBe(60)
    })
  })
}
