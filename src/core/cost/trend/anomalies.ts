import { median, spread, weekdayFactors } from './statistics.ts'

/** A day that cost more than the days before it let expect. */
export interface Spike {
  /** Index of the day. */
  readonly day: number
  readonly value: number
  readonly expected: number
  readonly excess: number
  /** Excess in spreads of the days before. */
  readonly score: number
}

export interface SpikeOptions {
  /** Excess below which nobody is called, in the currency of the series. */
  readonly leastExcess: number
  /** Spreads above which a day counts. */
  readonly threshold: number
}

export const USUAL_SPIKES: SpikeOptions = { leastExcess: 1, threshold: 5 }

/** Days that a day is judged by; fewer than the least tell nothing. */
const WINDOW = 35
const LEAST = 14
/** Part of the expected amount that is never called an anomaly, however calm a series is. */
const LEAST_SHARE = 0.2
const CALM_SPREAD = 0.02

/** Finds days above what their weekday and the weeks before let expect; a lasting rise is told once. */
export function findSpikes(values: readonly number[], options: SpikeOptions = USUAL_SPIKES): Spike[] {
  const factors = weekdayFactors(values)
  const plain = values.map((value, day) => value / (factors[day % 7] ?? 1))
  const spikes: Spike[] = []
  // What a day stands for when later days are judged: a spike is no precedent, a new level becomes one.
  const judged: number[] = []
  let run = 0
  for (const [day, value] of plain.entries()) {
    const before = judged.slice(-WINDOW)
    if (before.length < LEAST) {
      judged.push(value)
      continue
    }
    const usual = median(before)
    const width = Math.max(spread(before), CALM_SPREAD * Math.abs(usual), Number.EPSILON)
    const score = (value - usual) / width
    const expected = usual * (factors[day % 7] ?? 1)
    const excess = (values[day] ?? 0) - expected
    const high = score > options.threshold && excess > options.leastExcess && excess > LEAST_SHARE * expected
    run = high ? run + 1 : 0
    if (high && run === 1) spikes.push({ day, value: values[day] ?? 0, expected, excess, score })
    // After a week the rise is how things are now.
    if (run === 7) judged.splice(-6, 6, ...plain.slice(day - 6, day))
    judged.push(high && run < 7 ? usual : value)
  }
  return spikes
}
