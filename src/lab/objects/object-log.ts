import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { writePrivateFile } from '../json-file.ts'

/** What happened to one key: what it holds now, or that it is gone. */
export type LogLine<T> = { readonly put: T } | { readonly gone: string }

/** A file to which each change of a bucket is appended as one line before it is answered. */
export interface ObjectLog<T> {
  append(line: LogLine<T>): void
  close(): void
}

/**
 * Reads what a log holds, by key, and opens it for more. Half a line at the end is what a killed lab leaves of a
 * change that it has not answered: it is cut off.
 */
export function openObjectLog<T extends { readonly key: string }>(
  path: string,
): { log: ObjectLog<T>; entries: Map<string, T> } {
  const { entries, lines, wholeBytes } = readLog<T>(path)
  // Mostly history: written anew, so that it does not grow without end.
  const isWasteful = lines > 2 * entries.size + 1_000
  if (isWasteful) {
    const text = [...entries.values()].map((put) => `${JSON.stringify({ put })}\n`).join('')
    writePrivateFile(path, text)
  }
  const file = openSync(path, 'a', 0o600)
  if (!isWasteful) ftruncateSync(file, wholeBytes)
  return {
    entries,
    log: {
      append: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
      close: () => closeSync(file),
    },
  }
}

function readLog<T extends { readonly key: string }>(path: string) {
  const entries = new Map<string, T>()
  let [lines, wholeBytes] = [0, 0]
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, wholeBytes)) {
    const line = JSON.parse(bytes.toString('utf8', wholeBytes, end)) as LogLine<T>
    if ('put' in line) entries.set(line.put.key, line.put)
    else entries.delete(line.gone)
    lines++
    wholeBytes = end + 1
  }
  return { entries, lines, wholeBytes }
}
