import type { Path } from './mistake.ts'
import { referencesIn } from './references.ts'

const SECRET_KEY =
  /(?:password|passwd|secret|token|credential|routing_?key|api_?key|access_?key|private_?key)$/i
const PASSWORD_IN_URL = /^([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):([^\s@]*)@/i
const POSTING_URL =
  /^https:\/\/(?:hooks\.slack\.com|[\w.-]*webhook\.office\.com|discord\.com\/api\/webhooks)\//i

/** Stands for a secret wherever a value is shown. */
const MASK = '***'

/** Why a text of the file is a secret in clear; undefined where it is none. */
export function secretInClear(path: Path, written: string): string | undefined {
  const password = PASSWORD_IN_URL.exec(written)?.[2]
  if (password !== undefined && password !== '' && referencesIn(password).length === 0) {
    return 'a password stands in clear in the connection string'
  }
  if (referencesIn(written).length > 0) return undefined
  if (SECRET_KEY.test(keyOf(path))) return `\`${keyOf(path)}\` stands in clear`
  return POSTING_URL.test(written) ? 'a URL that lets anybody post stands in clear' : undefined
}

/** A text as it may be shown: secrets replaced by `***`. */
export function masked(path: Path, text: string): string {
  if (SECRET_KEY.test(keyOf(path)) || POSTING_URL.test(text)) return MASK
  if (path[0] === 'notifications' && keyOf(path) === 'url') return MASK
  return text.replace(PASSWORD_IN_URL, `$1:${MASK}@`)
}

/** A deep copy of a value with its secrets replaced by `***`. */
export function maskedValue(value: unknown, path: Path = []): unknown {
  if (typeof value === 'string') return masked(path, value)
  if (Array.isArray(value)) return value.map((item, index) => maskedValue(item, [...path, index]))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, maskedValue(item, [...path, key])]),
    )
  }
  return value
}

/** Every text of a value with its path. */
export function textsOf(value: unknown, path: Path = []): [Path, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (value === null || typeof value !== 'object') return []
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value)
  return entries.flatMap(([key, item]) => textsOf(item, [...path, key]))
}

function keyOf(path: Path): string {
  return String(path.findLast((part) => typeof part === 'string') ?? '')
}
