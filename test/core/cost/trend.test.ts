import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/core/cost/period.ts'
import type { ReportPorts } from '../../../src/core/cost/report/cost-report.ts'
import type { Spend } from '../../../src/core/cost/spend.ts'
import { findSpikes } from '../../../src/core/cost/trend/anomalies.ts'
import { costAnomalies } from '../../../src/core/cost/trend/cost-anomalies.ts'
import { costForecast } from '../../../src/core/cost/trend/cost-forecast.ts'
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
  // What bills look like: each shape alone, by several seeds, held against the two simple guesses together.
  const WEEK = [1, 1, 1, 1, 1, 0.6, 0.5]
  const shapes: Readonly<Record<string, (day: number, noise: number, chance: number) => number>> = {
    'calm with weekends': (day, noise) => 400 * (WEEK[day % 7] ?? 1) * noise,
    growing: (day, noise) => (200 + 3 * day) * noise,
    'shrinking with weekends': (day, noise) => (900 - 4 * day) * (WEEK[day % 7] ?? 1) * noise,
    'a new level three weeks ago': (day, noise) => (day < 100 ? 300 : 520) * noise,
    'with spikes': (_day, noise, chance) => 150 * noise * (chance < 0.05 ? 5 : 1),
  }
  it.each(Object.entries(shapes))('is as near for what is %s', (_, shape) => {
    let [model, lastValue, runRate] = [0, 0, 0]
    for (let seed = 1; seed <= 15; seed++) {
      const next = random(seed * 7919)
      const values = Array.from({ length: 150 }, (_day, day) => shape(day, 0.96 + 0.08 * next(), next()))
      const [history, came] = [values.slice(0, 120), sum(values.slice(120))]
      const miss = (guess: number) => Math.abs(guess - came) / came
      model += miss(forecast(history, 30).total)
      lastValue += miss((history.at(-1) ?? 0) * 30)
      runRate += miss(sum(history.slice(-30)))
    }
    // Where chance alone decides, a mean is as good a guess as any: no worse than a tenth more.
    expect({ model, best: Math.min(lastValue, runRate) }).toSatisfy(
      ({ model: ours, best }) => ours <= best * 1.1,
    )
  })

  it('has an interval that holds about eight times of ten', () => {
    const inside = runs.filter((run) => run.inside).length / runs.length
    expect(inside).toBeGreaterThan(0.7)
    expect(inside).toBeLessThan(0.97)
  })
  it('of a budget in dollars is told beside charges of a few days in another currency', async () => {
    const days = Array.from({ length: 60 }, (_, day) => addDays('2026-08-01', day))
    const spend = days.map((day) => ({ cloud: 'aws', day, currency: 'USD', amount: '100', tags: {} }))
    const euro = { cloud: 'azure', day: '2026-09-29', currency: 'EUR', amount: '3', tags: {} }
    const told = async (charges: readonly Spend[]) => {
      const ports = {
        clock: { now: () => Date.parse('2026-10-01T12:00:00Z') },
        call: () => ({ signal: new AbortController().signal, deadlineMs: 0 }),
        billingFiles: async () => ({ readFocus: async () => ({ spend: charges, files: [], warnings: [] }) }),
      } as unknown as ReportPorts
      const options = { files: ['bill.csv'], clouds: [], maxApiSpend: '0', fresh: false, days: 10 }
      return (await costForecast(options, ports)).data
    }
    const { currencies, notes } = await told([...spend, euro])
    expect(currencies.map(({ currency, forecast: total }) => [currency, Math.round(total)])).toEqual([
      ['USD', 1000],
    ])
    expect(notes).toEqual(['EUR: charges of 1 days, too few to foretell any'])
    await expect(told([euro])).rejects.toMatchObject({ code: 'USAGE' })
  })
  describe('of clouds that do not tell some days', () => {
    const days = Array.from({ length: 90 }, (_, day) => addDays('2026-08-01', day))
    const charge = (cloud: string, day: string, amount = '100'): Spend => ({
      cloud,
      day,
      currency: 'USD',
      service: 'machines',
      amount,
      tags: {},
    })
    const told = async (spend: readonly Spend[]) => {
      const ports = {
        clock: { now: () => Date.parse('2026-10-30T12:00:00Z') },
        call: () => ({ signal: new AbortController().signal, deadlineMs: 0 }),
        billingFiles: async () => ({ readFocus: async () => ({ spend, files: [], warnings: [] }) }),
      } as unknown as ReportPorts
      const options = { files: ['bill.csv'], clouds: [], maxApiSpend: '0', fresh: false }
      const { data } = await costForecast({ ...options, days: 2 }, ports)
      const anomalies = (await costAnomalies({ ...options, leastExcess: 1 }, ports)).data
      return { one: data.currencies[0], notes: data.notes, anomalies }
    }

    it('takes a month that is missing for usual days, and calls what follows no anomaly', async () => {
      const { one, notes, anomalies } = await told(
        days.filter((day) => !day.startsWith('2026-09')).map((day) => charge('aws', day)),
      )
      expect(one).toMatchObject({ forecast: 200, low: 200, high: 200, spent: '2900' })
      expect(one?.days.find(({ day }) => day === '2026-09-10')?.amount).toBeNull()
      expect(notes[0]).toMatch(/^aws: no charges are told of 30 days between 2026-09-01 and 2026-09-30/)
      expect(anomalies).toMatchObject({ anomalies: [], notes: [notes[0]] })
    })

    it('foretells a month in which one cloud is late, and whose weekdays differ', async () => {
      const usual = (day: string) => ([0, 6].includes(new Date(day).getUTCDay()) ? '40' : '100')
      const late = days.filter((day) => day < '2026-10-28')
      const { one } = await told([
        ...days.map((day) => charge('aws', day)),
        ...late.map((day) => charge('gcp', day, usual(day))),
      ])
      const whole =
        31 * 100 +
        late
          .concat('2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31')
          .filter((day) => day.startsWith('2026-10'))
          .reduce((sum, day) => sum + Number(usual(day)), 0)
      expect(one?.monthEnd.total).toBeCloseTo(whole, 3)
      expect(one?.missing).toEqual([{ cloud: 'gcp', days: ['2026-10-28', '2026-10-29'] }])
    })

    it('takes days for nothing where charges are seldom, and where a cloud has ended', async () => {
      const working = days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))
      const { one, notes } = await told([
        ...days.map((day) => charge('aws', day)),
        ...working.filter((day) => day < '2026-10-12').map((day) => charge('gcp', day)),
        ...days.filter((day) => day < '2026-10-12').map((day) => charge('azure', day)),
      ])
      expect([one?.missing, notes]).toEqual([[], []])
    })
  })
  it('foretells nothing below nothing', () => {
    const values = Array.from({ length: 40 }, (_, day) => (day % 9 === 0 ? 900 : 1))
    expect(forecast(values, 3).low).toBeGreaterThanOrEqual(0)
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
  it('that hover about what is told are not told again, and a spike on top of them is', () => {
    const hovering = Array.from(
      { length: 120 },
      (_, day) => (day < 60 ? 100 : day % 2 ? 119 : 123) + (day % 3),
    )
    expect(findSpikes(hovering).map(({ day }) => day)).toEqual([60])
    const topped = hovering.with(63, 300)
    expect(findSpikes(topped).map(({ day }) => day)).toEqual([60, 63])
  })
  it('are not found in what is calm', () => {
    expect(findSpikes(Array.from({ length: 90 }, () => 5))).toEqual([])
    expect(findSpikes(Array.from({ length: 90 }, () => 0))).toEqual([])
  })
})
