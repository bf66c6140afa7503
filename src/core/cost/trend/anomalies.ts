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
export const LEAST_BEFORE_SPIKE = 14
/** Part of the expected amount that is never called an anomaly, however calm a series is. */
const LEAST_SHARE = 0.2
const CALM_SPREAD = 0.02
/** Part of the limits above which a rise goes on, so that one that hovers about them is not told again and again. */
const STILL = 0.5
/** A spike on top of a rise is told where it is so many times as high. */
const ON_TOP = 2
/** Days after which a rise is how things are. */
const LASTING = 7

/** Finds days above what their weekday and the weeks before let expect; a lasting rise is told once. */
export function findSpikes(values: readonly number[], options: SpikeOptions = USUAL_SPIKES): Spike[] {
  const factors = weekdayFactors(values)
  const plain = values.map((value, day) => value / (factors[day % 7] ?? 1))
  const spikes: Spike[] = []
  // What a day stands for when later days are judged: a spike is no precedent, a new level becomes one.
  const judged: number[] = []
  let run = 0
  let highest = 0
  for (const [day, value] of plain.entries()) {
    const before = judged.slice(-WINDOW)
    if (before.length < LEAST_BEFORE_SPIKE) {
      judged.push(value)
      continue
    }
    const usual = median(before)
    const width = Math.max(spread(before), CALM_SPREAD * Math.abs(usual), Number.EPSILON)
    const score = (value - usual) / width
    const expected = usual * (factors[day % 7] ?? 1)
    const excess = (values[day] ?? 0) - expected
    const above = (part: number) =>
      score > part * options.threshold &&
      excess > part * options.leastExcess &&
      excess > part * LEAST_SHARE * expected
    const told = above(1) && (run === 0 || excess > ON_TOP * highest)
    if (told) spikes.push({ day, value: values[day] ?? 0, expected, excess, score })
    const rising = run === 0 ? told : above(STILL)
    run = rising ? run + 1 : 0
    highest = rising ? Math.max(highest, excess) : 0
    judged.push(rising ? usual : value)
    if (run < LASTING) continue
    // All that was before counts as it would have been on the new level.
    const level = median(plain.slice(day - LASTING + 1, day + 1))
    for (const [index, one] of judged.entries()) judged[index] = usual > 0 ? (one / usual) * level : level
    run = 0
    highest = 0
  }
  return spikes
}
