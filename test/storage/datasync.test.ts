import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SyncRequest } from '../../src/core/sync/sync-request.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeToken } from '../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { locationsOf } from '../../src/storage/datasync/locations.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { makeGcsBucket, makeS3Bucket } from '../support/lab-buckets.ts'
import { folderStore } from '../support/object-stores.ts'
import {
  contentsOf,
  type EngineWorld,
  openPlace,
  putObject,
  specOf,
  syncOnce,
} from '../support/sync-engines.ts'
import { callOf, runPair, scratchFolder } from '../support/sync-pair.ts'

const ROLE = 'arn:aws:iam::000000000000:role/datasync'
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:other-cloud'

let aws: LabApi
let gcp: LabApi
let azure: LabApi
let proxy: FaultProxy
let calls: string[] = []
let onCall: (call: string) => void = () => {}
let azureToken: string
let scratch: ReturnType<typeof scratchFolder>
let world: EngineWorld
let count = 0
let bucket: string

beforeAll(async () => {
  gcp = await startLabApi(makeGcpCloud)
  azure = await startLabApi(makeAzureCloud, { tls: true })
  const peer = (cloud: string) => (cloud === 'gcp' ? gcp.url : azure.url)
  const authority = () => readFileSync(azure.caFile, 'utf8')
  aws = await startLabApi((host) => makeAwsCloud(Object.assign(host, { peer, authority })))
  proxy = await startFaultProxy(aws.url, ({ headers }) => {
    const call = String(headers['x-amz-target'] ?? '').replace('FmrsService.', '')
    if (call !== '') {
      calls.push(call)
      onCall(call)
    }
    return undefined
  })
  azureToken = makeToken({
    issuer: azure.url,
    nowMs: azure.world.now(),
    lifetimeSeconds: 3_600,
    clientId: 'test',
    audience: 'https://storage.azure.com',
  })
})
afterAll(async () => {
  await proxy.close()
  for (const api of [aws, gcp, azure]) await api.close()
})
beforeEach(async () => {
  scratch = scratchFolder()
  count += 1
  bucket = `place-${count}`
  calls = []
  const tokenFile = join(scratch.path, 'token')
  writeFileSync(tokenFile, 'planted-token')
  const ca = readFileSync(azure.caFile, 'utf8')
  world = {
    aws: proxy.url,
    gcp: gcp.url,
    azure: { url: azure.url, token: azureToken, ca },
    folder: scratch.path,
    tokenFile,
  }
  for (const name of [bucket, `${bucket}-from`]) await makeS3Bucket(aws.url, name)
  await makeGcsBucket(gcp.url, bucket)
  const { makeHttpJson } = await import('../../src/providers/calls/http-json.ts')
  await makeHttpJson(async () => ca)({
    method: 'PUT',
    url: `${azure.url}/shopstorage/${bucket}?restype=container`,
    headers: { authorization: `Bearer ${azureToken}`, 'x-ms-version': '2023-11-03' },
    signal: AbortSignal.timeout(10_000),
  })
})
afterEach(() => {
  onCall = () => {}
  scratch.remove()
})

const places = {
  s3: () => `s3://${bucket}-from/in/`,
  gcs: () => `gs://${bucket}/in/`,
  blob: () => `az://shopstorage/${bucket}/in/`,
}
const to = () => `s3://${bucket}/out/`
const request = (from: string, more: Partial<SyncRequest> = {}): SyncRequest => ({
  from,
  to: to(),
  engine: 'managed',
  transferRole: ROLE,
  ...(from.startsWith('s3') ? {} : { transferSecret: SECRET }),
  ...(from.startsWith('gs') ? { transferKey: 'GOOG1EXAMPLE' } : {}),
  ...more,
})

const open = (address: string) => openPlace(world, address)

