import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thisProcess } from '../../src/cli/this-process.ts'
import { planSync } from '../../src/core/sync/plan-command.ts'
import { resumeSync, runSync } from '../../src/core/sync/run-sync.ts'
import { syncStatus } from '../../src/core/sync/status-command.ts'
import { verifySync } from '../../src/core/sync/verify-command.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import { type CloudAccess, makeSyncStores } from '../../src/storage/open-stores.ts'
import { makeFileLedger } from '../../src/storage/state/file-ledger.ts'
import { readFileUploads } from '../../src/storage/state/file-uploads.ts'
import { specOf, syncPortsOf } from '../support/sync-engines.ts'
import { scratchFolder } from '../support/sync-pair.ts'

let scratch: ReturnType<typeof scratchFolder>
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

const entry = { key: 'k', a: '1', b: '2' }

describe('state that cannot be kept', () => {
  it('is an error of whoever notes something next, and never one that nobody can catch', async () => {
    const folder = join(scratch.path, 'state')
    mkdirSync(folder)
    const ledger = makeFileLedger(folder)
    // As a full disk does: the file cannot be opened when the note is written out.
    rmSync(folder, { recursive: true })
    ledger.note(entry)
    ledger.flush()
    expect(() => ledger.note(entry)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
    await expect(ledger.compact()).rejects.toMatchObject({ code: 'STORE_FAILED' })
  })

  it('of uploads is one too', async () => {
    const folder = join(scratch.path, 'state')
    mkdirSync(folder)
    const uploads = await readFileUploads(folder)
    rmSync(folder, { recursive: true })
    const upload = { key: 'k', address: 's3://a/', version: '1', partBytes: 1, token: 't' }
    expect(() => uploads.opened(upload)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  })

  it('ends a sync with what to do', async () => {
    mkdirSync(join(scratch.path, 'from'))
    writeFileSync(join(scratch.path, 'state'), 'a file where the folder should be')
    const ports = syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
    await expect(runSync({ from: './from', to: './to' }, ports)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      hint: expect.stringContaining('MCLOUD_STATE_DIR'),
    })
  })
})

describe('a sync that is stopped', () => {
  it.each([
    ['INTERRUPTED', new DOMException('stop', 'AbortError'), 'Interrupted.'],
    ['DEADLINE', new DOMException('late', 'TimeoutError'), 'The time limit came before the work was done.'],
  ])('is %s, and is remembered as that', async (code, reason, words) => {
    mkdirSync(join(scratch.path, 'from'))
    const ports = syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
    const stopped = { ...ports, call: () => ({ ...ports.call(), signal: AbortSignal.abort(reason) }) }
    await expect(runSync({ from: './from', to: './to' }, stopped)).rejects.toMatchObject({
      code,
      hint: expect.stringContaining('mcloud sync resume'),
    })
    const { data } = await syncStatus({ from: './from', to: './to' }, ports)
    expect(data.pairs).toMatchObject([{ state: 'behind', reason: words }])
    expect(await (await ports.syncStores()).unfinished()).toHaveLength(1)
  })
})

describe('what is remembered of a pair', () => {
  const portsOf = () => syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
  const both = { from: './from', to: './to' }

  it('is that of the run that goes on, not of one that found it locked', async () => {
    mkdirSync(join(scratch.path, 'from'))
    const ports = portsOf()
    const stores = await ports.syncStores()
    const { a, b, rules } = specOf('./from', './to')
    const running = await stores.state(a, b, rules.direction)
    await stores.begin({ name: 'the one that runs', a, b, rules })
    await expect(runSync({ ...both, delete: true }, ports)).rejects.toMatchObject({ code: 'RUN_LOCKED' })
    await running.close()
    expect(await stores.unfinished()).toMatchObject([
      { name: 'the one that runs', rules: { deletes: false } },
    ])
    expect((await syncStatus(both, ports)).data.pairs).toMatchObject([{ state: 'never' }])
  })

  it('is unfinished where a cloud could not be reached', async () => {
    mkdirSync(join(scratch.path, 'from'))
    const ports = portsOf()
    const stores = await ports.syncStores()
    const unreachable = async () => {
      throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'no connection' })
    }
    const cut = { ...ports, syncStores: async () => ({ ...stores, open: unreachable }) }
    await expect(runSync(both, cut)).rejects.toMatchObject({ code: 'CLOUD_UNREACHABLE' })
    expect(await stores.unfinished()).toHaveLength(1)
    expect((await resumeSync(ports)).data?.pairs).toHaveLength(1)
    expect(await stores.unfinished()).toEqual([])
  })

  it('is not that of a bucket of the same name behind another endpoint', async () => {
    const storesAt = (aws?: string) =>
      makeSyncStores({
        environment: { MCLOUD_STATE_DIR: join(scratch.path, 'state') },
        workingFolder: scratch.path,
        host: thisProcess(),
        access: {} as CloudAccess,
        endpointOf: async (cloud) => (cloud === 'aws' ? aws : undefined),
      })
    const spec = specOf('s3://photos', './to')
    await storesAt('http://staging').remember(spec, {
      lastRunAtMs: 1,
      lastResult: 'done',
      backlog: 0,
      copied: 1,
      deleted: 0,
    })
    await storesAt('http://staging').begin(spec)
    expect(await storesAt('http://staging').history(spec)).toMatchObject({ lastRunAtMs: 1 })
    expect(await storesAt('http://staging').unfinished()).toHaveLength(1)
    for (const other of ['http://production', undefined]) {
      expect(await storesAt(other).history(spec)).toBeUndefined()
      expect(await storesAt(other).unfinished()).toEqual([])
    }
  })

  it('is found by two addresses in either direction', async () => {
    mkdirSync(join(scratch.path, 'from'))
    await runSync({ ...both, twoWay: true }, portsOf())
    const [pair] = (await syncStatus(both, portsOf())).data.pairs
    expect(pair).toMatchObject({ state: 'alike', direction: 'two-way' })
  })
})

