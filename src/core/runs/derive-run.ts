import type { ControlRun } from './control.ts'
import type { JournalEntry } from './journal-entry.ts'
import type { Debt, Plan, Run, RunStep } from './plan.ts'
import type { ReadJournal } from './read-journal.ts'
import { describeOwner } from './run-owner.ts'

/** What a run is derived from. */
export interface RunEvidence {
  readonly id: string
  readonly plan: Plan
  readonly journal: Pick<ReadJournal, 'entries' | 'damagedTail' | 'damagedBefore'>
  /** The run in the control document; absent once it is over. */
  readonly control: ControlRun | undefined
  /** Whether its owner is at work. */
  readonly owned: boolean
}

/** The state of a run as journal and lock tell it; pure. */
export function deriveRun(evidence: RunEvidence): Run {
  const { id, plan, journal, control, owned } = evidence
  const { entries } = journal
  const started = entries.find((entry) => entry.kind === 'run-started')
  const last = entries.at(-1)
  const ending = last?.kind === 'run-ended' ? last : undefined
  const isOver = control === undefined || ending?.state === 'done' || ending?.state === 'aborted'
  const committed = (control?.committed ?? false) || entries.some((entry) => entry.kind === 'committed')
  const resumeWith = control?.commands.resume ?? started?.resumeWith
  const abortWith = control?.commands.abort ?? started?.abortWith
  return {
    id,
    plan,
    state: stateOf(ending?.state, isOver, owned),
    startedAt: control?.startedAt ?? started?.at ?? '',
    ...(ending === undefined ? {} : { endedAt: ending.at }),
    owner: control === undefined ? (last?.owner ?? 'unknown') : describeOwner(control.lastOwner),
    owned: owned && !isOver,
    committed,
    aborting: control?.direction === 'backward' || entries.some((entry) => entry.kind === 'abort-started'),
    subject: control?.subject ?? started?.subject ?? '',
    epoch: control?.epoch ?? started?.epoch ?? 0,
    ...(isOver || resumeWith === undefined ? {} : { resumeWith }),
    ...(isOver || committed || abortWith === undefined ? {} : { abortWith }),
    remarks: remarksOf(journal, ending?.message),
    steps: plan.steps.map((step) => deriveStep(step.id, step.text, entries)),
    debts: debtsOf(entries),
  }
}

function stateOf(
  ending: 'done' | 'aborted' | 'failed' | 'interrupted' | 'unknown' | undefined,
  isOver: boolean,
  owned: boolean,
): Run['state'] {
  if (isOver) return ending ?? 'unknown'
  if (owned) return 'running'
  return ending ?? 'interrupted'
}

function deriveStep(id: string, text: string, entries: readonly JournalEntry[]): RunStep {
  let step: RunStep = { id, text, state: 'waiting' }
  for (const entry of entries) {
    if (!('step' in entry) || entry.step !== id) continue
    switch (entry.kind) {
      case 'step-started':
        step = { id, text, state: 'started', startedAt: entry.at }
        break
      case 'undo-started':
        step = { ...withoutEnd(step), state: 'started' }
        break
      case 'step-ended':
      case 'undo-ended':
        step = {
          ...withoutEnd(step),
          state: entry.result,
          elapsedMs: entry.elapsedMs,
          endedAt: entry.at,
          ...(entry.message === undefined ? {} : { message: entry.message }),
        }
        break
    }
  }
  return step
}

function withoutEnd(step: RunStep): RunStep {
  const { id, text, state, startedAt } = step
  return { id, text, state, ...(startedAt === undefined ? {} : { startedAt }) }
}

function debtsOf(entries: readonly JournalEntry[]): Debt[] {
  const debts = new Map<string, Debt>()
  for (const entry of entries) {
    if (entry.kind === 'debt') debts.set(entry.debt.id, entry.debt)
    if (entry.kind === 'debt-cleared') debts.delete(entry.id)
  }
  return [...debts.values()]
}

function remarksOf(journal: RunEvidence['journal'], message: string | undefined): string[] {
  const damaged = [...journal.damagedBefore, ...journal.damagedTail]
  return [
    ...(damaged.length === 0
      ? []
      : [
          `The journal has entries that cannot be read: ${damaged.join(', ')}. What they said is observed anew.`,
        ]),
    ...(message === undefined ? [] : [message]),
  ]
}
