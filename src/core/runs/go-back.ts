import { judge, type Mishap } from './attempt.ts'
import type { Session } from './session.ts'
import type { Step } from './step.ts'

/**
 * Undoes, in reverse order, every step that the journal says was begun, and the one that may have been begun
 * where entries of the journal were lost. Where one cannot be undone, only those follow that are undone anyway.
 * @returns what went wrong first; undefined when all is as before the run
 */
export async function goBack<C>(session: Session<C>): Promise<Mishap | undefined> {
  const { steps, context } = session.input
  const begun = begunSteps(session)
  const targets = steps.filter((step) => begun.has(step.id)).reverse()
  let first: Mishap | undefined
  for (const [index, step] of targets.entries()) {
    if (first !== undefined && step.undoAnyway !== true) continue
    const text = `Undo: ${step.describe(context)}`
    if (session.input.call.signal.aborted)
      return { state: 'interrupted', text, message: 'interrupted before it' }
    session.throwIfLost()
    const mishap = await undoStep(session, step, { text, index, total: targets.length })
    if (mishap?.state === 'interrupted') return mishap
    first ??= mishap
  }
  return first
}

async function undoStep<C>(
  session: Session<C>,
  step: Step<C>,
  place: { readonly text: string; readonly index: number; readonly total: number },
): Promise<Mishap | undefined> {
  const { clock, progress, boundary, context } = session.input
  const { text, index, total } = place
  const startedMs = clock.now()
  progress.emit({ kind: 'step-started', id: step.id, text, index, total })

  const ended = async (
    result: 'undone' | 'skipped' | 'failed' | 'unknown',
    message?: string,
  ): Promise<void> => {
    const elapsedMs = clock.now() - startedMs
    const note = message === undefined ? {} : { message }
    await session.journal.append({ kind: 'undo-ended', step: step.id, result, elapsedMs, ...note })
    progress.emit({ kind: 'step-ended', id: step.id, text, result, elapsedMs, ...note })
  }

  if (step.undo === undefined) {
    await ended('skipped', 'leaves nothing to undo')
    return undefined
  }
  await session.journal.append({ kind: 'undo-started', step: step.id })
  try {
    await boundary(`before undo ${step.id}`)
    await step.undo(context, session.scope(step.id))
    await boundary(`after undo ${step.id}`)
  } catch (error) {
    const mishap = judge(session, text, error)
    await ended(mishap.state === 'failed' ? 'failed' : 'unknown', mishap.message)
    return mishap
  }
  const left = step.undoLeft?.(context)
  if (left === undefined) await ended('undone')
  else await ended('skipped', left)
  return undefined
}

/**
 * Steps begun and not undone since; only a finished undo counts. Where entries were lost, the step after the last
 * one known may have been begun, too.
 */
function begunSteps<C>(session: Session<C>): Set<string> {
  const begun = new Set<string>()
  let furthest = -1
  const ids = session.input.steps.map((step) => step.id)
  for (const entry of session.journal.entries) {
    if (entry.kind === 'step-started' || entry.kind === 'step-ended')
      furthest = Math.max(furthest, ids.indexOf(entry.step))
    if (entry.kind === 'step-started') begun.add(entry.step)
    if (entry.kind === 'undo-ended' && (entry.result === 'undone' || entry.result === 'skipped'))
      begun.delete(entry.step)
  }
  const next = ids[furthest + 1]
  if (session.journal.hasDamage && next !== undefined) begun.add(next)
  return begun
}
