import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { TrafficCount } from '../../src/core/sync/store-traffic.ts'
import { makeAzureBlobStore } from '../../src/storage/azure-blob/azure-blob-store.ts'
import { makeS3Store } from '../../src/storage/s3/s3-store.ts'
import { ADVERSARIAL_KEYS } from '../support/adversarial-keys.ts'
import { type Azurite, startAzurite } from '../support/azurite.ts'
import { findMoto, findProgram, startMotoStore } from '../support/moto.ts'
import { type StoreMaker, startStores } from '../support/object-stores.ts'
import { md5Of } from '../support/sync-engines.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

// Second opinions: servers that have nothing in common with the lab.
const programs = { moto: findMoto(), azurite: findProgram('azurite-blob') }
let lab: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
let count = 0
beforeAll(async () => {
  lab = await startStores('gcp')
})
afterAll(() => lab.close())
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

const ATTRIBUTES = {
  contentType: 'text/css; charset=utf-8',
  cacheControl: 'public, max-age=60',
  contentLanguage: 'de',
  metadata: { owner: 'ann', 'with-hyphen': 'plain' },
}

async function put(store: ObjectStore, key: string, bytes: Buffer, attributes = {}) {
  const written = await store.write({ key, bytes, md5: md5Of(bytes), attributes, modifiedMs: 0 }, callOf())
  expect(written).not.toBe('refused')
}

/** `odd`: keys that the emulator, unlike the service, does not hold as they are. */
function describeServer(
  make: () => Promise<ObjectStore>,
  { odd, tags }: { readonly odd: RegExp; readonly tags: boolean },
) {
  const attributes = tags ? { ...ATTRIBUTES, tags: { team: 'storage' } } : ATTRIBUTES

  it('keeps contents, keys and attributes, to it and back', async () => {
    const [a, b, c] = [await lab.make(), await make(), await lab.make()]
    const keys = ADVERSARIAL_KEYS.filter(
      (key) => !a.keyRefusal?.(key) && !b.keyRefusal?.(key) && !odd.test(key),
    )
    for (const key of keys) await put(a, key, Buffer.from(key === 'plain.txt' ? '' : key))
    await put(a, 'attributes', Buffer.from('x'), attributes)
    const there = await runPair(a, b, join(scratch.path, 'there'))
    expect(there).toMatchObject({ copied: keys.length + 1, failed: [] })
    expect((await b.head('attributes', callOf()))?.attributes).toEqual(attributes)
    expect(await runPair(a, b, join(scratch.path, 'there'))).toMatchObject({ copied: 0, failures: 0 })
    expect(await runPair(b, c, join(scratch.path, 'back'))).toMatchObject({
      copied: keys.length + 1,
      failed: [],
    })
    const contents = async (store: ObjectStore) => (await listAll(store)).map(({ key, md5 }) => [key, md5])
    expect(await contents(c)).toEqual(await contents(a))
    expect((await c.head('attributes', callOf()))?.attributes).toEqual(attributes)
  }, 120_000)

  it('takes large objects in parts, deletes, and refuses what a condition forbids', async () => {
    const [a, b] = [await lab.make(), await make()]
    const large = randomBytes(17 * 1024 * 1024 + 3)
    await put(a, 'large', large)
    await put(b, 'old', Buffer.from('gone soon'))
    const report = await runPair(a, b, join(scratch.path, 'state'), { deletes: true })
    expect(report).toMatchObject({ copied: 1, deleted: 1, failures: 0 })
    const held = await b.head('large', callOf())
    const read = await b.read({ key: 'large', version: held?.version ?? '', size: large.length }, callOf())
    expect(read !== 'changed' && read.bytes.equals(large)).toBe(true)
    const bytes = Buffer.from('second')
    const second = { key: 'large', bytes, md5: md5Of(bytes), attributes: {}, modifiedMs: 0 }
    expect(await b.write({ ...second, condition: { absent: true } }, callOf())).toBe('refused')
    expect(await b.read({ key: 'large', version: 'other', size: 1 }, callOf())).toBe('changed')
  }, 120_000)
}

describe.skipIf(programs.moto === undefined)('S3 over moto (needs moto_server)', () => {
  let moto: Awaited<ReturnType<typeof startMotoStore>>
  const keys = { accessKeyId: 'AKIDTEST', secretAccessKey: 'test' }
  beforeAll(async () => {
    moto = await startMotoStore(programs.moto ?? '')
  }, 60_000)
  afterAll(() => moto.close())
  const make = async () => {
    const bucket = `emulated-${++count}`
    const client = new S3Client({
      endpoint: moto.url,
      region: 'us-east-1',
      credentials: keys,
      forcePathStyle: true,
    })
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    return makeS3Store({
      access: { region: 'us-east-1', keys: async () => keys, endpoint: moto.url, guard: () => {} },
      bucket,
      prefix: '',
      connections: 8,
      traffic: new TrafficCount(),
    })
  }
  describeServer(make, { odd: /[\t\n\r]|\.\.|\/\/|^\/|^\.\//, tags: true })
})

describe.skipIf(programs.azurite === undefined)('Azure Blob over Azurite (needs azurite-blob)', () => {
  let azurite: Azurite
  beforeAll(async () => {
    azurite = await startAzurite(programs.azurite ?? '')
  }, 60_000)
  afterAll(() => azurite.close())
  const make = async () => {
    const [account = '', container = ''] = azurite.place.split('/')
    const token = readFileSync(azurite.tokenFile, 'utf8').trim()
    return makeAzureBlobStore({
      access: {
        account,
        base: `${azurite.url}/${account}`,
        token: async () => token,
        ca: readFileSync(azurite.caFile, 'utf8'),
        guard: () => {},
      },
      container,
      prefix: `emulated-${++count}/`,
      connections: 8,
      traffic: new TrafficCount(),
    })
  }
  describeServer(make, { odd: /^$/, tags: true })
})
