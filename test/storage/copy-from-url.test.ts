import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeToken } from '../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { readSignature } from '../../src/storage/azure-blob/shared-access.ts'
import { ADVERSARIAL_KEYS } from '../support/adversarial-keys.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { makeGcsBucket, makeS3Bucket } from '../support/lab-buckets.ts'
import {
  contentsOf,
  type EngineWorld,
  md5Of,
  openPlace,
  putObject,
  syncOnce,
} from '../support/sync-engines.ts'
import { callOf, listAll, scratchFolder } from '../support/sync-pair.ts'

let aws: LabApi
let gcp: LabApi
let azure: LabApi
let source: FaultProxy
let proxy: FaultProxy
let damage: (line: string) => Fault | undefined = () => undefined
let onRequest: (line: string, headers: Readonly<Record<string, unknown>>) => void = () => {}
let scratch: ReturnType<typeof scratchFolder>
let world: EngineWorld
let count = 0
let names: { s3: string; gcs: string; blob: string }
const PART = 8 * 1024 * 1024
const KEY = randomBytes(64).toString('base64')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const signer = {
  account: 'mover@shop-lab.iam.gserviceaccount.com',
  sign: async (text: string) => createSign('RSA-SHA256').update(text).sign(rsa.privateKey),
}

beforeAll(async () => {
  aws = await startLabApi(makeAwsCloud)
  source = await startFaultProxy(aws.url, ({ method, url }) => damage(`${method} ${url}`))
  gcp = await startLabApi(makeGcpCloud)
  const peers = (cloud: string) => (cloud === 'aws' ? source.url : gcp.url)
  azure = await startLabApi((host) => makeAzureCloud(Object.assign(host, { peer: peers })))
  proxy = await startFaultProxy(azure.url, ({ method, url, headers }) => {
    onRequest(`${method} ${url}`, headers)
    return undefined
  })
  // What it answers of itself must be what its callers name it by.
  azure.world.base = proxy.url
})
afterAll(async () => {
  await source.close()
  await proxy.close()
  for (const api of [aws, gcp, azure]) await api.close()
})
beforeEach(async () => {
  scratch = scratchFolder()
  count += 1
  names = { s3: `source-${count}`, gcs: `source-${count}`, blob: `sink-${count}` }
  const tokenFile = join(scratch.path, 'token')
  writeFileSync(tokenFile, 'planted-token')
  const token = makeToken({
    issuer: azure.url,
    nowMs: azure.world.now(),
    lifetimeSeconds: 3_600,
    clientId: 'test',
    audience: 'https://storage.azure.com',
  })
  world = {
    aws: source.url,
    gcp: gcp.url,
    azure: { url: proxy.url, token },
    signer,
    folder: scratch.path,
    tokenFile,
  }
  await makeS3Bucket(aws.url, names.s3)
  await makeGcsBucket(gcp.url, names.gcs)
  for (const container of [names.blob, `${names.blob}-from`]) {
    const put = await fetch(`${azure.url}/shopstorage/${container}?restype=container`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' },
    })
    expect(put.status).toBe(201)
  }
})
afterEach(() => {
  onRequest = () => {}
  damage = () => undefined
  scratch.remove()
})

const places = {
  s3: () => `s3://${names.s3}/in/`,
  gcs: () => `gs://${names.gcs}/in/`,
  blob: () => `az://shopstorage/${names.blob}-from/in/`,
}
const to = () => `az://shopstorage/${names.blob}/out/`

const open = (address: string) => openPlace(world, address)

const ATTRIBUTES = {
  contentType: 'text/css',
  cacheControl: 'max-age=60',
  metadata: { owner: 'ann', 'with-hyphen': 'grün' },
  tags: { team: 'storage' },
}