it('verify and plan look at the other pairs where one cannot be looked at', async () => {
  for (const name of ['one', 'one-copy']) mkdirSync(join(scratch.path, name))
  const ports = syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '' })
  const stores = await ports.syncStores()
  // Two buckets of a platform stand in two folders; the second pair's cannot be opened.
  const open: typeof stores.open = (place, traffic) => {
    if (!('bucket' in place)) throw new Error('no bucket')
    if (place.bucket === 'two')
      throw new McloudError({ code: 'NOT_FOUND', message: 'NoSuchBucket', hint: 'look at its name' })
    const path = place.kind === 's3' ? './one' : './one-copy'
    return stores.open({ kind: 'folder', path }, traffic)
  }
  const section = (bucket: string) => ({
    name: bucket,
    buckets: { aws: bucket, gcp: bucket },
    direction: 'one-way',
    source: 'aws',
    storageClass: {},
    classes: {},
  })
  const platform = { storage: { two: section('two'), one: section('one') }, objectives: { rpoMs: {} } }
  const meant = {
    ...ports,
    platform: async () => platform as never,
    syncStores: async () => ({ ...stores, open }),
  }
  const all = { from: undefined, to: undefined }
  const verified = await verifySync({ ...all, download: false }, meant)
  expect(verified).toMatchObject({
    kind: 'partial',
    data: {
      pairs: [
        { name: 'two', alike: false, error: { code: 'NOT_FOUND' } },
        { name: 'one', alike: true },
      ],
    },
  })
  const planned = await planSync({ ...all, out: undefined }, meant)
  expect(planned).toMatchObject({
    kind: 'partial',
    data: { pairs: [{ error: { code: 'NOT_FOUND' } }, { report: { copied: 0 } }] },
  })
})
