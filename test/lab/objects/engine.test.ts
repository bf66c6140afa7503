import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { byteRange } from '../../../src/lab/objects/byte-range.ts'
import { makeChecksums } from '../../../src/lab/objects/checksums.ts'
import { compareKeys } from '../../../src/lab/objects/key-order.ts'
import { type ListMark, listPage, readMark, writeMark } from '../../../src/lab/objects/list-page.ts'
import { openObjectStore } from '../../../src/lab/objects/object-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcloud-objects-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function* body(...parts: (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part)
}

const open = () => openObjectStore<{ note: string }>(folder, () => Date.now())

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('keys', () => {
  it('stand in the order of their UTF-8 bytes', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'z', '/', 'ü', '\uffee', '\u{1f600}', '\u{10ffff}') })
    fc.assert(
      fc.property(key, key, (a, b) => {
        const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareKeys(a, b))).toBe(wanted)
      }),
    )
    expect(compareKeys('\uffff', '\u{10000}')).toBeLessThan(0)
  })

  it('are listed page by page as they would be at once', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{1f600}', '\uffee'), maxLength: 6 })
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 40 }),
        key,
        fc.constantFrom('', '/', 'b/'),
        fc.integer({ min: 1, max: 7 }),
        (keys, prefix, delimiter, most) => {
          const sorted = [...keys].sort(compareKeys)
          const found: string[] = []
          let after: ListMark | undefined
          do {
            const page = listPage(sorted, { prefix, delimiter, most, ...(after && { after }) })
            expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(most)
            found.push(...[...page.keys, ...page.prefixes].sort(compareKeys))
            after = page.next === undefined ? undefined : readMark(writeMark(page.next))
          } while (after !== undefined)
          const wanted = sorted
            .filter((each) => each.startsWith(prefix))
            .map((each) => {
              const cut = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length)
              return cut < 0 ? each : each.slice(0, cut + delimiter.length)
            })
          expect(found).toEqual([...new Set(wanted)])
        },
      ),
    )
  })
})

describe('checksums', () => {
  it('are those of the published check value, however the bytes arrive', () => {
    for (const cut of [0, 1, 4, 8, 9]) {
      const sums = makeChecksums(['crc32', 'crc32c', 'md5'])
      sums.update(Buffer.from('123456789').subarray(0, cut))
      sums.update(Buffer.from('123456789').subarray(cut))
      const { crc32 = '', crc32c = '', md5 } = sums.digest()
      // https://reveng.sourceforge.io/crc-catalogue/17plus.htm
      expect(Buffer.from(crc32, 'base64').toString('hex')).toBe('cbf43926')
      expect(Buffer.from(crc32c, 'base64').toString('hex')).toBe('e3069283')
      expect(md5).toBe('JfnnlDI7RTiF9RgfG2JNCw==')
    }
  })
})

describe('ranges', () => {
  it.each([
    ['bytes=0-3', 10, { start: 0, end: 3 }],
    ['bytes=4-', 10, { start: 4, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-30', 10, { start: 0, end: 9 }],
    ['bytes=8-99', 10, { start: 8, end: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=5-4', 10, undefined],
    ['bytes=0-1,4-5', 10, undefined],
    ['lines=0-1', 10, undefined],
    [undefined, 10, undefined],
  ] as const)('%s of %i bytes', (header, size, wanted) => {
    expect(byteRange(header, size)).toEqual(wanted)
  })
})

describe('a bucket', () => {
  it('holds what was put into it after it is opened again, and nothing half', async () => {
    const bucket = open().create('b', { region: 'r' })
    for (const [key, value] of [
      ['a', '1'],
      ['b', '22'],
      ['a', '333'],
    ] as const)
      bucket.put(key, await bucket.receive(body(value), ['md5']), { note: value })
    bucket.delete('b')
    bucket.change(bucket.get('a') ?? expect.fail(), { note: 'changed' })
    await bucket.receive(body('never put'), [])
    bucket.close()
    // A kill in the middle of a write leaves half a line.
    appendFileSync(join(folder, 'b', 'objects.log'), '{"put":{"key":"half","fi')
    const again = open().get('b') ?? expect.fail()
    expect(again.attributes).toEqual({ region: 'r' })
    expect(again.list({ most: 10 }).keys).toEqual(['a'])
    const object = again.get('a') ?? expect.fail()
    expect(object).toMatchObject({ size: 3, metageneration: 2, attributes: { note: 'changed' } })
    expect(await text(again.read(object))).toBe('333')
    expect(await text(again.read(object, { start: 1, end: 1 }))).toBe('3')
    expect(readdirSync(join(folder, 'b', 'bodies'))).toEqual(object.files.map(({ file }) => file))
    again.put('c', await again.receive(body('x'), ['md5']), { note: '' })
    again.close()
    expect(open().get('b')?.list({ most: 10 }).keys).toEqual(['a', 'c'])
  })

  it('forgets history when it is opened after many changes', async () => {
    const bucket = open().create('b', {})
    for (let count = 0; count < 1_100; count++)
      bucket.put('a', await bucket.receive(body(`${count}`), []), { note: `${count}` })
    bucket.close()
    const again = open().get('b') ?? expect.fail()
    expect(again.get('a')?.attributes.note).toBe('1099')
    again.close()
    expect(open().get('b')?.get('a')?.attributes.note).toBe('1099')
  })

  it('streams a large body to the disk and reads an old body to its end', async () => {
    const bucket = open().create('b', {})
    const part = Buffer.alloc(200_000, 'x')
    const first = bucket.put('a', await bucket.receive(body(part, part, part), ['md5']), { note: '' })
    expect(first.size).toBe(600_000)
    const reading = bucket.read(first)
    bucket.put('a', await bucket.receive(body('new'), ['md5']), { note: '' })
    expect((await text(reading)).length).toBe(600_000)
  })

  it('leaves nothing of a body that breaks off', async () => {
    const bucket = open().create('b', {})
    async function* broken() {
      yield Buffer.alloc(300_000)
      throw new Error('gone')
    }
    await expect(bucket.receive(broken(), ['md5'])).rejects.toThrow('gone')
    expect(readdirSync(join(folder, 'b', 'bodies'))).toEqual([])
  })
})
