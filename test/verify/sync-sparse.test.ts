import { mkdirSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyPair } from '../../src/core/sync/verify-pair.ts'
import { folderStore, type StoreMaker, startStores } from '../support/object-stores.ts'
import { callOf, listAll, RULES, runPair, scratchFolder } from '../support/sync-pair.ts'

const GIB = 2 ** 30
const SIZE = 5 * GIB + 12_345
const scratch = scratchFolder()
const { bavail, bsize } = statfsSync(scratch.path)
// The lab holds all of it; so does nothing else.
const hasRoom = bavail * bsize > 3 * SIZE

describe.skipIf(!hasRoom)('an object of more than 5 GiB (needs 15 GiB of disk)', () => {
  let aws: StoreMaker
  beforeAll(async () => {
    aws = await startStores('aws')
  })
  afterAll(async () => {
    await aws.close()
    scratch.remove()
  })

  it('goes up from a sparse file in bounded memory, and is proved without reading it again', async () => {
    const folder = join(scratch.path, 'files')
    mkdirSync(folder)
    const file = join(folder, 'sparse')
    writeFileSync(file, 'begin')
    truncateSync(file, SIZE)
    const handle = await open(file, 'r+')
    await handle.write('end', SIZE - 3)
    await handle.close()
    const [a, b] = [folderStore(folder), await aws.make()]
    const call = callOf(600_000)
    const report = await runPair(a, b, join(scratch.path, 'state'), {}, { call })
    expect(report).toMatchObject({ copied: 1, copiedBytes: SIZE, failures: 0 })
    const [held] = await listAll(b)
    // S3 takes no object of that size in one piece.
    expect(held).toMatchObject({ key: 'sparse', size: SIZE, partsTag: expect.stringMatching(/-\d+$/) })
    const read = async (start: number) => {
      const range = { start, length: 3 }
      const got = await b.read({ key: 'sparse', version: held?.version ?? '', size: SIZE, range }, call)
      return got === 'changed' ? got : got.bytes.toString()
    }
    expect([await read(0), await read(SIZE - 3)]).toEqual(['beg', 'end'])
    const again = await runPair(a, b, join(scratch.path, 'state'), {}, { call })
    expect(again).toMatchObject({ copied: 0, counts: { same: { ledger: 1 } } })
    const verified = await verifyPair({ a, b, rules: RULES, download: false, call, onProgress: () => {} })
    expect(verified).toMatchObject({ a: 1, b: 1, same: { content: 1 }, unproved: 0 })
  }, 600_000)
})
