import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applySync, planSync } from '../../src/core/sync/plan-command.ts'
import { resumeSync, runSync } from '../../src/core/sync/run-sync.ts'
import { syncStatus } from '../../src/core/sync/status-command.ts'
import type { SyncPorts } from '../../src/core/sync/sync-ports.ts'
import type { SyncRequest } from '../../src/core/sync/sync-request.ts'
import { syncPortsOf } from '../support/sync-engines.ts'
import { scratchFolder } from '../support/sync-pair.ts'

let scratch: ReturnType<typeof scratchFolder>
let confirmed: string[]
beforeEach(() => {
  scratch = scratchFolder()
  confirmed = []
})
afterEach(() => scratch.remove())

const portsOf = (more: Partial<SyncPorts> = {}): SyncPorts => ({
  ...syncPortsOf({ aws: '', gcp: '', folder: scratch.path, tokenFile: '', confirmed }),
  ...more,
})
const pathOf = (...names: string[]) => join(scratch.path, ...names)
const PLAN = () => pathOf('sync.plan')

/** Writes files of the content given, by default their names. */
function files(folder: string, names: readonly string[], content?: string): void {
  mkdirSync(pathOf(folder), { recursive: true })
  for (const name of names) writeFileSync(pathOf(folder, name), content ?? name)
}

const plan = (request: Partial<SyncRequest> = {}, ports = portsOf()) =>
  planSync({ from: './from', to: './to', delete: true, out: PLAN(), ...request }, ports)
const apply = async (ports = portsOf()) => {
  const { kind, data } = await applySync(PLAN(), ports)
  return { kind, report: data.pairs[0]?.report }
}
const statusOf = async () =>
  (await syncStatus({ from: './from', to: './to' }, portsOf())).data.pairs[0]?.state

describe('the deletes of a saved plan', () => {
  it('are never those of an empty source: no plan is kept', async () => {
    files('from', [])
    files('to', ['one', 'two'])
    await expect(plan()).rejects.toMatchObject({ code: 'SYNC_SOURCE_EMPTY' })
    expect(existsSync(PLAN())).toBe(false)
    expect(readdirSync(scratch.path).filter((name) => name.includes('plan'))).toEqual([])
  })

  it('want the name of the destination where the limit had stopped them, however few they are', async () => {
    files('from', ['kept'])
    files('to', ['kept', 'one', 'two'])
    await plan({ maxDelete: '1' })
    const refusing = portsOf({
      confirm: async ({ platform }) => {
        throw new Error(`not confirmed for ${platform}`)
      },
    })
    await expect(apply(refusing)).rejects.toThrow(/not confirmed for .*to$/)
    expect(readdirSync(pathOf('to'))).toEqual(['kept', 'one', 'two'])
    expect(await apply()).toMatchObject({ kind: 'done', report: { deleted: 2 } })
    expect(confirmed).toEqual([expect.stringContaining('2 objects will be deleted')])
    expect(readdirSync(pathOf('to'))).toEqual(['kept'])
  })

  it('ask nothing within the limit', async () => {
    files('from', ['kept'])
    files('to', ['kept', 'one'])
    await plan()
    expect(await apply()).toMatchObject({ kind: 'done', report: { deleted: 1 } })
    expect(confirmed).toEqual([])
  })
})

describe('a saved plan', () => {
  it('that is applied again knows what it has done, and calls moved on only what has', async () => {
    files('from', ['one', 'two', 'three'])
    await plan()
    expect(await apply()).toMatchObject({ kind: 'done', report: { copied: 3 } })
    expect(await statusOf()).toBe('alike')
    expect(await apply()).toMatchObject({
      kind: 'unchanged',
      report: { copied: 0, movedOn: 0, counts: { same: { content: 3 } } },
    })
    files('from', ['two'], 'two, written since')
    files('to', ['three'], 'three, written since')
    expect(await apply()).toMatchObject({ kind: 'partial', report: { copied: 0, movedOn: 2 } })
    expect(readFileSync(pathOf('to', 'two'), 'utf8')).toBe('two')
    expect(readFileSync(pathOf('to', 'three'), 'utf8')).toBe('three, written since')
    expect(await statusOf()).toBe('behind')
  })

  it('that was cut off is not made a sync of by resume', async () => {
    files('from', ['one'])
    await plan()
    const stop = new AbortController()
    stop.abort()
    const { call } = portsOf()
    await expect(apply(portsOf({ call: () => ({ ...call(), signal: stop.signal }) }))).rejects.toThrow()
    files('from', ['never approved'])
    expect(await resumeSync(portsOf())).toEqual({ kind: 'unchanged', data: { pairs: [] } })
    expect(existsSync(pathOf('to', 'never approved'))).toBe(false)
  })

  it('means the folders that it was made for, from wherever it is applied; so does what is resumed', async () => {
    files('from', ['one'])
    await plan()
    mkdirSync(pathOf('elsewhere', 'from'), { recursive: true })
    const elsewhere = { aws: '', gcp: '', folder: pathOf('elsewhere'), tokenFile: '' }
    const ports = syncPortsOf({ ...elsewhere, environment: { MCLOUD_STATE_DIR: pathOf('state') } })
    expect((await applySync(PLAN(), ports)).kind).toBe('done')
    expect(readdirSync(pathOf('to'))).toEqual(['one'])
    expect(existsSync(pathOf('elsewhere', 'to'))).toBe(false)

    files('from', ['two'])
    const stop = new AbortController()
    stop.abort()
    const { call } = portsOf()
    const stopped = portsOf({ call: () => ({ ...call(), signal: stop.signal }) })
    await expect(runSync({ from: './from', to: './to' }, stopped)).rejects.toThrow()
    expect(await resumeSync(ports)).toMatchObject({
      kind: 'done',
      data: { pairs: [{ report: { copied: 1 } }] },
    })
    expect(readdirSync(pathOf('to')).sort()).toEqual(['one', 'two'])
  })

  it('that cannot be written or read says so', async () => {
    files('from', ['one'])
    await expect(plan({}, portsOf())).resolves.toBeDefined()
    await expect(
      planSync({ from: './from', to: './to', out: pathOf('no', 'x.plan') }, portsOf()),
    ).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('ENOENT') })
    await expect(applySync(scratch.path, portsOf())).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: expect.stringContaining('EISDIR'),
    })
    unlinkSync(PLAN())
    await expect(applySync(PLAN(), portsOf())).rejects.toMatchObject({ code: 'PLAN_INVALID' })
  })
})

describe('the state of a pair', () => {
  const sync = (request: Partial<SyncRequest> = {}) =>
    runSync({ from: './from', to: './to', ...request }, portsOf())

  it('is not alike by a run over a part of it', async () => {
    files('from', ['a.jpg', 'a.txt'])
    await sync({ include: ['*.jpg'] })
    expect(await statusOf()).toBe('behind')
    await sync()
    expect(await statusOf()).toBe('alike')
  })

  it('does not get better by a run over a part of it', async () => {
    files('from', ['a.jpg', 'a.txt'])
    await sync()
    rmSync(pathOf('from'), { recursive: true })
    await expect(sync()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    files('from', ['a.jpg', 'b.txt'])
    await sync({ include: ['*.jpg'] })
    expect(await statusOf()).toBe('behind')
  })
})
