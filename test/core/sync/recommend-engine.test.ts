import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adviceRows, recommendationText } from '../../../src/core/sync/engines/advice-text.ts'
import { adviseEngine } from '../../../src/core/sync/engines/advise.ts'
import {
  type EndKind,
  estimateDuration,
  isTelling,
  type Measurement,
} from '../../../src/core/sync/engines/estimate-duration.ts'
import { ENGINES, type Mover } from '../../../src/core/sync/engines/mover.ts'
import { type EngineQuestion, recommendEngine } from '../../../src/core/sync/engines/recommend-engine.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { specOf } from '../../support/sync-engines.ts'

const GIB = 2 ** 30
const kind = fc.constantFrom<EndKind>('s3', 'gcs', 'azure-blob', 'folder', 'rclone')
const load = fc.record({ objects: fc.nat(10 ** 8), bytes: fc.nat({ max: 2 ** 48 }) })
const measurement: fc.Arbitrary<Measurement> = fc.record({
  engine: fc.constantFrom(...ENGINES),
  from: kind,
  to: kind,
  objects: fc.nat(10 ** 7),
  bytes: fc.nat({ max: 2 ** 44 }),
  elapsedMs: fc.integer({ min: 1, max: 10 ** 9 }),
  atMs: fc.nat(2 ** 41),
})
const fitness = fc.oneof(
  fc.record({ fit: fc.constant(true as const), name: fc.string() }),
  fc.record({ fit: fc.constant(false as const), reason: fc.string() }),
)
const question: fc.Arbitrary<EngineQuestion> = fc.record(
  {
    from: kind,
    to: kind,
    load,
    bandwidthBytes: fc.integer({ min: 1, max: 2 ** 32 }),
    engines: fc.record({ builtin: fitness, rclone: fitness, managed: fitness }),
    measurements: fc.array(measurement, { maxLength: 5 }),
  },
  { requiredKeys: ['from', 'to', 'load', 'engines', 'measurements'] },
)

describe('the engine that is recommended', () => {
  it('is always one that can, and none only where none can', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { recommended, choices } = recommendEngine(asked)
        expect(choices.map(({ engine }) => engine)).toEqual([...ENGINES])
        const possible = choices.filter((choice) => choice.possible).map(({ engine }) => engine)
        expect(possible).toEqual(ENGINES.filter((engine) => asked.engines[engine].fit))
        if (recommended === undefined) expect(possible).toEqual([])
        else expect(possible).toContain(recommended)
      }),
    )
  })

  it("is mcloud's own where it can, unless another takes less than half and saves a quarter of an hour", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { recommended, choices } = recommendEngine(asked)
        const msOf = (engine: string | undefined) => {
          const choice = choices.find((one) => one.engine === engine)
          return choice?.possible === true ? choice.ms : undefined
        }
        const own = msOf('builtin')
        if (own === undefined) return
        const best = Math.min(...ENGINES.flatMap((engine) => msOf(engine) ?? []))
        const isWorth = best * 2 <= own && own - best >= 900_000
        expect(recommended === 'builtin').toBe(!isWorth)
        expect(msOf(recommended)).toBe(isWorth ? best : own)
      }),
    )
  })

  it('takes no less time for more, and keeps to a limit of bandwidth', () => {
    fc.assert(
      fc.property(question, load, fc.constantFrom(...ENGINES), (asked, more, engine) => {
        const { measurements, engines: _, ...common } = asked
        const larger = { objects: common.load.objects + more.objects, bytes: common.load.bytes + more.bytes }
        const { ms } = estimateDuration({ ...common, engine }, measurements)
        expect(ms).toBeGreaterThan(0)
        expect(estimateDuration({ ...common, engine, load: larger }, measurements).ms).toBeGreaterThanOrEqual(
          ms,
        )
        if (common.bandwidthBytes !== undefined)
          expect(ms).toBeGreaterThanOrEqual((common.load.bytes / common.bandwidthBytes) * 1_000)
      }),
    )
  })

  it('is timed by the newest telling run of its own, which it foretells exactly', () => {
    fc.assert(
      fc.property(fc.array(measurement, { minLength: 1, maxLength: 8 }), (runs) => {
        const [{ engine, from, to } = runs[0] as Measurement] = runs
        const own = runs.filter((one) => one.engine === engine && one.from === from && one.to === to)
        const telling = own.filter(isTelling).sort((one, other) => one.atMs - other.atMs)
        const newest = telling.findLast(({ atMs }) => atMs === telling.at(-1)?.atMs)
        const { ms, basis } = estimateDuration(
          { engine, from, to, load: newest ?? { objects: 1, bytes: 1 } },
          runs,
        )
        if (newest === undefined) expect(basis.kind).toBe('assumed')
        else {
          expect(basis).toMatchObject({ kind: 'measured', run: { atMs: newest.atMs } })
          if (telling.filter(({ atMs }) => atMs === newest.atMs).length === 1)
            expect(ms).toBeCloseTo(newest.elapsedMs, 3)
        }
      }),
    )
  })
})

describe('advice about a pair', () => {
  const stores = (able: readonly string[], measurements: readonly Measurement[] = []) => ({
    measurements: async () => measurements,
    mover: async (_: unknown, engine: string) => {
      if (able.includes(engine)) return { name: `a ${engine}` } as Mover
      throw new McloudError({
        code: 'USAGE',
        message: 'it cannot',
        problems: [{ at: '--transfer-role', message: 'is not said' }],
      })
    },
  })

  it('says of each engine how long, and by what, or why not', async () => {
    const run: Measurement = {
      engine: 'builtin',
      from: 's3',
      to: 'gcs',
      objects: 4,
      bytes: GIB,
      elapsedMs: 20_000,
      atMs: Date.UTC(2026, 10, 20),
    }
    const pair = specOf('s3://a', 'gs://b')
    const small = await adviseEngine(pair, { objects: 4, bytes: GIB }, stores(['rclone'], [run]))
    expect(recommendationText(small)).toBe('builtin: it proves each object while it copies it')
    expect(adviceRows(small)).toEqual([
      ['builtin (mcloud itself)', 'about 20 s', 'measured: 1.0 GiB in 4 objects took 20 s on 2026-11-20'],
      ['rclone (a rclone)', 'about 19 s', 'assumed: 60.0 MiB/s, 200 objects/s, 2.0 s to begin'],
      ['managed', 'not possible', '--transfer-role: is not said'],
    ])
    const large = await adviseEngine(pair, { objects: 10_000, bytes: 4_096 * GIB }, stores(['managed']))
    expect(recommendationText(large)).toBe('managed: it is estimated to take less than half of the time')
  })

  it('knows without asking what no engine but one can do', async () => {
    const remote = await adviseEngine(
      specOf('rclone://r/x', 's3://b'),
      { objects: 1, bytes: 1 },
      stores(['rclone']),
    )
    expect(recommendationText(remote)).toBe('rclone: the engine of mcloud cannot reach a side')
    const spec = specOf('s3://a', 'gs://b')
    const both = { ...spec, rules: { ...spec.rules, direction: 'two-way' as const } }
    const advice = await adviseEngine(both, { objects: 1, bytes: 1 }, stores(['rclone', 'managed']))
    expect(advice.choices.map(({ possible }) => possible)).toEqual([true, false, false])
  })
})
