import { describe, expect, it } from 'vitest'
import { openLeaseStore } from '../../src/coordination/lease-store.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import type { HeldLease, Leases, LeaseWrite } from '../../src/providers/provider.ts'

/** Test double of one bucket, which loses answers as it is told. */
class Bucket implements Leases {
  readonly held = new Map<string, HeldLease>()
  #version = 0
  /** What happens at the next write: its answer is lost after, or before, it took effect. */
  next: 'lost-after' | 'lost-before' | undefined
  /** Called between a write and its answer. */
  meanwhile: (() => Promise<unknown>) | undefined
  fails: McloudError | undefined

  async read({ key }: { key: string }): Promise<HeldLease | undefined> {
    if (this.fails !== undefined) throw this.fails
    return this.held.get(key)
  }

  create(ref: { key: string }, text: string): Promise<LeaseWrite> {
    return this.#write(ref.key, text, undefined)
  }

  replace(ref: { key: string }, text: string, version: string): Promise<LeaseWrite> {
    return this.#write(ref.key, text, version)
  }

  async list({ key }: { key: string }): Promise<readonly string[]> {
    return [...this.held.keys()].filter((each) => each.startsWith(key))
  }

  async #write(key: string, text: string, over: string | undefined): Promise<LeaseWrite> {
    const [lost, meanwhile] = [this.next, this.meanwhile]
    this.next = undefined
    this.meanwhile = undefined
    const unknown: LeaseWrite = { kind: 'unknown', reason: 'the connection broke' }
    const fits = this.held.get(key)?.version === over
    if (lost !== 'lost-before' && fits) this.held.set(key, { text, version: `v${++this.#version}` })
    await meanwhile?.()
    if (lost !== undefined) return unknown
    return fits ? { kind: 'written', version: `v${this.#version}` } : { kind: 'conflict' }
  }
}

function open(bucket: Bucket) {
  return openLeaseStore({ describe: 'a bucket', bucket: 'b', prefix: 'p' }, async () => bucket)
}

async function versionOf(store: ReturnType<typeof open>, key: string): Promise<string> {
  return (await store.read(key))?.version ?? ''
}

describe('a write whose answer is lost', () => {
  it.each(['lost-after', 'lost-before'] as const)('is told by what stands there (%s)', async (how) => {
    const bucket = new Bucket()
    const store = open(bucket)
    bucket.next = how
    expect(await store.create('a', 1)).toBe(how === 'lost-after' ? 'created' : 'exists')
  })

  it('took effect although others have written over it since, many times', async () => {
    const bucket = new Bucket()
    const [store, other] = [open(bucket), open(bucket)]
    const overwrite = async (times: number) => {
      for (let count = 0; count < times; count++)
        await other.replace('a', `other ${count}`, await versionOf(other, 'a'))
    }
    bucket.next = 'lost-after'
    bucket.meanwhile = () => overwrite(5)
    expect(await store.create('a', 'mine')).toBe('created')
    bucket.next = 'lost-after'
    const version = await versionOf(store, 'a')
    bucket.meanwhile = () => overwrite(5)
    expect(await store.replace('a', 'mine again', version)).toBe('replaced')
    expect((await store.read('a'))?.value).toBe('other 4')
  })

  it('took no effect where another was written over what it was meant for', async () => {
    const bucket = new Bucket()
    const [store, other] = [open(bucket), open(bucket)]
    await store.create('a', 0)
    const version = await versionOf(store, 'a')
    bucket.next = 'lost-before'
    bucket.meanwhile = () => other.replace('a', 1, version)
    expect(await store.replace('a', 2, version)).toBe('conflict')
    expect((await store.read('a'))?.value).toBe(1)
  })

  it('is called unknown where the memory of the document does not reach back', async () => {
    const bucket = new Bucket()
    const [store, other] = [open(bucket), open(bucket)]
    await store.create('a', 0)
    const version = await versionOf(store, 'a')
    bucket.next = 'lost-before'
    bucket.meanwhile = async () => {
      for (let count = 0; count < 30; count++) await other.replace('a', count, await versionOf(other, 'a'))
    }
    await expect(store.replace('a', 1, version)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      retry: 'check-first',
    })
  })
})

describe('what cannot be read', () => {
  it.each([
    '',
    'null',
    '{}',
    '{"schemaVersion":1,"key":"a","write":"x","before":[],"value":1,"sha256":"no"}',
  ])('is damaged, not absent: %j', async (text) => {
    const bucket = new Bucket()
    bucket.held.set('p/a', { text, version: 'v1' })
    await expect(open(bucket).read('a')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      details: { damaged: true, key: 'a' },
    })
  })

  it('is told in the words of the store, and credentials in those of the cloud', async () => {
    const bucket = new Bucket()
    bucket.fails = new McloudError({ code: 'NOT_FOUND', message: 'aws: GetObject: no such bucket' })
    await expect(open(bucket).read('a')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: 'a bucket: a: aws: GetObject: no such bucket',
      hint: expect.stringContaining('docs/coordination.md'),
    })
    bucket.fails = new McloudError({ code: 'AUTH_DENIED', message: 'aws: GetObject: denied' })
    await expect(open(bucket).read('a')).rejects.toMatchObject({ code: 'AUTH_DENIED' })
  })
})
