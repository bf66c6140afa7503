import { describe, expect, it } from 'vitest'
import { findSpikes } from '../../../src/core/cost/trend/anomalies.ts'
import { forecast } from '../../../src/core/cost/trend/forecast.ts'

/** A seeded generator of numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Days as a platform spends them: a level, growth that changes its mind, weekends, lognormal noise, a step now and
 * then, and spikes. What is foretold or found knows nothing of it.
 */
function spending(seed: number, days: number, spikeShare = 0.01) {
  const next = random(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const weekend = 0.55 + 0.45 * next()
  const noise = 0.01 + 0.05 * next()
  let level = 20 + 2000 * next() ** 2
  let growth = (next() - 0.35) * 0.006
  const values: number[] = []
  const spikes: number[] = []
  for (let day = 0; day < days; day++) {
    if (next() < 1 / 60) growth = (next() - 0.4) * 0.006
    level *= 1 + growth
    const usual = level * (day % 7 >= 5 ? weekend : 1) * Math.exp(noise * normal())
    const far = day - (spikes.at(-1) ?? -99) > 3
    const spike = day > 45 && far && next() < spikeShare
    if (spike) spikes.push(day)
    values.push(spike ? usual * (1.6 + 2 * next()) : usual)
  }
  return { values, spikes }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('the forecast', () => {
  const runs = Array.from({ length: 120 }, (_, seed) => {
    const { values } = spending(seed + 1, 150)
    const [history, came] = [values.slice(0, 120), sum(values.slice(120))]
    const told = forecast(history, 30)
    const lastValue = (history.at(-1) ?? 0) * 30
    const runRate = (sum(history.slice(-30)) / 30) * 30
    const miss = (guess: number) => Math.abs(guess - came) / came
    return {
      model: miss(told.total),
      lastValue: miss(lastValue),
      runRate: miss(runRate),
      inside: came >= told.low && came <= told.high,
    }
  })
  const mean = (pick: (run: (typeof runs)[number]) => number) => sum(runs.map(pick)) / runs.length

  it('is nearer to what comes than the last value and than the linear run-rate', () => {
    const figures = {
      model: mean((run) => run.model),
      lastValue: mean((run) => run.lastValue),
      runRate: mean((run) => run.runRate),
    }
    expect(figures.model).toBeLessThan(figures.lastValue)
    expect(figures.model).toBeLessThan(figures.runRate)
  })
  it('has an interval that holds about eight times of ten', () => {
    const inside = runs.filter((run) => run.inside).length / runs.length
    expect(inside).toBeGreaterThan(0.7)
    expect(inside).toBeLessThan(0.97)
  })
  it('is refused with fewer than 28 days', () => {
    expect(() => forecast(spending(1, 27).values, 30)).toThrowError(
      expect.objectContaining({ code: 'USAGE' }),
    )
    expect(forecast(spending(1, 28).values, 30).total).toBeGreaterThan(0)
  })
  it('takes days without a charge', () => {
    const { total, low, high } = forecast(
      Array.from({ length: 60 }, () => 0),
      10,
    )
    expect([total, low, high]).toEqual([0, 0, 0])
  })
})

describe('anomalies', () => {
  it('are found with a precision and a recall of nine in ten', () => {
    let [hits, found, there] = [0, 0, 0]
    for (let seed = 1000; seed < 1120; seed++) {
      const { values, spikes } = spending(seed, 180)
      const days = findSpikes(values).map(({ day }) => day)
      hits += days.filter((day) => spikes.includes(day)).length
      found += days.length
      there += spikes.length
    }
    expect(there).toBeGreaterThan(80)
    expect({
      precision: hits / found >= 0.9,
      recall: hits / there >= 0.9,
      figures: [hits, found, there],
    }).toMatchObject({ precision: true, recall: true })
  })
  it('that last are told once, and then are how things are', () => {
    const values = Array.from({ length: 90 }, (_, day) => (day < 60 ? 100 : 180) + (day % 3))
    expect(findSpikes(values).map(({ day }) => day)).toEqual([60])
  })
  it('are not found in what is calm', () => {
    expect(findSpikes(Array.from({ length: 90 }, () => 5))).toEqual([])
    expect(findSpikes(Array.from({ length: 90 }, () => 0))).toEqual([])
  })
})
