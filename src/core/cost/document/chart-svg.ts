import type { ChartPoint, DocumentChart } from './document.ts'
import { escapeHtml } from './escape-html.ts'

const WIDTH = 960
const HEIGHT = 240
const LEFT = 64
const BOTTOM = 24
const TOP = 12
const RIGHT = 12

/** A chart as SVG; every point has its figure as a tooltip, gaps stay gaps. */
export function chartSvg(chart: DocumentChart, title: string): string {
  const values = chart.points.flatMap(({ value, low, high }) => [value, low ?? null, high ?? null])
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return ''
  const scale = makeScale(Math.min(0, ...known), Math.max(0, ...known), chart.points.length)
  const drawn =
    chart.kind === 'bars' ? bars(chart.points, scale, chart.unit) : line(chart.points, scale, chart.unit)
  const label = `${title}, in ${chart.unit}`
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">${grid(scale)}${drawn}${labels(chart.points, scale)}</svg>`
}

interface Scale {
  readonly low: number
  readonly high: number
  x(index: number): number
  y(value: number): number
}

function makeScale(low: number, high: number, count: number): Scale {
  const top = high === low ? low + 1 : high
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, count)
  return {
    low,
    high: top,
    x: (index) => round(LEFT + step * (index + 0.5)),
    y: (value) => round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (top - low))),
  }
}

function grid(scale: Scale): string {
  return [0, 0.5, 1]
    .map((share) => {
      const value = scale.low + (scale.high - scale.low) * share
      const y = scale.y(value)
      return `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${short(value)}</text>`
    })
    .join('')
}

function labels(points: readonly ChartPoint[], scale: Scale): string {
  const every = Math.max(1, Math.ceil(points.length / 8))
  return points
    .map(({ label }, index) =>
      index % every === 0
        ? `<text x="${scale.x(index)}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(label)}</text>`
        : '',
    )
    .join('')
}

function line(points: readonly ChartPoint[], scale: Scale, unit: string): string {
  const runs: string[][] = [[]]
  for (const [index, { value }] of points.entries()) {
    if (value === null) runs.push([])
    else runs.at(-1)?.push(`${scale.x(index)},${scale.y(value)}`)
  }
  const lines = runs
    .filter((run) => run.length > 1)
    .map((run) => `<polyline class="series" points="${run.join(' ')}"/>`)
  const dots = points.map((point, index) =>
    point.value === null
      ? ''
      : `<circle class="dot" cx="${scale.x(index)}" cy="${scale.y(point.value)}" r="3">${tip(point, unit)}</circle>`,
  )
  return `${band(points, scale)}${lines.join('')}${dots.join('')}`
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

function bars(points: readonly ChartPoint[], scale: Scale, unit: string): string {
  const width = round(((WIDTH - LEFT - RIGHT) / Math.max(1, points.length)) * 0.7)
  const zero = scale.y(0)
  return points
    .map((point, index) => {
      if (point.value === null) return ''
      const y = scale.y(point.value)
      const box = `x="${round(scale.x(index) - width / 2)}" y="${Math.min(y, zero)}" width="${width}" height="${Math.abs(zero - y)}"`
      return `<rect class="bar" ${box}>${tip(point, unit)}</rect>`
    })
    .join('')
}

function tip({ label, value, low, high }: ChartPoint, unit: string): string {
  const interval = low === undefined || high === undefined ? '' : ` (${short(low)} to ${short(high)})`
  return `<title>${escapeHtml(`${label}: ${short(value ?? 0)} ${unit}${interval}`)}</title>`
}

function short(value: number): string {
  if (Math.abs(value) >= 10_000) return `${(value / 1000).toFixed(0)}k`
  return value.toFixed(Math.abs(value) < 10 ? 2 : 0)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
