import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Progress } from '../ports.ts'
import { epochOf } from './control.ts'
import { addDebt, clearDebt, restoreDebt } from './debts.ts'
import { isLockLost, startHeartbeat } from './heartbeat.ts'
import { type Journal, openJournal } from './journal.ts'
import type { JournalBody } from './journal-entry.ts'
import { assertHeld, changeHeld, type HeldLock, type LockInput, refuseCommitted } from './run-lock.ts'
import type { Step, StepScope } from './step.ts'

export interface SessionInput<C> extends LockInput {
  readonly progress: Progress
  readonly steps: readonly Step<C>[]
  readonly context: C
  readonly call: Call
}

/** One run in the hand of this process: its lock, its journal, and what steps are lent. */
export interface Session<C> {
  readonly input: SessionInput<C>
  readonly runId: string
  readonly journal: Journal
  readonly call: Call
  isCommitted(): boolean
  isBackward(): boolean
  scope(stepId: string): StepScope
  /** The commit point: epoch N to N+1, only while the lock is ours and no abort was decided. */
  commit(): Promise<void>
  /** Decides to go back. @throws McloudError RUN_COMMITTED */
  turnBack(): Promise<void>
  /** Writes how it ended and gives the lock back, or, unfinished, only leaves it without an owner. */
  end(ending: Extract<JournalBody, { kind: 'run-ended' }>): Promise<void>
  /** Stops saying that this process lives; to be called however the work ended. */
  close(): Promise<void>
  /** Throws when the lock was lost meanwhile. */
  throwIfLost(): void
}

/** Opens the journal of a run whose lock was just taken and keeps the lock alive. */
export async function openSession<C>(input: SessionInput<C>, taken: HeldLock): Promise<Session<C>> {
  const { store, platform, boundary, clock } = input
  let lock = taken
  const runId = lock.run.id
  const heartbeat = startHeartbeat(input, lock)
  const journal = await openJournal({
    store,
    platform,
    runId,
    clock,
    owner: input.host.owner,
    token: lock.token,
    boundary,
    assertOwner: async () => {
      heartbeat.lost.throwIfAborted()
      await assertHeld(input, lock)
    },
  }).catch(async (error) => {
    await heartbeat.stop()
    throw error
  })
  const call: Call = {
    signal: AbortSignal.any([input.call.signal, heartbeat.lost]),
    deadlineMs: input.call.deadlineMs,
  }

  const scope = (stepId: string): StepScope => ({
    runId,
    epoch: lock.run.epoch,
    fencingToken: lock.token,
    get committed() {
      return lock.run.committed
    },
    call,
    clock,
    progress: input.progress,
    record: (key, value) => journal.append({ kind: 'fact', step: stepId, key, value }),
    recall: <T>(key: string) => recall<T>(journal, key),
    addDebt: async (added) => {
      const debt = { ...added, runId, since: new Date(clock.now()).toISOString() }
      await journal.append({ kind: 'debt', debt })
      await addDebt(store, platform, debt)
    },
    clearDebt: async (id) => {
      if (await clearDebt(store, platform, id, clock.now()))
        await journal.append({ kind: 'debt-cleared', id })
    },
    assertOwner: async () => {
      await assertHeld(input, lock)
    },
  })

  return {
    input,
    runId,
    journal,
    call,
    isCommitted: () => lock.run.committed,
    isBackward: () => lock.run.direction === 'backward',
    scope,
    commit: async () => {
      await boundary('before commit')
      lock = await changeHeld(input, lock, (run, present) => {
        if (run.committed) return present
        if (run.direction === 'backward' || epochOf(present, run.subject) !== run.epoch - 1)
          throw new McloudError({
            code: 'STALE_EPOCH',
            message: `Run ${run.id} may not commit epoch ${run.epoch} of ${run.subject} any more.`,
          })
        return {
          ...present,
          epochs: { ...present.epochs, [run.subject]: run.epoch },
          run: { ...run, committed: true },
        }
      })
      await boundary('after commit')
      await journal.append({ kind: 'committed', epoch: lock.run.epoch })
    },
    turnBack: async () => {
      await boundary('before turn-back')
      lock = await changeHeld(input, lock, (run, present) => {
        refuseCommitted(run)
        return run.direction === 'backward' ? present : { ...present, run: { ...run, direction: 'backward' } }
      })
      await boundary('after turn-back')
    },
    end: async (ending) => {
      await journal.append(ending)
      const isOver = ending.state === 'done' || ending.state === 'aborted'
      await boundary('before release')
      await changeHeld(input, lock, (run, present) => {
        const { run: _, ...free } = present
        const { owner: __, ...ownerless } = run
        return isOver ? free : { ...present, run: ownerless }
      })
      await boundary('after release')
    },
    close: () => heartbeat.stop(),
    throwIfLost: () => {
      if (isLockLost(heartbeat.lost.reason)) throw heartbeat.lost.reason
    },
  }
}

function recall<T>(journal: Journal, key: string): T | undefined {
  for (let index = journal.entries.length - 1; index >= 0; index--) {
    const entry = journal.entries[index]
    if (entry?.kind === 'fact' && entry.key === key) return entry.value as T
  }
  return undefined
}

/** Makes every debt that the journal says was left stand in the list, also after a crash between the two writes. */
export async function restoreDebts<C>(session: Session<C>): Promise<void> {
  const { store, platform } = session.input
  const cleared = new Set(
    session.journal.entries.flatMap((entry) => (entry.kind === 'debt-cleared' ? [entry.id] : [])),
  )
  for (const entry of session.journal.entries)
    if (entry.kind === 'debt' && !cleared.has(entry.debt.id)) await restoreDebt(store, platform, entry.debt)
}
