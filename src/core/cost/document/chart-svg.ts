import { figureOf } from './chart-words.ts'
import type { ChartPoint, DocumentChart } from './document.ts'
import { escapeHtml } from './escape-html.ts'

const WIDTH = 960
const HEIGHT = 260
const LEFT = 64
const BOTTOM = 28
const TOP = 20
const RIGHT = 16
/** Lines of the grid, about. */
const TICKS = 4
const LABELS = 8

/** A chart as SVG; every point has its figure as a tooltip, gaps stay gaps, and what is foretold is dashed. */
export function chartSvg(chart: DocumentChart, label: string): string {
  const { points, kind, unit } = chart
  const known = points.flatMap(({ value, low, high }) => [value, low ?? null, high ?? null]).filter(isFigure)
  if (known.length === 0) return ''
  const scale = makeScale(Math.min(0, ...known), Math.max(0, ...known), points.length)
  const drawn = kind === 'bars' ? bars(points, scale, unit) : line(points, scale, unit)
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">${grid(scale)}${drawn}${labels(points, scale)}</svg>`
}

interface Scale {
  readonly ticks: readonly number[]
  readonly step: number
  x(index: number): number
  y(value: number): number
}

function makeScale(lowest: number, highest: number, count: number): Scale {
  const every = roundStep((highest - lowest || 1) / TICKS)
  const low = Math.floor(lowest / every) * every
  const lines = Math.max(1, Math.ceil(highest / every) - Math.floor(lowest / every))
  const ticks = Array.from({ length: lines + 1 }, (_, index) => low + index * every)
  const span = lines * every
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, count)
  return {
    ticks,
    step,
    x: (index) => round(LEFT + step * (index + 0.5)),
    y: (value) => round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / span)),
  }
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return (([1, 2, 5, 10] as const).find((times) => times * power >= least) ?? 10) * power
}

function grid({ ticks, y }: Scale): string {
  return ticks
    .map((value) => {
      const at = y(value)
      const kind = value === 0 ? 'axis zero' : 'axis'
      return `<line class="${kind}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${figureOf(value)}</text>`
    })
    .join('')
}

function labels(points: readonly ChartPoint[], { x }: Scale): string {
  const every = Math.max(1, Math.ceil(points.length / LABELS))
  const years = new Set(points.map(({ label }) => label.slice(0, 4)))
  const days = points.every(({ label }) => /^\d{4}-\d\d-\d\d$/.test(label))
  return points
    .map(({ label }, index) => {
      if (index % every !== 0) return ''
      // The year stands in the title where there is one only.
      const shown = days && years.size === 1 ? label.slice(5) : label
      return `<text x="${x(index)}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(shown)}</text>`
    })
    .join('')
}

interface Run {
  readonly foretold: boolean
  readonly at: string[]
}

function line(points: readonly ChartPoint[], scale: Scale, unit: string): string {
  const lines = runsOf(points, scale)
    .filter(({ at }) => at.length > 1)
    .map(({ at, foretold }) => {
      const area = `${at[0]?.split(',')[0]},${scale.y(0)} ${at.join(' ')} ${at.at(-1)?.split(',')[0]},${scale.y(0)}`
      return `<polygon class="area" points="${area}"/><polyline class="series${foretold ? ' foretold' : ''}" points="${at.join(' ')}"/>`
    })
  const radius = scale.step < 10 ? 2 : 3
  const dots = points.map((point, index) =>
    point.value === null
      ? ''
      : `<circle class="dot${point.foretold === true ? ' foretold' : ''}" cx="${scale.x(index)}" cy="${scale.y(point.value)}" r="${radius}">${tip(point, unit)}</circle>`,
  )
  return `${band(points, scale)}${lines.join('')}${dots.join('')}`
}

/** Points without a gap between them, and all charged or all foretold. */
function runsOf(points: readonly ChartPoint[], scale: Scale): Run[] {
  const runs: Run[] = []
  for (const [index, { value, foretold = false }] of points.entries()) {
    if (value === null) {
      runs.push({ foretold, at: [] })
      continue
    }
    const at = `${scale.x(index)},${scale.y(value)}`
    const last = runs.at(-1)
    if (last === undefined) runs.push({ foretold, at: [at] })
    else if (last.foretold === foretold || last.at.length === 0) {
      if (last.at.length === 0) runs.push({ foretold, at: [at] })
      else last.at.push(at)
    } else {
      // What is foretold goes on from what was charged.
      runs.push({ foretold, at: [...last.at.slice(-1), at] })
    }
  }
  return runs
}

/** The area between the bounds of an interval. */
function band(points: readonly ChartPoint[], scale: Scale): string {
  const bounded = points.flatMap(({ low, high }, index) =>
    low === undefined || high === undefined
      ? []
      : [{ x: scale.x(index), low: scale.y(low), high: scale.y(high) }],
  )
  if (bounded.length < 2) return ''
  const upper = bounded.map(({ x, high }) => `${x},${high}`)
  const lower = bounded.map(({ x, low }) => `${x},${low}`).reverse()
  return `<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`
}

const WIDEST_BAR = 96

function bars(points: readonly ChartPoint[], scale: Scale, unit: string): string {
  const width = round(Math.min(WIDEST_BAR, scale.step * 0.7))
  const zero = scale.y(0)
  return points
    .map((point, index) => {
      if (point.value === null) return ''
      const y = scale.y(point.value)
      const x = scale.x(index)
      const top = Math.min(y, zero)
      const box = `x="${round(x - width / 2)}" y="${top}" width="${width}" height="${round(Math.max(1, Math.abs(zero - y)))}" rx="3"`
      const figure =
        scale.step < 48
          ? ''
          : `<text class="value" x="${x}" y="${top - 5}" text-anchor="middle">${figureOf(point.value)}</text>`
      return `<rect class="bar" ${box}>${tip(point, unit)}</rect>${figure}`
    })
    .join('')
}

function tip({ label, value, low, high }: ChartPoint, unit: string): string {
  const interval = low === undefined || high === undefined ? '' : ` (${figureOf(low)} to ${figureOf(high)})`
  return `<title>${escapeHtml(`${label}: ${figureOf(value ?? 0)} ${unit}${interval}`)}</title>`
}

function isFigure(value: number | null): value is number {
  return value !== null
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
