import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { type JournalEntry, unfoldEntry } from './journal-entry.ts'
import { runKeys } from './keys.ts'

export interface ReadJournal {
  readonly entries: readonly JournalEntry[]
  /** Sequence numbers at the end that cannot be read; nobody has noted them in the journal yet. */
  readonly damagedTail: readonly number[]
  /** Sequence numbers that cannot be read and were noted when the run was taken up again. */
  readonly damagedBefore: readonly number[]
  /** Where the next entry belongs. */
  readonly nextSequence: number
}

/**
 * Reads the whole journal of a run. A damaged end is tolerated and told: it is what a broken disk leaves of the
 * last write.
 * @throws McloudError STORE_FAILED naming the entry when one in the middle is damaged or missing
 */
export async function readJournal(
  store: CoordinationStore,
  platform: string,
  runId: string,
): Promise<ReadJournal> {
  const keys = runKeys(platform)
  const prefix = keys.journal(runId)
  const sequences = (await store.list(prefix)).map((key) => Number(key.slice(prefix.length)))
  const read = await Promise.all(
    sequences.map((sequence) => readEntry(store, keys.entry(runId, sequence), sequence)),
  )
  const entries = read.flatMap((entry) => (entry === undefined ? [] : unfoldEntry(entry)))
  const damaged = sequences.filter((_, index) => read[index] === undefined)
  const noted = new Set(entries.flatMap((entry) => (entry.kind === 'damage-noted' ? entry.sequences : [])))
  const lastReadable = entries.at(-1)?.sequence ?? 0
  const gap = sequences.findIndex((sequence, index) => sequence !== index + 1)
  if (gap >= 0) throw broken(store, keys.entry(runId, gap + 1), 'is missing')
  const middle = damaged.find((sequence) => sequence < lastReadable && !noted.has(sequence))
  if (middle !== undefined) throw broken(store, keys.entry(runId, middle), 'is damaged')
  return {
    entries,
    damagedTail: damaged.filter((sequence) => sequence > lastReadable),
    damagedBefore: damaged.filter((sequence) => sequence < lastReadable),
    nextSequence: sequences.length + 1,
  }
}

async function readEntry(
  store: CoordinationStore,
  key: string,
  sequence: number,
): Promise<JournalEntry | undefined> {
  try {
    const entry = (await store.read(key))?.value as Partial<JournalEntry> | null | undefined
    return entry?.sequence === sequence && typeof entry.kind === 'string'
      ? (entry as JournalEntry)
      : undefined
  } catch (error) {
    if (isMcloudError(error) && error.details.damaged === true) return undefined
    throw error
  }
}

function broken(store: CoordinationStore, key: string, what: string): McloudError {
  return new McloudError({
    code: 'STORE_FAILED',
    message: `${store.describe}: journal entry ${key} ${what}, and later entries rest on it.`,
    hint: 'Restore the entry from a backup of the store; until then compare the platform with `mcloud status`.',
    details: { key, damaged: true },
  })
}
