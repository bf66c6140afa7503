import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadFigures, longestGap, quantile } from '../../src/lab/load/load-figures.ts'
import type { LoadEntry } from '../../src/lab/load/load-log.ts'
import { openLoadLog, readLoadLog } from '../../src/lab/load/load-log.ts'
import { compareOrders } from '../../src/lab/load/verify-load.ts'

const acknowledged = (seq: number, atMs: number, change: object = {}) =>
  ({
    kind: 'acknowledged',
    client: 'c',
    seq,
    id: String(seq),
    cloud: 'aws',
    dueMs: atMs - 4,
    atMs,
    ...change,
  }) as const

describe('figures', () => {
  test('take the pause from the acknowledged writes alone, the end included', () => {
    const entries: LoadEntry[] = [
      { kind: 'start', atMs: 1_000, ratePerSecond: 100 },
      acknowledged(1, 1_010),
      acknowledged(2, 1_020),
      { kind: 'failed', client: 'c', seq: 3, atMs: 1_100, reason: 'gone' },
      acknowledged(4, 1_320, { cloud: 'gcp', dueMs: 1_030 }),
      { kind: 'end', atMs: 1_330, clientStallMs: 2 },
    ]
    expect(loadFigures(entries)).toMatchObject({
      acknowledged: 3,
      failed: 1,
      longestPauseMs: 300,
      longestPauseAt: new Date(1_020).toISOString(),
      nominalIntervalMs: 10,
      clientStallMs: 2,
      latencyMs: { p50: 4, p99: 290, max: 290 },
      acknowledgedBy: { aws: 2, gcp: 1 },
      failures: { gone: 1 },
    })
    const neverBack = entries.map((entry) => (entry.kind === 'end' ? { ...entry, atMs: 9_320 } : entry))
    expect(loadFigures(neverBack).longestPauseMs).toBe(8_000)
  })

  test('a gap is the largest difference of neighbours', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2 }), (values) => {
        const times = [...values].sort((a, b) => a - b)
        const differences = times.slice(1).map((time, index) => time - (times[index] ?? 0))
        expect(longestGap(times).lengthMs).toBe(Math.max(...differences))
      }),
    )
  })

  test('a quantile is one of the values, with at least its share at or below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const ascending = [...values].sort((a, b) => a - b)
          const found = quantile(ascending, q)
          expect(ascending).toContain(found)
          expect(ascending.filter((value) => value <= found).length).toBeGreaterThanOrEqual(q * values.length)
        },
      ),
    )
  })
})

describe('a log', () => {
  test('is read back as written, without a torn last line, and is refused when damaged before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcloud-load-'))
    try {
      const path = join(folder, 'load.jsonl')
      const log = openLoadLog(path)
      log.append(acknowledged(1, 10))
      log.close()
      expect(readLoadLog(path)).toEqual([acknowledged(1, 10)])
      writeFileSync(path, `${JSON.stringify(acknowledged(1, 10))}\n{"kind":"ackn`)
      expect(readLoadLog(path)).toEqual([acknowledged(1, 10)])
      writeFileSync(path, `torn\n${JSON.stringify(acknowledged(1, 10))}\n`)
      expect(() => readLoadLog(path)).toThrow(/load\.jsonl:1 is damaged/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the judgement', () => {
  const stored = (seq: number, id = String(seq)) => ({ client_id: 'c', client_seq: String(seq), id })

  test('finds lost orders, changed ids and keys given twice', () => {
    const log = [
      acknowledged(1, 1),
      acknowledged(2, 2),
      acknowledged(3, 3, { id: '9' }),
      acknowledged(4, 4, { id: '1' }),
    ]
    expect(compareOrders(log, [stored(1), stored(3), stored(4, '1')])).toEqual({
      acknowledged: 4,
      found: 3,
      lost: ['c/2'],
      changed: ['c/3'],
      duplicateKeys: ['id 1'],
    })
  })

  test('takes orders that were written without an acknowledgement for no loss', () => {
    expect(compareOrders([acknowledged(1, 1)], [stored(1), stored(2)])).toMatchObject({ lost: [], found: 1 })
  })
})
