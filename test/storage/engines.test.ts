import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { filterWords } from '../../src/storage/rclone/rclone.ts'
import { RcloneLog } from '../../src/storage/rclone/rclone-log.ts'
import { jobNameOf } from '../../src/storage/transfer-service/transfer-service-mover.ts'
import { transferSpecOf } from '../../src/storage/transfer-service/transfer-spec.ts'
import { hasTool } from '../lab/wire/harness.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { makeGcsBucket, makeS3Bucket } from '../support/lab-buckets.ts'
import {
  contentsOf,
  type EngineWorld,
  openPlace,
  putObject,
  specOf,
  syncOnce,
  syncPortsOf,
} from '../support/sync-engines.ts'
import { callOf, listAll, scratchFolder } from '../support/sync-pair.ts'

let aws: LabApi
let gcp: LabApi
let scratch: ReturnType<typeof scratchFolder>
let world: EngineWorld
let count = 0
let names: { s3: string; gcs: string }
beforeAll(async () => {
  aws = await startLabApi(makeAwsCloud)
  gcp = await startLabApi((host) => makeGcpCloud(Object.assign(host, { peer: () => aws.url })))
})
afterAll(async () => {
  await aws.close()
  await gcp.close()
})
beforeEach(async () => {
  scratch = scratchFolder()
  count += 1
  names = { s3: `source-${count}`, gcs: `sink-${count}` }
  const tokenFile = join(scratch.path, 'token')
  writeFileSync(tokenFile, 'planted-token')
  world = { aws: aws.url, gcp: gcp.url, folder: scratch.path, tokenFile }
  await makeS3Bucket(aws.url, names.s3)
  await makeGcsBucket(gcp.url, names.gcs)
})
afterEach(() => scratch.remove())

const [s3, gs] = [() => `s3://${names.s3}/`, () => `gs://${names.gcs}/`]

const open = (address: string) => openPlace(world, address)

const ROLE = 'arn:aws:iam::000000000000:role/transfer'

