import { appendFileSync, closeSync, openSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys } from '../../core/sync/key-order.ts'
import type { Ledger, LedgerEntry } from '../../core/sync/ledger.ts'
import { ListingCursor } from '../../core/sync/listing-cursor.ts'
import { readLines } from './line-file.ts'
import { fromLine, type Note, toLine } from './lines.ts'
import { stateFailed } from './state-failed.ts'

/** Notes sorted in memory at a time; more of them go through files. */
const SORTED_AT_A_TIME = 200_000
const WRITE_BYTES = 1024 * 1024

/** Loose lines are kept in memory no longer than this, in milliseconds. */
const FLUSH_MS = 20
const FLUSH_BYTES = 64 * 1024

/**
 * A ledger in two files: `ledger`, sorted by key, and `notes`, what has come since, in the order it came. Notes
 * outlive a killed process; compacting sorts them and merges both.
 */
export function makeFileLedger(folder: string): Ledger & { flush(): void } {
  const kept = join(folder, 'ledger')
  const notes = join(folder, 'notes')
  let pending = ''
  let timer: NodeJS.Timeout | undefined
  let file: number | undefined
  let broken: unknown
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    if (pending === '') return
    try {
      file ??= openSync(notes, 'a', 0o600)
      appendFileSync(file, pending)
    } catch (error) {
      // Whoever notes the next one is told: nobody could catch what a timer throws.
      broken ??= error
    }
    pending = ''
  }
  const flush = () => {
    write()
    if (broken !== undefined) throw stateFailed(broken)
  }
  return {
    async *read() {
      for await (const lines of readLines(kept)) yield entriesOf(lines)
    },
    note(entry) {
      pending += toLine(entry)
      if (pending.length >= FLUSH_BYTES) flush()
      else timer ??= setTimeout(write, FLUSH_MS)
      if (broken !== undefined) throw stateFailed(broken)
    },
    async compact() {
      flush()
      if (file !== undefined) closeSync(file)
      file = undefined
      if (!(await stat(notes).catch(() => undefined))) return
      try {
        const segments = await sortNotes(folder, notes)
        await mergeInto(kept, segments)
        await Promise.all([notes, ...segments].map((path) => rm(path, { force: true })))
      } catch (error) {
        throw stateFailed(error)
      }
    },
    flush: write,
  }
}

function entriesOf(lines: readonly string[]): LedgerEntry[] {
  const entries: LedgerEntry[] = []
  for (const line of lines) {
    const note = fromLine(line)
    if (note !== undefined && 'a' in note) entries.push(note)
  }
  return entries
}

/** Writes sorted files of notes, the latest first, each key once in each. */
async function sortNotes(folder: string, notes: string): Promise<readonly string[]> {
  const segments: string[] = []
  let latest = new Map<string, string>()
  const write = async () => {
    if (latest.size === 0) return
    const path = join(folder, `notes.${segments.length}`)
    const keys = [...latest.keys()].sort(compareKeys)
    const lines = latest
    await writeLines(path, async function* () {
      for (const key of keys) yield `${lines.get(key)}\n`
    })
    segments.unshift(path)
    latest = new Map()
  }
  for await (const lines of readLines(notes)) {
    for (const line of lines) {
      const note = fromLine(line)
      if (note !== undefined) latest.set(note.key, line)
    }
    if (latest.size >= SORTED_AT_A_TIME) await write()
  }
  await write()
  return segments
}

/** Merges sorted files, the latest first, into the kept one, which is replaced at once. */
async function mergeInto(kept: string, segments: readonly string[]): Promise<void> {
  const cursors = [...segments, kept].map(noteCursor)
  const next = `${kept}.next`
  await writeLines(next, async function* () {
    for (;;) {
      await Promise.all(cursors.map((cursor) => cursor.fill()))
      let least: Note | undefined
      for (const { item } of cursors)
        if (item !== undefined && (least === undefined || compareKeys(item.key, least.key) < 0)) least = item
      if (least === undefined) return
      for (const cursor of cursors) if (cursor.item?.key === least.key) cursor.step()
      if ('a' in least) yield toLine(least)
    }
  })
  await rename(next, kept)
}

function noteCursor(path: string): ListingCursor<Note> {
  const batches = readLines(path)
  return new ListingCursor(path, async () => {
    const { value, done } = await batches.next()
    if (done === true) return { items: [], last: true }
    const items: Note[] = []
    for (const line of value) {
      const note = fromLine(line)
      if (note !== undefined) items.push(note)
    }
    return { items, last: false }
  })
}

async function writeLines(path: string, lines: () => AsyncGenerator<string>): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    let pending = ''
    for await (const line of lines()) {
      pending += line
      if (pending.length < WRITE_BYTES) continue
      await handle.write(pending)
      pending = ''
    }
    await handle.write(pending)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
