import { randomBytes } from 'node:crypto'
import { valueDigest } from './value-digest.ts'

/** What one object of a store holds. */
interface Envelope {
  readonly schemaVersion: 1
  readonly key: string
  /** Unique to this write. */
  readonly write: string
  /** The writes that led to this one, the last first; the oldest are left out. */
  readonly before: readonly string[]
  readonly sha256: string
  readonly value: unknown
}

/** A document as it was read. */
export interface ReadDocument {
  readonly value: unknown
  /** This write and those before it, the last first. */
  readonly writes: readonly string[]
}

/** Writes that a document remembers: enough to find one's own behind those of others. */
const REMEMBERED = 12

/** A document as text that no other write has, so that a write whose answer was lost can be recognised. */
export function writeDocument(
  key: string,
  value: unknown,
  before: readonly string[],
): { readonly text: string; readonly write: string } {
  const write = randomBytes(9).toString('base64url')
  const envelope: Envelope = {
    schemaVersion: 1,
    key,
    write,
    before: before.slice(0, REMEMBERED),
    sha256: valueDigest(value),
    value,
  }
  return { text: `${JSON.stringify(envelope)}\n`, write }
}

/** Undefined where the text is not a whole document of that key. */
export function readDocument(key: string, text: string): ReadDocument | undefined {
  try {
    const envelope = JSON.parse(text) as Partial<Envelope> | null
    const isWhole =
      envelope?.schemaVersion === 1 &&
      envelope.key === key &&
      typeof envelope.write === 'string' &&
      Array.isArray(envelope.before) &&
      envelope.sha256 === valueDigest(envelope.value)
    return isWhole
      ? { value: envelope.value, writes: [envelope.write as string, ...(envelope.before as string[])] }
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a write stands in what was read, or stood there until others came: `unknown` where the memory of the
 * document does not reach back to what the write was made over.
 */
export function standsIn(
  document: ReadDocument | undefined,
  write: string,
  over: string | undefined,
): boolean | 'unknown' {
  if (document === undefined) return over === undefined ? false : 'unknown'
  if (document.writes.includes(write)) return true
  const reachesBack =
    over === undefined ? document.writes.length <= REMEMBERED : document.writes.includes(over)
  return reachesBack ? false : 'unknown'
}
