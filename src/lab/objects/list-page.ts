import { compareKeys, partition } from './key-order.ts'

export interface ListWanted {
  readonly prefix?: string
  /** Keys with this in what follows the prefix are summed up as one common prefix. */
  readonly delimiter?: string
  readonly after?: ListMark
  /** Only keys from this one on. */
  readonly from?: string
  /** Only keys before this one. */
  readonly until?: string
  /** Items and common prefixes together. */
  readonly most: number
}

/** Where a page ended: after a key, or after everything under a common prefix. */
export interface ListMark {
  readonly key: string
  readonly isPrefix: boolean
}

export interface ListPage {
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
  /** Absent on the last page. */
  readonly next?: ListMark
}

/** One page of a listing over keys in byte order. */
export function listPage(sorted: readonly string[], wanted: ListWanted): ListPage {
  const { prefix = '', delimiter = '', after, from = '', until, most } = wanted
  const keys: string[] = []
  const prefixes: string[] = []
  let last: ListMark | undefined
  let at = startOf(sorted, prefix, from, after)
  while (at < sorted.length) {
    const key = sorted[at] as string
    if (!key.startsWith(prefix) || (until !== undefined && compareKeys(key, until) >= 0)) break
    if (keys.length + prefixes.length >= most)
      return { keys, prefixes, ...(last === undefined ? {} : { next: last }) }
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (cut < 0) {
      keys.push(key)
      last = { key, isPrefix: false }
      at++
    } else {
      const common = key.slice(0, cut + delimiter.length)
      prefixes.push(common)
      last = { key: common, isPrefix: true }
      at = endOfPrefix(sorted, common)
    }
  }
  return { keys, prefixes }
}

function startOf(
  sorted: readonly string[],
  prefix: string,
  from: string,
  after: ListMark | undefined,
): number {
  const first = compareKeys(prefix, from) >= 0 ? prefix : from
  const start = partition(sorted, (key) => compareKeys(key, first) < 0)
  if (after === undefined) return start
  const passed = after.isPrefix
    ? endOfPrefix(sorted, after.key)
    : partition(sorted, (key) => compareKeys(key, after.key) <= 0)
  return Math.max(start, passed)
}

function endOfPrefix(sorted: readonly string[], prefix: string): number {
  return partition(sorted, (key) => key.startsWith(prefix) || compareKeys(key, prefix) < 0)
}

/** A mark as an opaque token, and back; undefined where the token is none. */
export function writeMark(mark: ListMark): string {
  return Buffer.from(`${mark.isPrefix ? 'p' : 'k'}${mark.key}`).toString('base64url')
}

export function readMark(token: string): ListMark | undefined {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (text[0] !== 'p' && text[0] !== 'k') return undefined
  return { key: text.slice(1), isPrefix: text[0] === 'p' }
}
