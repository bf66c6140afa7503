import type { DocumentChart } from './document.ts'

/** A figure of a chart: as many places as are read at a glance. */
export function figureOf(value: number): string {
  const size = Math.abs(value)
  const places = size === 0 || size >= 100 ? 0 : size >= 1 ? 2 : 4
  const text = value.toFixed(places).replace(/\.0+$/, '')
  return text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
}

/** What a chart shows, for those who do not see it: its span, its highest and its lowest point, its gaps. */
export function chartInWords({ points, unit }: DocumentChart): string {
  const known = points.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
  const sorted = known.toSorted((one, other) => one.value - other.value)
  const [lowest, highest] = [sorted[0], sorted.at(-1)]
  if (lowest === undefined || highest === undefined) return `${unit}: no figures`
  const said = (name: string, { label, value }: typeof lowest) => `${name} ${figureOf(value)} (${label})`
  const gaps = points.length - known.length
  const foretold = points.find((point) => point.foretold === true)
  return [
    `${unit}, ${points[0]?.label} to ${points.at(-1)?.label}`,
    ...(known.length > 1 ? [said('highest', highest), said('lowest', lowest)] : [said('alone', lowest)]),
    ...(foretold === undefined ? [] : [`foretold from ${foretold.label}, dashed`]),
    ...(gaps === 0 ? [] : [`${gaps} without a figure`]),
  ].join('; ')
}
