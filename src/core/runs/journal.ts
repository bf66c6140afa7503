import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../ports.ts'
import { canonicalJson } from './canonical-json.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { type DeferredEnd, type JournalBody, type JournalEntry, unfoldEntry } from './journal-entry.ts'
import { runKeys } from './keys.ts'
import { readJournal } from './read-journal.ts'
import { describeOwner, type RunOwner } from './run-owner.ts'

/** Called before and after everything that a crash may separate; tests stop the process there. */
export type Boundary = (name: string) => void | Promise<void>

export interface JournalInput {
  readonly store: CoordinationStore
  readonly platform: string
  readonly runId: string
  readonly clock: Clock
  readonly owner: RunOwner
  /** Fencing token of this writer. */
  readonly token: number
  readonly boundary: Boundary
  /** Throws when the run lock has gone to another process. */
  readonly assertOwner: () => Promise<void>
}

/** The journal of a run in the hand of the process that holds its lock. */
export interface Journal {
  /** Everything that could be read or was written, in order. */
  readonly entries: readonly JournalEntry[]
  /** Entries were lost at some time: what came last before may have gone further than the journal says. */
  readonly hasDamage: boolean
  /** Durable when it returns. @throws McloudError STORE_FAILED, RUN_LOCKED */
  append(body: JournalBody): Promise<void>
  /**
   * Says how a step ended; written in one object with the next entry. Nothing rests on it: a run that is cut off
   * before finds the step started and asks the step itself. Halves the writes inside a write pause.
   */
  defer(body: Extract<JournalBody, { kind: 'step-ended' }>): void
}

/** Opens the journal for writing; entries at its end that cannot be read are noted in it. */
export async function openJournal(input: JournalInput): Promise<Journal> {
  const { store, platform, runId, clock, owner, token, boundary, assertOwner } = input
  const keys = runKeys(platform)
  const read = await readJournal(store, platform, runId)
  const entries: JournalEntry[] = [...read.entries]
  let nextSequence = read.nextSequence
  let deferred: DeferredEnd[] = []

  async function append(body: JournalBody): Promise<void> {
    const before = deferred
    deferred = []
    await boundary(`before journal ${nameOf(body)}`)
    for (;;) {
      await assertOwner()
      const entry: JournalEntry = {
        sequence: nextSequence,
        at: new Date(clock.now()).toISOString(),
        token,
        owner: describeOwner(owner),
        ...(before.length === 0 ? {} : { before }),
        ...body,
      }
      const key = keys.entry(runId, nextSequence)
      const written = await store.create(key, entry)
      nextSequence++
      if (written === 'created') {
        entries.push(...unfoldEntry(plain(entry)))
        break
      }
      // Either our own write whose answer was lost, or the last word of the owner before us.
      const there = plain((await store.read(key))?.value) as JournalEntry
      entries.push(...unfoldEntry(there))
      if (isDeepStrictEqual(there, plain(entry))) break
    }
    await boundary(`after journal ${nameOf(body)}`)
  }

  if (read.damagedTail.length > 0) await append({ kind: 'damage-noted', sequences: read.damagedTail })
  return {
    entries,
    hasDamage: read.damagedTail.length > 0 || read.damagedBefore.length > 0,
    append,
    defer: (body) => {
      deferred.push({ at: new Date(clock.now()).toISOString(), ...body })
    },
  }
}

function nameOf(body: JournalBody): string {
  switch (body.kind) {
    case 'step-started':
    case 'step-ended':
    case 'undo-started':
    case 'undo-ended':
      return `${body.kind} ${body.step}`
    case 'fact':
      return `fact ${body.key}`
    case 'debt':
      return `debt ${body.debt.id}`
    case 'run-ended':
      return `run-ended ${body.state}`
    default:
      return body.kind
  }
}

/** As it will be read again: without what JSON leaves out. */
function plain<T>(value: T): T {
  return JSON.parse(canonicalJson(value)) as T
}
