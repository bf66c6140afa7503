import type { Document, LineCounter, Pair } from 'yaml'
import { placesInJson } from './json-places.ts'
import type { Path } from './mistake.ts'

/** A position in a file, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A parsed file that still knows where each of its values stands. */
export interface ParsedDocument {
  readonly value: unknown
  /** Mistakes of the syntax itself. */
  readonly syntax: readonly (Position & { readonly message: string; readonly fatal: boolean })[]
  /** Where the key or the value of a path stands; the nearest parent's place where there is none. */
  locate(path: Path, on: 'key' | 'value'): Position
}

const MAX_BYTES = 1_048_576
const MAX_ALIASES = 100
const MAX_DEPTH = 50

/**
 * Parses YAML, or JSON; never throws. JSON that is not as it should be goes through the parser of YAML too, which says
 * where and why; for a large file that is good it would take most of the time of a command.
 */
export async function parseDocument(text: string, format: 'yaml' | 'json'): Promise<ParsedDocument> {
  const refusal = unreadable(text)
  if (refusal !== undefined) return refused(refusal)
  const plain = format === 'json' ? plainJson(text) : undefined
  if (plain !== undefined) return plain
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  let document: Document
  try {
    document = yaml.parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      merge: format === 'yaml',
      schema: format === 'yaml' ? 'core' : 'json',
    })
  } catch {
    return refused('the file is nested too deeply')
  }
  const syntax = onePerPlace(
    document.errors.map((error) => ({
      ...positionOf(lines, error.pos[0]),
      message: syntaxMessage(error.code, error.message),
      fatal: error.code !== 'DUPLICATE_KEY',
    })),
  )
  let value: unknown
  if (!syntax.some((error) => error.fatal)) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES })
    } catch (error) {
      return refused(`the aliases (*) cannot be followed: ${(error as Error).message}`)
    }
    if (containsItself(value))
      return refused('an alias (*) contains itself, or the file is nested too deeply')
  }
  return { value, syntax, locate: (path, on) => locate(yaml, document, lines, path, on) }
}

/** The document of a JSON text that has no mistake; undefined for any other. */
function plainJson(text: string): ParsedDocument | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (containsItself(value)) return undefined
  const places = placesInJson(text)
  if (places === undefined) return undefined
  return { value, syntax: [], locate: (path, on) => positionIn(text, places.offsetOf(path, on)) }
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** One gap in the syntax makes a parser complain at the same place again and again. */
function onePerPlace<T extends Position>(errors: readonly T[]): T[] {
  return [...new Map(errors.toReversed().map((error) => [`${error.line}:${error.column}`, error])).values()]
}

function refused(message: string): ParsedDocument {
  const start = { line: 1, column: 1 }
  return { value: undefined, syntax: [{ ...start, message, fatal: true }], locate: () => start }
}

function containsItself(value: unknown, depth = 0): boolean {
  if (value === null || typeof value !== 'object') return false
  return depth > MAX_DEPTH || Object.values(value).some((item) => containsItself(item, depth + 1))
}

function unreadable(text: string): string | undefined {
  if (Buffer.byteLength(text) > MAX_BYTES) return 'the file is larger than 1 MiB'
  if (text.includes('\0') || text.includes('\uFFFD')) return 'the file is not UTF-8 text'
  return undefined
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab cannot indent: use spaces'
  if (code === 'DUPLICATE_KEY') return 'the same key stands twice in one mapping'
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one document (---)'
  if (message.includes('call stack')) return 'the file is nested too deeply'
  return `syntax: ${message}`
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function locate(
  yaml: typeof import('yaml'),
  document: Document,
  lines: LineCounter,
  path: Path,
  on: 'key' | 'value',
): Position {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, part] of path.entries()) {
    if (yaml.isAlias(node)) node = node.resolve(document)
    if (yaml.isMap(node)) {
      const pair = node.items.findLast((item) => keyOf(yaml, item) === String(part))
      if (pair === undefined) break
      const key = startOf(pair.key)
      const wantsKey = index === path.length - 1 && on === 'key'
      offset = (wantsKey ? key : (startOf(pair.value) ?? key)) ?? offset
      node = pair.value
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(part)]
      if (node === undefined) break
      offset = startOf(node) ?? offset
    } else break
  }
  return positionOf(lines, offset)
}

function keyOf(yaml: typeof import('yaml'), pair: Pair): string {
  return String(yaml.isScalar(pair.key) ? pair.key.value : pair.key)
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range
  return range?.[0]
}