describe('engine managed: Azure copies from URLs', () => {
  it.each(['s3', 'gcs', 'blob'] as const)('from %s: no byte passes through this machine', async (from) => {
    const [a, b] = [await open(places[from]()), await open(to())]
    const keys = ADVERSARIAL_KEYS.filter((key) => !a.keyRefusal?.(key) && !b.keyRefusal?.(key))
    const short = keys.filter((key) => Buffer.byteLength(key) < 400)
    for (const key of keys) await putObject(a, key, Buffer.from(key))
    await putObject(a, 'empty', Buffer.alloc(0))
    await putObject(a, 'styled', Buffer.from('x'), ATTRIBUTES)
    let bodies = 0
    onRequest = (line, headers) => {
      if (line.startsWith('PUT') && !line.includes('comp=')) bodies += Number(headers['content-length'] ?? 0)
    }
    const report = await syncOnce(world, { from: places[from](), to: to(), engine: 'managed' })
    expect(report).toMatchObject({ engine: 'copy from URL by Azure', movedOn: 0 })
    expect(report.copied).toBe(short.length + 2)
    // A key of 1,024 bytes, each written as three, makes a URL that Azure does not take.
    expect(report.failed.map(({ key }) => key).sort()).toEqual(
      keys.filter((key) => !short.includes(key)).sort(),
    )
    expect(bodies).toBe(0)
    const wanted = (await contentsOf(a)).filter(
      ([key]) => short.includes(key ?? '') || ['empty', 'styled'].includes(key ?? ''),
    )
    expect(await contentsOf(b)).toEqual(wanted)
    expect((await b.head('styled', callOf()))?.attributes).toEqual(ATTRIBUTES)
    // The engine of mcloud takes over, and finds nothing to copy but what had no URL.
    const again = await syncOnce(world, { from: places[from](), to: to() })
    expect(again).toMatchObject({ copied: keys.length - short.length, failures: 0 })
  })

  it('proves an object in parts by the hashes of its blocks, and goes on with those that are missing', async () => {
    const large = randomBytes(33 * 1024 * 1024)
    const a = await open(places.s3())
    // Five parts, and no hash of the whole beside them.
    const opening = { key: 'large', size: large.length, partBytes: PART, attributes: {}, modifiedMs: 0 }
    const upload = await a.openUpload(opening, callOf())
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1) {
      const part = large.subarray(index * PART, (index + 1) * PART)
      ids.push((await upload?.part(index, part, md5Of(part), callOf())) ?? '')
    }
    await upload?.finish(ids, undefined, callOf())
    const blocks: string[] = []
    const stop = new AbortController()
    onRequest = (line) => {
      if (!line.includes('comp=block&') && !/comp=block$/.test(line)) return
      blocks.push(line)
      if (blocks.length === 3) stop.abort()
    }
    const request = { from: places.s3(), to: to(), engine: 'managed' }
    await expect(syncOnce({ ...world, signal: stop.signal }, request)).rejects.toMatchObject({
      code: 'INTERRUPTED',
    })
    const b = await open(to())
    expect(await listAll(b)).toEqual([])
    blocks.length = 0
    const report = await syncOnce(world, request)
    expect(report).toMatchObject({ copied: 1, failures: 0 })
    expect(report.resumedParts).toBeGreaterThan(0)
    expect(blocks.length).toBe(5 - report.resumedParts)
    const { size, version } = (await b.head('large', callOf())) ?? { size: 0, version: '' }
    const got = await b.read({ key: 'large', version, size }, callOf())
    expect(got !== 'changed' && got.bytes.equals(large)).toBe(true)
    expect(await syncOnce(world, request)).toMatchObject({ copied: 0, failures: 0 })
  })

  it('asks again for what did not arrive as the source tells it', async () => {
    const [a, b] = [await open(places.s3()), await open(to())]
    for (const key of ['k', 'l', 'm']) await putObject(a, key, Buffer.from(`content of ${key}`))
    let left = 2
    damage = (line) => (/^GET .*\/l\?/.test(line) && left-- > 0 ? 'flip' : undefined)
    const report = await syncOnce(world, { from: places.s3(), to: to(), engine: 'managed' })
    expect(report).toMatchObject({ copied: 3, failures: 0 })
    expect(left).toBeLessThan(1)
    expect(await contentsOf(b)).toEqual(await contentsOf(a))
  })

  it('reads Azure by a signature where there is a key, as Azure signs it', async () => {
    const from = { account: 'shopstorage', container: 'c', key: KEY }
    const untilMs = Date.UTC(2030, 0, 1)
    const theirs = generateBlobSASQueryParameters(
      {
        containerName: 'c',
        permissions: BlobSASPermissions.parse('r'),
        expiresOn: new Date(untilMs),
        version: '2021-12-02',
      },
      new StorageSharedKeyCredential('shopstorage', KEY),
    ).toString()
    const sorted = (query: string) => [...new URLSearchParams(query)].sort()
    expect(sorted(readSignature(from, untilMs))).toEqual(sorted(theirs))
    world = { ...world, azure: { url: proxy.url, token: '', key: KEY } }
    await putObject(await open(places.blob()), 'k', Buffer.from('v'))
    let read = ''
    onRequest = (_, headers) => {
      read = String(headers['x-ms-copy-source'] ?? read)
    }
    const report = await syncOnce(world, { from: places.blob(), to: to(), engine: 'managed' })
    expect(report).toMatchObject({ copied: 1 })
    expect(read).toMatch(/[?&]sig=/)
  })

  it('says what it cannot do before anything is begun', async () => {
    await expect(
      syncOnce(world, { from: places.s3(), to: to(), engine: 'managed', twoWay: true, bandwidth: '1MiB' }),
    ).rejects.toMatchObject({ code: 'USAGE', problems: [{ at: '--two-way' }, { at: '--bandwidth' }] })
    await putObject(await open(places.gcs()), 'k', Buffer.from('v'))
    const { signer: _, ...unsigned } = world
    await expect(
      syncOnce(unsigned, { from: places.gcs(), to: to(), engine: 'managed' }),
    ).rejects.toMatchObject({ code: 'AUTH_MISSING' })
    await expect(syncOnce(world, { from: scratch.path, to: to(), engine: 'managed' })).rejects.toMatchObject({
      code: expect.stringMatching(/UNSUPPORTED/),
    })
  })
})
