import type { LabHost } from '../cloud.ts'

/** Picks by weight with the host's randomness; undefined where the weights add up to nothing. */
export function chooseByWeight<T>(
  host: Pick<LabHost, 'randomId'>,
  items: readonly T[],
  weightOf: (item: T) => number,
): T | undefined {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0)
  if (!(total > 0)) return undefined
  let mark = (Number.parseInt(host.randomId(8, '0123456789abcdef'), 16) / 2 ** 32) * total
  for (const item of items) {
    mark -= weightOf(item)
    if (mark < 0) return item
  }
  return items.findLast((item) => weightOf(item) > 0)
}

/** A random UUID (version 4) of the host's randomness. */
export function randomUuid(host: Pick<LabHost, 'randomId'>): string {
  const hex = host.randomId(30, '0123456789abcdef')
  const variant = host.randomId(1, '89ab')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(12, 15)}`,
    `${variant}${hex.slice(15, 18)}`,
    hex.slice(18),
  ].join('-')
}