describe('engine managed: DataSync', () => {
  it.each(['s3', 'gcs', 'blob'] as const)(
    'moves from %s into S3, and mcloud proves every object',
    async (from) => {
      const [a, b] = [await open(places[from]()), await open(to())]
      for (let index = 0; index < 12; index += 1) await putObject(a, `d/k ${index} ä+%`, `content ${index}`)
      await putObject(a, 'styled', 'x', { contentType: 'text/css', metadata: { owner: 'ann' } })
      const report = await syncOnce(world, request(places[from]()))
      expect(report).toMatchObject({ engine: 'DataSync', copied: 13, failures: 0, movedOn: 0 })
      expect(report.counts.same).toEqual({ md5: 13 })
      expect(await contentsOf(b)).toEqual(await contentsOf(a))
      expect((await b.head('styled', callOf()))?.attributes).toMatchObject({
        contentType: 'text/css',
        metadata: { owner: 'ann' },
      })
      await putObject(a, 'later', 'y')
      expect(await syncOnce(world, request(places[from]()))).toMatchObject({ copied: 1, failures: 0 })
      // The second run goes on with the task of the first.
      expect(calls.filter((call) => call === 'CreateTask')).toHaveLength(1)
      expect(calls.filter((call) => call === 'StartTaskExecution')).toHaveLength(2)
    },
  )

  it('keeps the tags of S3, and goes into the storage class that is asked for', async () => {
    const [a, b] = [await open(places.s3()), await open(to())]
    await putObject(a, 'k', 'v', { tags: { team: 'storage' } })
    await syncOnce(world, request(places.s3(), { storageClass: 'standard_ia' }))
    expect((await b.head('k', callOf()))?.attributes?.tags).toEqual({ team: 'storage' })
    const listed = await fetch(`${aws.url}/${bucket}?list-type=2`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
    })
    expect(await listed.text()).toContain('<StorageClass>STANDARD_IA</StorageClass>')
  })

  it('watches the transfer of a killed run instead of starting another', async () => {
    const a = await open(places.s3())
    // Enough of them that the transfer outlives the command.
    const folder = join(scratch.path, 'many')
    mkdirSync(folder)
    for (let index = 0; index < 300; index += 1) writeFileSync(join(folder, `k${index}`), `${index}`)
    await runPair(folderStore(folder), a, join(scratch.path, 'up'))
    const stop = new AbortController()
    onCall = (call) => {
      if (call === 'DescribeTaskExecution') stop.abort()
    }
    await expect(syncOnce({ ...world, signal: stop.signal }, request(places.s3()))).rejects.toMatchObject({
      code: 'INTERRUPTED',
    })
    onCall = () => {}
    const report = await syncOnce(world, request(places.s3()))
    expect(report.failures).toBe(0)
    expect(calls.filter((call) => call === 'CreateTask')).toHaveLength(1)
    // What the service had not copied by then wants at most one more execution; none ran beside another.
    expect(calls.filter((call) => call === 'StartTaskExecution').length).toBeLessThanOrEqual(2)
    expect(await contentsOf(await open(to()))).toEqual(await contentsOf(a))
  })

  it('says what it cannot do before anything is begun', async () => {
    await expect(
      syncOnce(world, {
        from: places.gcs(),
        to: to(),
        engine: 'managed',
        bandwidth: '1MiB',
        include: ['*.x'],
      }),
    ).rejects.toMatchObject({
      code: 'USAGE',
      problems: [
        { at: expect.stringContaining('--include') },
        { at: '--bandwidth' },
        { at: '--transfer-role' },
        { at: '--transfer-secret' },
        { at: '--transfer-key' },
      ],
    })
    expect(calls).toEqual([])
    const spec = specOf('s3://a/prefix-ü', 's3://b', { access: { role: ROLE } })
    const into = { ...spec, b: { kind: 's3', bucket: 'b', prefix: '' } } as const
    expect(() => locationsOf(into, 'aws')).toThrow(expect.objectContaining({ code: 'USAGE' }))
    const plain = { ...into, a: { kind: 's3', bucket: 'a', prefix: 'p/' } } as const
    expect(locationsOf(plain, 'aws-cn')).toEqual({
      source: { kind: 's3', bucketArn: 'arn:aws-cn:s3:::a', subdirectory: '/p/', role: ROLE },
      destination: { kind: 's3', bucketArn: 'arn:aws-cn:s3:::b', subdirectory: '/', role: ROLE },
    })
  })
})
