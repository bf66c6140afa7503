const BARS = '▁▂▃▄▅▆▇█'

/** Figures as a line of blocks, of at most `width`; a gap where there is none. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.length <= width ? values : squeezed(values, width)
  const known = shown.filter((value) => value !== null)
  if (known.length === 0) return ''
  const low = Math.min(0, ...known)
  const high = Math.max(...known)
  const span = high - low || 1
  return shown
    .map((value) => (value === null ? ' ' : BARS[Math.round(((value - low) / span) * (BARS.length - 1))]))
    .join('')
}

/** Fewer points, each the mean of those it stands for. */
function squeezed(values: readonly (number | null)[], width: number): (number | null)[] {
  return Array.from({ length: width }, (_, index) => {
    const start = Math.floor((index * values.length) / width)
    const end = Math.floor(((index + 1) * values.length) / width)
    const known = values.slice(start, end).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0) / known.length
  })
}
