import type { Problem } from '../../errors/mcloud-error.ts'
import { keyFilter } from './filters.ts'
import { addressOf, type Place } from './place.ts'

/**
 * Why two places cannot be a pair: one is the other, or lies within it, where a copy would be copied again and a
 * delete would reach the source. Within is let be where the patterns leave that part out.
 */
export function overlap(
  [a, b]: readonly [Place, Place],
  exclude: readonly string[],
): Omit<Problem, 'at'> | undefined {
  const [outer, inner] = [folderAddress(a), folderAddress(b)].sort((one, other) => one.length - other.length)
  if (outer === undefined || inner === undefined || !inner.startsWith(outer)) return undefined
  if (inner === outer) return { message: 'source and destination are the same place' }
  const within = inner.slice(outer.length)
  const takesPart = keyFilter({ include: [], exclude })
  if (takesPart !== undefined && !takesPart({ key: `${within}any/key` })) return undefined
  return {
    message: `${addressOf(a)} and ${addressOf(b)} lie within each other`,
    expected: `places apart, or --exclude '${within}'`,
  }
}

/** The address with a final slash; of a folder without `.` and `//`. */
function folderAddress(place: Place): string {
  if (place.kind !== 'folder') return addressOf(place)
  const names = place.path.split('/').filter((name) => name !== '' && name !== '.')
  return `${place.path.startsWith('/') ? 'file:///' : 'file://./'}${names.map((name) => `${name}/`).join('')}`
}
