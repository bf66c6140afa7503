import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore, Upload } from '../../src/core/sync/object-store.ts'
import { verifyPair } from '../../src/core/sync/verify-pair.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import { folderStore } from '../support/object-stores.ts'
import { callOf, RULES, runPair, scratchFolder } from '../support/sync-pair.ts'

const LARGE = 20 * 1024 * 1024
let scratch: ReturnType<typeof scratchFolder>
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

const pathOf = (...names: string[]) => join(scratch.path, ...names)
const state = () => pathOf('state')

function files(folder: string, contents: Readonly<Record<string, string | Buffer>>): ObjectStore {
  const store = folderStore(pathOf(folder))
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(join(pathOf(folder), name, '..'), { recursive: true })
    writeFileSync(pathOf(folder, name), content)
  }
  return store
}

const namesIn = (folder: string) => readdirSync(pathOf(folder)).sort()

describe('a large file that cannot be written to its end', () => {
  it('leaves nothing behind', async () => {
    const a = files('from', { large: Buffer.alloc(LARGE), small: 'x' })
    const b = files('to', {})
    const full = new McloudError({ code: 'SYNC_FAILED', message: 'the disk is full' })
    const failing: ObjectStore = {
      ...a,
      read: (request, call) => (request.range?.start ? Promise.reject(full) : a.read(request, call)),
    }
    expect(await runPair(failing, b, state())).toMatchObject({
      copied: 1,
      failed: [{ key: 'large', reason: expect.stringContaining('the disk is full') }],
    })
    expect(namesIn('to')).toEqual(['small'])
    expect(await runPair(a, b, state())).toMatchObject({ failures: 0 })
    expect(namesIn('to')).toEqual(['large', 'small'])
  })

  it('and was left by a killed run is removed by the next one', async () => {
    const a = files('from', { large: Buffer.alloc(LARGE) })
    const b = files('to', {})
    // A process that is killed neither aborts nor closes: what it wrote stays, and its note of it too.
    const left: Upload[] = []
    const killed: ObjectStore = {
      ...b,
      openUpload: async (request, call) => {
        const upload = await b.openUpload(request, call)
        if (upload !== undefined) left.push(upload)
        return (
          upload && {
            token: upload.token,
            present: upload.present,
            part: () => Promise.reject(new Error('killed')),
            finish: upload.finish,
            abort: upload.abort,
          }
        )
      },
    }
    await expect(runPair(a, killed, state())).rejects.toThrow('killed')
    expect(namesIn('to')).toEqual([expect.stringMatching(/^\.mcloud-unfinished-/)])
    await runPair(a, b, state())
    expect(namesIn('to')).toEqual(['large'])
    for (const upload of left) await upload.abort(callOf())
  })
})

describe('a file that nobody can be writing any more', () => {
  const LEFT = '.mcloud-unfinished-of-old'

  it('is removed at the destination after a day, and never in a dry run, at a one-way source or before', async () => {
    const a = files('from', { one: '1', [LEFT]: 'half' })
    const b = files('to', { [LEFT]: 'half' })
    await runPair(a, b, state())
    expect(namesIn('to')).toEqual([LEFT, 'one'])
    // The time of a change cannot be set: the clock that it is compared with is put forward instead.
    const { now } = Date
    Date.now = () => now() + 86_500_000
    try {
      await runPair(a, b, state(), {}, { dryRun: true })
      expect(namesIn('to')).toEqual([LEFT, 'one'])
      await runPair(a, b, state())
    } finally {
      Date.now = now
    }
    expect(namesIn('to')).toEqual(['one'])
    expect(namesIn('from')).toEqual([LEFT, 'one'])
  })
})

/** Linux keeps any bytes as a name; other systems refuse them, and there is nothing to test. */
function makeUnnamed(folder: string): boolean {
  const at = Buffer.concat([Buffer.from(`${pathOf(folder)}/bad-`), Buffer.from([0xff])])
  try {
    writeFileSync(at, 'lost?')
    mkdirSync(Buffer.concat([at, Buffer.from('-folder')]))
    return true
  } catch {
    return false
  }
}

describe('names that are not UTF-8', () => {
  it('are refused by name, files and folders, and the rest goes on', async (context) => {
    const a = files('from', { good: '1' })
    if (!makeUnnamed('from')) context.skip()
    const b = files('to', {})
    const report = await runPair(a, b, state(), { deletes: true })
    expect(report).toMatchObject({ copied: 1, refusals: 2, failures: 0 })
    expect(report.refused).toEqual([
      { key: 'bad-\uFFFD', side: 'a', reason: 'its name is not UTF-8, so no key can name it' },
      { key: 'bad-\uFFFD-folder/', side: 'a', reason: 'its name is not UTF-8, so no key can name it' },
    ])
    const look = { a: folderStore(pathOf('from')), b, rules: RULES, download: false, call: callOf() }
    expect(await verifyPair({ ...look, onProgress: () => {} })).toMatchObject({ missing: { count: 2 } })
  })
})

describe('a folder within the source', () => {
  it('that goes away while it is walked takes its files with it, and ends nothing', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`a/${10_000 + index}`, 'x']))
    files('from', { ...many, 'b/gone': '1', 'c/stays': '1' })
    const store = folderStore(pathOf('from'))
    const changing: ObjectStore = {
      ...store,
      list: async (next, call) => {
        const page = await store.list(next, call)
        rmSync(pathOf('from', 'b'), { recursive: true, force: true })
        return page
      },
    }
    expect(await runPair(changing, files('to', {}), state())).toMatchObject({ copied: 1_501, failures: 0 })
    expect(existsSync(pathOf('to', 'c', 'stays'))).toBe(true)
  })

  it.skipIf(process.getuid?.() === 0)('that may not be read ends the run by its own name', async () => {
    const a = files('from', { 'open/x': '1', 'shut/y': '1' })
    const b = files('to', { old: '1' })
    chmodSync(pathOf('from', 'shut'), 0)
    try {
      await expect(runPair(a, b, state(), { deletes: true })).rejects.toMatchObject({
        code: 'AUTH_DENIED',
        message: expect.stringContaining(pathOf('from', 'shut')),
      })
      expect(namesIn('to')).toContain('old')
    } finally {
      chmodSync(pathOf('from', 'shut'), 0o700)
    }
  })
})
