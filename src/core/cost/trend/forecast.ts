import { McloudError } from '../../../errors/mcloud-error.ts'
import { median, medianSlope, quantile, spread, weekdayFactors } from './statistics.ts'

export interface Forecast {
  /** One for each coming day. */
  readonly days: readonly number[]
  readonly total: number
  /** Bounds within which the total lies eight times of ten, by how far such forecasts were off in the past. */
  readonly low: number
  readonly high: number
  readonly basis: string
}

/** Days of history below which nothing is foretold. */
export const LEAST_DAYS = 28
/** Days that the trend is taken from: older ones say less of what comes. */
const TREND_DAYS = 56
const LEVEL_DAYS = 14
/** How much of a trend is left after each day: growth seldom goes on for ever. */
const DAMPING = 0.985
const SHARE = 0.8

/**
 * Foretells the coming days of a daily series: its level, its damped trend and its weekdays, each by medians, so
 * that a spike is not foretold; what spikes often is. A step to a new level is no trend. Figures are estimates, and no sums of money.
 * @throws McloudError USAGE with fewer than 28 days
 */
export function forecast(history: readonly number[], days: number): Forecast {
  if (history.length < LEAST_DAYS) {
    throw new McloudError({
      code: 'USAGE',
      message: `A forecast needs ${LEAST_DAYS} days of charges, and there are ${history.length}.`,
      hint: 'Wait, or name bills of more days with --focus.',
    })
  }
  const coming = project(history, days)
  const total = sumOf(coming)
  const misses = pastMisses(history, days)
  const few = misses.length < 6
  // Past windows overlap, so that they are fewer than they seem: the interval is the wider for it.
  const width = few
    ? 1.2816 * dailySpread(history) * Math.sqrt(days) * 1.5
    : quantile(misses, SHARE) * (1 + 5 / misses.length) * Math.abs(total)
  return {
    days: coming,
    total,
    // Only what recurs is foretold, and that takes nothing back.
    low: Math.max(0, total - width),
    high: total + width,
    basis: few
      ? `interval from the spread of ${history.length} days`
      : `interval from ${misses.length} forecasts of the past, held against what came`,
  }
}

function project(history: readonly number[], days: number): number[] {
  const factors = weekdayFactors(history.slice(-TREND_DAYS - (history.length % 7)))
  const start = history.length - history.slice(-TREND_DAYS - (history.length % 7)).length
  const factorOf = (day: number) => factors[(((day - start) % 7) + 7) % 7] ?? 1
  const plain = history.map((value, day) => value / factorOf(day))
  const recent = plain.slice(-TREND_DAYS)
  const { slope, since } = trendOf(recent)
  // The level of today: the middle of the last days, each carried forward by the trend.
  const last = recent.slice(since).slice(-LEVEL_DAYS)
  const level = median(last.map((value, index) => value + slope * (last.length - 1 - index)))
  const extra = usualExtra(
    recent.slice(since).map((value, index, all) => value - slope * (index + 1 - all.length)),
  )
  let ahead = 0
  return Array.from({ length: days }, (_, index) => {
    ahead += DAMPING ** (index + 1)
    return Math.max(0, (level + extra + slope * ahead) * factorOf(history.length + index))
  })
}

/** How much better a step must explain what came than a line does. */
const STEP_SHARE = 0.75
const LEAST_SIDE = 7

/** The slope of what came, and since which index it counts: a step to a new level is no growth. */
function trendOf(values: readonly number[]): { readonly slope: number; readonly since: number } {
  const slope = medianSlope(values)
  const rest = values.map((value, index) => value - slope * index)
  let best = { since: 0, miss: STEP_SHARE * missesFrom(rest) }
  for (let since = LEAST_SIDE; since <= values.length - LEAST_SIDE; since++) {
    const miss = missesFrom(values.slice(0, since)) + missesFrom(values.slice(since))
    if (miss < best.miss) best = { since, miss }
  }
  if (best.since === 0) return { slope, since: 0 }
  const after = values.slice(best.since)
  return { slope: after.length < LEAST_DAYS ? 0 : medianSlope(after), since: best.since }
}

function missesFrom(values: readonly number[]): number {
  const middle = median(values)
  return sumOf(values.map((value) => Math.abs(value - middle)))
}

/** Days that stand out by so much, and so many of them, are how things are: what they add to a usual day. */
const OUTLYING = 5
const LEAST_OUTLIERS = 3

function usualExtra(values: readonly number[]): number {
  const middle = median(values)
  const width = Math.max(spread(values), 0.02 * Math.abs(middle))
  const outliers = values.map((value) => value - middle).filter((excess) => excess > OUTLYING * width)
  return outliers.length < LEAST_OUTLIERS ? 0 : sumOf(outliers) / values.length
}

/** How far, as a share, forecasts of as many days were off that could have been made before. */
function pastMisses(history: readonly number[], days: number): number[] {
  const misses: number[] = []
  for (let end = history.length - days; end >= LEAST_DAYS && misses.length < 26; end -= 3) {
    const came = sumOf(history.slice(end, end + days))
    const told = sumOf(project(history.slice(0, end), days))
    if (told > 0) misses.push(Math.abs(came - told) / told)
  }
  return misses
}

function dailySpread(history: readonly number[]): number {
  const factors = weekdayFactors(history)
  return spread(history.map((value, day) => value / (factors[day % 7] ?? 1)))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