describe('engine managed: Storage Transfer Service', () => {
  it('moves from S3 to Cloud Storage, and mcloud proves every object and keeps the ledger', async () => {
    const [a, b] = [await open(`${s3()}in/`), await open(gs())]
    for (let index = 0; index < 25; index += 1) await putObject(a, `d/k ${index}`, `content ${index}`)
    await putObject(a, 'styled', 'x', { contentType: 'text/css', metadata: { owner: 'ann' } })
    const request = { from: `${s3()}in/`, to: gs(), engine: 'managed', transferRole: ROLE }
    const report = await syncOnce(world, request)
    expect(report).toMatchObject({ engine: 'Storage Transfer Service', copied: 26, failures: 0, movedOn: 0 })
    expect(report.counts.same).toEqual({ md5: 26 })
    expect(await contentsOf(b)).toEqual(await contentsOf(a))
    expect((await b.head('styled', callOf()))?.attributes).toMatchObject({
      contentType: 'text/css',
      metadata: { owner: 'ann' },
    })
    const again = await syncOnce(world, { from: `${s3()}in/`, to: gs() })
    expect(again).toMatchObject({ copied: 0, failures: 0, counts: { same: { md5: 26 } } })
  })

  it('leaves deletes to the gate of mcloud', async () => {
    const [a, b] = [await open(s3()), await open(gs())]
    await putObject(a, 'kept', '1')
    await putObject(b, 'old', '2')
    const request = { from: s3(), to: gs(), engine: 'managed', transferRole: ROLE, delete: true }
    expect(await syncOnce(world, request)).toMatchObject({ copied: 1, deleted: 1 })
    expect((await listAll(b)).map(({ key }) => key)).toEqual(['kept'])
  })

  it('never calls done what the service left out', async () => {
    const [a, b] = [await open(s3()), await open(gs())]
    await putObject(a, 'k1', 'one')
    await putObject(a, 'k2', 'two')
    const forgetful = {
      ...syncPortsOf(world),
      syncStores: async () => ({
        ...(await syncPortsOf(world).syncStores()),
        // Claims everything, and moves the first key alone.
        mover: async () => ({
          name: 'a liar',
          async move({ objects }: { objects: AsyncIterable<readonly unknown[]> }) {
            let count = 0
            for await (const batch of objects) count += batch.length
            await putObject(b, 'k1', 'one')
            return { objects: count, bytes: 6, complete: true, failed: [] }
          },
        }),
      }),
    }
    const { runSync } = await import('../../src/core/sync/run-sync.ts')
    const { kind, data } = await runSync({ from: s3(), to: gs(), engine: 'managed' }, forgetful)
    expect(kind).toBe('partial')
    expect(data?.pairs[0]?.report).toMatchObject({
      copied: 1,
      failures: 1,
      failed: [{ key: 'k2', reason: 'not alike after a liar had ended' }],
    })
  })

  it('watches a transfer that goes on instead of beginning another', async () => {
    const a = await open(s3())
    await putObject(a, 'k', 'v')
    const request = { from: s3(), to: gs(), engine: 'managed', transferRole: ROLE }
    await syncOnce(world, request)
    await putObject(a, 'k2', 'v2')
    await syncOnce(world, request)
    const name = jobNameOf(specOf(s3(), gs()))
    const job = (await (
      await fetch(`${gcp.url}/v1/${name}?projectId=shop-lab`, { headers: { authorization: 'Bearer t' } })
    ).json()) as { latestOperationName: string; description: string }
    expect(job).toMatchObject({ name, description: `mcloud: ${s3()} to ${gs()}` })
    const saved = gcp.cloud.save() as { transferJobs: { name: string }[] }
    expect(saved.transferJobs.filter((one) => one.name === name)).toHaveLength(1)
  })

  it('says what it cannot do before anything is begun', () => {
    const spec = specOf('s3://a', 'gs://b', { bandwidthBytes: 5 })
    const filters = { include: ['*.jpg'], exclude: [], minBytes: 1 }
    expect(() => transferSpecOf({ ...spec, rules: { ...spec.rules, filters } })).toThrow(
      expect.objectContaining({ code: 'USAGE', problems: expect.arrayContaining([expect.anything()]) }),
    )
    expect(() => transferSpecOf(specOf('gs://a', 's3://b'))).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    )
    const secret = 'projects/1/secrets/sas'
    expect(transferSpecOf(specOf('az://acc/c/p', 'gs://b', { access: { secret } }))).toMatchObject({
      azureBlobStorageDataSource: {
        storageAccount: 'acc',
        container: 'c',
        path: 'p/',
        credentialsSecret: secret,
      },
    })
  })
})

