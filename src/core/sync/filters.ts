import type { ListedObject } from './object-store.ts'

/** Which objects take part; what does not is neither copied nor deleted. */
export interface Filters {
  /** Patterns of which one must fit; none given: all do. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly minBytes?: number
  readonly maxBytes?: number
  /** Changed at or after, in milliseconds since the epoch. */
  readonly changedSinceMs?: number
}

export const NO_FILTERS: Filters = { include: [], exclude: [] }

/** True for keys that take part; undefined where all do, so that nothing is asked a million times. */
export function keyFilter({ include, exclude }: Filters): ((item: { key: string }) => boolean) | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined
  const wanted = include.map(patternOf)
  const unwanted = exclude.map(patternOf)
  return ({ key }) =>
    (wanted.length === 0 || wanted.some((pattern) => pattern.test(key))) &&
    !unwanted.some((pattern) => pattern.test(key))
}

/** True where size and age let an object be copied; deletes go by the key alone. */
export function passes(object: ListedObject, filters: Filters): boolean {
  const { minBytes, maxBytes, changedSinceMs } = filters
  return (
    (minBytes === undefined || object.size >= minBytes) &&
    (maxBytes === undefined || object.size <= maxBytes) &&
    (changedSinceMs === undefined || object.modifiedMs >= changedSinceMs)
  )
}

/**
 * `*` stands for anything but a slash, `**` for anything, `?` for one character, `{a,b}` for one of several. A
 * pattern without a slash is for the last name of a key, wherever it stands; a final slash means all below.
 */
function patternOf(pattern: string): RegExp {
  const below = pattern.endsWith('/') ? `${pattern}**` : pattern
  const anchored = below.startsWith('/') ? below.slice(1) : below
  const anywhere = !below.includes('/')
  return new RegExp(`^${anywhere ? '(?:.*/)?' : ''}${translate(anchored)}$`, 'su')
}

/** What is wrong with a pattern; undefined: nothing. */
export function patternMistake(pattern: string): string | undefined {
  const open = pattern.replace(/[^{]/g, '').length
  const closed = pattern.replace(/[^}]/g, '').length
  return open > closed ? `${pattern} opens a brace that it does not close` : undefined
}

function translate(pattern: string): string {
  let depth = 0
  return pattern.replace(/\*\*\/|\*\*|[*?{},]|[\\^$.|+()[\]]/g, (token) => {
    switch (token) {
      case '**/':
        return '(?:.*/)?'
      case '**':
        return '.*'
      case '*':
        return '[^/]*'
      case '?':
        return '[^/]'
      case '{':
        depth += 1
        return '(?:'
      case '}':
        if (depth === 0) return '\\}'
        depth -= 1
        return ')'
      case ',':
        return depth > 0 ? '|' : ','
      default:
        return `\\${token}`
    }
  })
}
