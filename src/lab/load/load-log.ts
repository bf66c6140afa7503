import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { LabError, messageOf } from '../lab-error.ts'

/** One line of a load log; times are milliseconds since the epoch, with fractions. */
export type LoadEntry =
  | { readonly kind: 'start'; readonly atMs: number; readonly ratePerSecond: number }
  /** An order whose commit was acknowledged: it must never be lost. */
  | {
      readonly kind: 'acknowledged'
      readonly client: string
      readonly seq: number
      readonly id: string
      /** The cloud whose application answered. */
      readonly cloud: string
      /** When it was due to be sent: waiting inside the client counts as latency. */
      readonly dueMs: number
      readonly atMs: number
    }
  /** Not acknowledged: it may or may not have been written. */
  | {
      readonly kind: 'failed'
      readonly client: string
      readonly seq: number
      readonly atMs: number
      readonly reason: string
    }
  | { readonly kind: 'end'; readonly atMs: number; readonly clientStallMs: number }

/** Opens a log for appending; each entry is with the system before the next order is counted. */
export function openLoadLog(path: string) {
  let file: number
  try {
    file = openSync(path, 'a', 0o600)
  } catch (error) {
    throw new LabError(
      `the load log ${path} cannot be written: ${messageOf(error)}`,
      'Choose another --log.',
      error,
    )
  }
  return {
    append: (entry: LoadEntry) => void writeSync(file, `${JSON.stringify(entry)}\n`),
    close: () => closeSync(file),
  }
}

/**
 * Reads a log; a torn last line, left by a client that was killed, is passed over.
 * @throws LabError when the file is missing or damaged elsewhere
 */
export function readLoadLog(path: string): LoadEntry[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new LabError(
      `the load log ${path} cannot be read: ${messageOf(error)}`,
      'Name it with --log.',
      error,
    )
  }
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as LoadEntry]
    } catch (error) {
      if (index === lines.length - 1) return []
      throw new LabError(`${path}:${index + 1} is damaged`, undefined, error)
    }
  })
}
