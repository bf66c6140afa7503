import { McloudError } from '../errors/mcloud-error.ts'
import { type Path, pathText } from './mistake.ts'
import { nearest } from './nearest.ts'
import type { ReadPlatform } from './read-platform.ts'
import { referencesIn } from './references.ts'
import { masked } from './secrets.ts'

/** One value that holds, and why. */
export interface ExplainedValue {
  /** `databases.orders.lagThreshold`. */
  readonly path: string
  /** Secrets are replaced by `***`; null where the value's environment variable is not set. */
  readonly value: string | number | boolean | null
  readonly origin: 'file' | 'environment' | 'user file' | 'default' | 'flag'
  /** `mcloud.yaml:12:7`, the variable's name, or absent for a default. */
  readonly from?: string
  /** Environment variables that the file's text refers to, and whether they are set. */
  readonly variables?: readonly { readonly name: string; readonly set: boolean }[]
}

/** What the global options of the command line say. */
export interface Flags {
  readonly timeoutMs?: number
  readonly color: boolean
}

/** Every value that holds in a platform, in the order of the file, each with its origin. */
export function explain(read: ReadPlatform, flags: Flags): ExplainedValue[] {
  const overrides = new Map(read.overrides.map((setting) => [pathText(setting.path), setting]))
  const defaults = new Set(read.defaults.map(({ path }) => pathText(path)))
  const values = leavesOf(read.effective).map(([path, value]): ExplainedValue => {
    const text = pathText(path)
    const override = overrides.get(text)
    if (override !== undefined) {
      return { path: text, value: override.value, origin: override.kind, from: override.from }
    }
    if (defaults.has(text)) return { path: text, value, origin: 'default' }
    return fromFile(read, path, value)
  })
  return [...generalValues(read, flags), ...values]
}

/**
 * The explained values at or under a path such as `traffic.records.app`.
 * @throws McloudError USAGE where there are none
 */
export function explainedAt(values: readonly ExplainedValue[], path: string): ExplainedValue[] {
  const found = values.filter((value) => value.path === path || /^[.[]/.test(rest(value.path, path)))
  if (found.length > 0) return found
  const near = nearest(path, [...new Set(values.flatMap((value) => prefixes(value.path)))])
  throw new McloudError({
    code: 'USAGE',
    message: `Nothing stands at ${path}.`,
    hint: near === undefined ? 'List all paths with `mcloud config explain`.' : `Did you mean ${near}?`,
  })
}

function rest(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : ''
}

function prefixes(path: string): string[] {
  const parts = path.split(/(?=[.[])/)
  return parts.map((_, index) => parts.slice(0, index + 1).join(''))
}

/** The time limit and the colour, which are no part of a platform. */
function generalValues({ user, environment }: ReadPlatform, flags: Flags): ExplainedValue[] {
  const own = (path: string, fallback: string): ExplainedValue => {
    const setting = user.settings.find((candidate) => candidate.path[0] === path)
    if (setting === undefined) return { path, value: fallback, origin: 'default' }
    return { path, value: setting.value, origin: setting.kind, from: setting.from }
  }
  const timeout: ExplainedValue =
    flags.timeoutMs === undefined
      ? own('timeout', "each command's own")
      : { path: 'timeout', value: `${flags.timeoutMs}ms`, origin: 'flag', from: '--timeout' }
  if (environment.NO_COLOR)
    return [timeout, { path: 'color', value: false, origin: 'environment', from: 'NO_COLOR' }]
  const color = own('color', 'as the terminal can')
  const byFlag = !flags.color && color.origin !== 'user file'
  return [timeout, byFlag ? { path: 'color', value: false, origin: 'flag', from: '--no-color' } : color]
}

function fromFile(read: ReadPlatform, path: Path, value: ExplainedValue['value']): ExplainedValue {
  const { line, column } = read.document.locate(path, 'value')
  const written = valueAt(read.written, path)
  const unset = typeof value === 'string' ? referencesIn(value) : []
  const names = typeof written === 'string' ? [...new Set(referencesIn(written))] : []
  const variables = names.map((name) => ({ name, set: !unset.includes(name) }))
  return {
    path: pathText(path),
    value: unset.length > 0 ? null : typeof value === 'string' ? masked(path, value) : value,
    origin: 'file',
    from: `${read.shownPath}:${line}:${column}`,
    ...(variables.length === 0 ? {} : { variables }),
  }
}

function leavesOf(value: unknown, path: Path = []): [Path, ExplainedValue['value']][] {
  if (value === null || typeof value !== 'object') return [[path, value as ExplainedValue['value']]]
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value)
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key]))
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, part) => (here as Record<string | number, unknown> | undefined)?.[part],
    value,
  )
}
