import type { LedgerEntry } from '../../core/sync/ledger.ts'

/** A note of the ledger: an entry, or a key to be forgotten. */
export type Note = LedgerEntry | { readonly key: string }

/** One line of a state file: fields with tabs between, what could break the line percent-encoded. */
export function toLine(note: Note): string {
  const key = escapeField(note.key)
  if (!('a' in note)) return `${key}\n`
  const at = note.at === undefined ? '' : `\t${note.at}`
  return `${key}\t${escapeField(note.a)}\t${escapeField(note.b)}${at}\n`
}

/** Undefined for a line that was cut off. */
export function fromLine(line: string): Note | undefined {
  const fields = line.split('\t')
  const key = unescapeField(fields[0] ?? '')
  if (fields.length === 1) return { key }
  const [, a, b, at] = fields
  if (a === undefined || b === undefined) return undefined
  return {
    key,
    a: unescapeField(a),
    b: unescapeField(b),
    ...(at === undefined ? {} : { at: Number(at) }),
  }
}

export function escapeField(text: string): string {
  return /[%\t\n\r]/.test(text)
    ? text.replace(/[%\t\n\r]/g, (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : text
}

export function unescapeField(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
