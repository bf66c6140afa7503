import { spawn } from 'node:child_process'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { type StoreMaker, startStores } from '../support/object-stores.ts'
import { callOf, listAll, runPair, scratchFolder } from '../support/sync-pair.ts'

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'mcloud.js')
const SMALL = 600
const LARGE_BYTES = 44 * 1024 * 1024

let aws: StoreMaker
let scratch: ReturnType<typeof scratchFolder>
beforeAll(async () => {
  if (!existsSync(join(import.meta.dirname, '..', '..', 'dist', 'main.js')))
    throw new Error('run `npm run build` first')
  aws = await startStores('aws')
})
afterAll(() => aws.close())
beforeEach(() => {
  scratch = scratchFolder()
})
afterEach(() => scratch.remove())

async function fill(store: ObjectStore) {
  for (let index = 0; index < SMALL; index += 1) {
    const bytes = randomBytes(2_000)
    const md5 = createHash('md5').update(bytes).digest()
    await store.write({ key: `small/${index}`, bytes, md5, attributes: {}, modifiedMs: 0 }, callOf())
  }
  const bytes = randomBytes(LARGE_BYTES)
  for (const key of ['large/1', 'large/2']) {
    const upload = await store.openUpload(
      { key, size: LARGE_BYTES, partBytes: 8 << 20, attributes: {}, modifiedMs: 0 },
      callOf(),
    )
    const parts: string[] = []
    for (let index = 0; index * (8 << 20) < LARGE_BYTES; index += 1) {
      const part = bytes.subarray(index * (8 << 20), (index + 1) * (8 << 20))
      const md5 = createHash('md5').update(part).digest()
      parts.push((await upload?.part(index, part, md5, callOf())) ?? '')
    }
    await upload?.finish(parts, undefined, callOf())
  }
}

describe('a sync that is killed', () => {
  it('sends again only what was in flight, at whatever moment kill -9 comes', async () => {
    const [a, b] = [await aws.make(), await aws.make()]
    await fill(a)
    let sent = 0
    /** Called when the destination has been sent so many. */
    let after: { readonly sent: number; readonly call: () => void } | undefined
    const proxy = await startFaultProxy(aws.api.url, (request) => {
      if (request.method === 'PUT') sent += 1
      if (after !== undefined && sent >= after.sent) after.call()
      return request.method === 'PUT' ? 'slow' : undefined
    })
    const words = ['sync', a.address, b.address, '--json', '--quiet']
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: proxy.url,
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'B',
      AWS_REGION: 'us-east-1',
      MCLOUD_STATE_DIR: join(scratch.path, 'state'),
      HOME: scratch.path,
    }
    let inFlight = 0
    let kills = 0
    let printed = ''
    for (let run = 0; run < 20; run += 1) {
      const child = spawn(process.execPath, [PROGRAM, ...words], { env, cwd: scratch.path })
      printed = ''
      child.stdout.on('data', (chunk) => (printed += chunk))
      const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
      // Five times a hundred at most are fewer than all, so that each of these runs is in the middle of its work.
      const moment = new Promise<'now'>((resolve) => {
        after = run < 5 ? { sent: sent + randomInt(1, 100), call: () => resolve('now') } : undefined
      })
      const outcome = await Promise.race([ended, moment, sleep(120_000)])
      if (outcome === 0) break
      if (typeof outcome === 'number' && outcome > 0) throw new Error(`exit ${outcome}: ${printed}`)
      kills += 1
      inFlight += proxy.inFlight()
      child.kill('SIGKILL')
      await ended
    }
    await proxy.close()
    expect(kills).toBeGreaterThanOrEqual(5)
    const report = JSON.parse(printed).data.pairs[0].report
    expect(report).toMatchObject({ failures: 0 })
    const keep = (objects: Awaited<ReturnType<typeof listAll>>) =>
      objects.map(({ key, size, version }) => ({ key, size, version }))
    expect(keep(await listAll(b))).toEqual(keep(await listAll(a)))
    const needed = SMALL + 2 * Math.ceil(LARGE_BYTES / (8 << 20))
    expect(sent).toBeLessThanOrEqual(needed + inFlight)
    expect(await runPair(a, b, join(scratch.path, 'other'))).toMatchObject({ copied: 0 })
  })
})