describe.skipIf(!hasTool('rclone'))("engine rclone: the user's own binary", () => {
  it('moves what mcloud has decided, and mcloud proves it', async () => {
    const [a, b] = [await open(s3()), await open(gs())]
    for (let index = 0; index < 20; index += 1) await putObject(a, `d/ä ${index}+%20`, `content ${index}`)
    await putObject(a, 'left/out', 'x')
    await putObject(b, 'd/ä 0+%20', 'content 0')
    const request = { from: s3(), to: gs(), engine: 'rclone', exclude: ['left/**'] }
    const report = await syncOnce(world, request)
    expect(report).toMatchObject({ copied: 19, failures: 0, copiedBecause: { missing: 19 } })
    expect(report.engine).toMatch(/^rclone \d/)
    expect(report.counts.same).toEqual({ md5: 20 })
    expect(await syncOnce(world, { from: s3(), to: gs(), exclude: ['left/**'] })).toMatchObject({ copied: 0 })
  }, 60_000)

  it('is taken at its word, by name, where no hash is common, and remembered', async () => {
    const folder = join(scratch.path, 'files')
    mkdirSync(folder)
    writeFileSync(join(folder, 'same-size'), 'new')
    const target = join(scratch.path, 'there')
    mkdirSync(target)
    writeFileSync(join(target, 'same-size'), 'old')
    const report = await syncOnce(world, { from: folder, to: target, engine: 'rclone' })
    expect(report).toMatchObject({ copied: 1, failures: 0, counts: { same: { engine: 1 } } })
    expect(readFileSync(join(target, 'same-size'), 'utf8')).toBe('new')
    expect((await syncOnce(world, { from: folder, to: target })).counts.same).toEqual({ ledger: 1 })
  }, 60_000)

  it('shows no secret in its arguments', async () => {
    const a = await open(s3())
    await putObject(a, 'k', 'v')
    const seen = join(scratch.path, 'seen')
    const wrapper = join(scratch.path, 'rclone-that-notes')
    writeFileSync(wrapper, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'\nexec rclone "$@"\n`)
    chmodSync(wrapper, 0o755)
    const noting = { ...world, environment: { MCLOUD_RCLONE: wrapper } }
    expect(await syncOnce(noting, { from: s3(), to: gs(), engine: 'rclone' })).toMatchObject({ copied: 1 })
    expect(readFileSync(seen, 'utf8')).toContain(`MCLOUDA:${names.s3}/`)
    expect(readFileSync(seen, 'utf8')).not.toContain('planted')
    const left = readdirSync(join(scratch.path, 'state'), { recursive: true }) as string[]
    expect(left.filter((path) => path.includes('rclone-'))).toEqual([])
  }, 60_000)

  it('runs places that only rclone can list, with deletes behind the gate', async () => {
    const [from, to] = [join(scratch.path, 'from'), join(scratch.path, 'to')]
    for (const folder of [from, to]) mkdirSync(folder)
    writeFileSync(join(from, 'a'), '1')
    writeFileSync(join(to, 'gone'), '2')
    writeFileSync(join(scratch.path, 'rclone.conf'), '[disk]\ntype = local\n')
    const own = { ...world, environment: { RCLONE_CONFIG: join(scratch.path, 'rclone.conf') } }
    const pair = { from, to: `rclone://disk/${to}`, delete: true }
    expect(await syncOnce({ ...own, dryRun: true }, pair)).toMatchObject({ copied: 1, deletesPlanned: 1 })
    expect(await syncOnce(own, pair)).toMatchObject({ copied: 1, deleted: 1, failures: 0 })
    expect(readdirSync(to)).toEqual(['a'])
    writeFileSync(join(from, 'empty'), '')
    const empty = join(scratch.path, 'empty')
    mkdirSync(empty)
    await expect(syncOnce(own, { ...pair, from: empty })).rejects.toMatchObject({ code: 'SYNC_SOURCE_EMPTY' })
    expect(readdirSync(to)).toEqual(['a'])
    await expect(syncOnce(own, { ...pair, to: 'rclone://nowhere/x' })).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringContaining('nowhere'),
    })
  }, 60_000)
})

describe('rclone', () => {
  it('is asked for with a hint where it is missing', async () => {
    const none = { ...world, environment: { PATH: scratch.path, MCLOUD_RCLONE: undefined } }
    await expect(syncOnce(none, { from: s3(), to: gs(), engine: 'rclone' })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      hint: expect.stringContaining('MCLOUD_RCLONE'),
    })
  })

  it('tells figures, failures and last words in its log', () => {
    const log = new RcloneLog()
    log.take('{"level":"error","msg":"Failed to copy: EOF","object":"k","objectType":"*s3.Object"}')
    log.take('{"level":"info","msg":"s","stats":{"bytes":6,"checks":1,"deletes":1,"errors":1,"transfers":2}}')
    expect([log.objects, log.bytes, log.checks, log.deletes, log.errors]).toEqual([2, 6, 1, 1, 1])
    expect(log.failed).toEqual([{ key: 'k', reason: 'Failed to copy: EOF' }])
    // The second attempt was a success.
    log.take('{"level":"info","msg":"s","stats":{"bytes":9,"errors":0,"transfers":3}}')
    expect([log.failed, log.errors]).toEqual([[], 0])
    log.take('2026/11/21 05:00:28 Failed to create file system for "x:": didn\'t find section')
    expect(log.lastWords).toMatch(/^Failed to create/)
  })

  it('is given the filters of mcloud in its own words', () => {
    expect(filterWords({ include: ['*.jpg'], exclude: ['logs/', 'a[1]'], minBytes: 4 })).toEqual([
      ...['--filter', '- /logs/**'],
      ...['--filter', '- a\\[1\\]'],
      ...['--filter', '+ *.jpg'],
      ...['--filter', '- **'],
      ...['--min-size', '4B'],
    ])
  })
})
