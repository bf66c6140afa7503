import { McloudError } from '../errors/mcloud-error.ts'

const WORD = String.raw`(?!\.{1,2}(?:/|$))[a-z0-9._-]+`
const KEY = new RegExp(`^${WORD}(?:/${WORD})*$`)
const PREFIX = new RegExp(`^(?:${WORD}/)*(?:${WORD})?$`)

/** A key of a coordination store: `/`-separated words of `[a-z0-9._-]`, none of them `.` or `..`. */
export function assertKey(key: string): string {
  if (KEY.test(key) && key.length <= 512) return key
  throw refused(key)
}

/** The beginning of a key, which may end within a word. */
export function assertPrefix(prefix: string): string {
  if (PREFIX.test(prefix)) return prefix
  throw refused(prefix)
}

function refused(key: string): McloudError {
  return new McloudError({ code: 'INTERNAL', message: `"${key}" is not a key of a coordination store.` })
}
