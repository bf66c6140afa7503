/** The middle of some figures; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** How far figures lie from their middle, on the scale of a standard deviation and unmoved by outliers. */
export function spread(values: readonly number[]): number {
  const middle = median(values)
  // 1.4826 makes the median deviation of a normal distribution its standard deviation.
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)))
}

/** The figure below which the given share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN]
  return low + (high - low) * (at - Math.floor(at))
}

/** The middle of the slopes between all pairs of points (Theil and Sen): a trend that spikes do not move. */
export function medianSlope(values: readonly number[]): number {
  const slopes: number[] = []
  for (let one = 0; one < values.length; one++) {
    for (let other = one + 1; other < values.length; other++) {
      slopes.push(((values[other] ?? 0) - (values[one] ?? 0)) / (other - one))
    }
  }
  return slopes.length === 0 ? 0 : median(slopes)
}

const WEEK = 7

/**
 * What each day of the week is against the week around it, by the middle of all weeks; index 0 is the weekday of
 * the first value.
 */
export function weekdayFactors(values: readonly number[]): readonly number[] {
  const ratios: number[][] = Array.from({ length: WEEK }, () => [])
  for (let day = 3; day < values.length - 3; day++) {
    const around = median(values.slice(day - 3, day + 4))
    const mean = values.slice(day - 3, day + 4).reduce((total, value) => total + value, 0) / WEEK
    // A week with an outlier tells its middle, not its mean.
    const base = Math.abs(mean - around) > 0.25 * Math.abs(around) ? around : mean
    if (base > 0) ratios[day % WEEK]?.push((values[day] ?? 0) / base)
  }
  const factors = ratios.map((of) => (of.length === 0 ? 1 : median(of)))
  const mean = factors.reduce((total, factor) => total + factor, 0) / WEEK
  return factors.map((factor) => (mean > 0 && factor > 0 ? factor / mean : 1))
}
