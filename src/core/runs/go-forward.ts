import { isOutcomeOpen, judge, type Mishap } from './attempt.ts'
import type { StepResult } from './journal-entry.ts'
import type { Session } from './session.ts'
import type { Step, Verdict } from './step.ts'

/**
 * Executes the steps in order until one goes wrong. A resumed run asks each step first whether it is so already,
 * and believes what the step observes.
 * @returns what went wrong; undefined when all is done
 */
export async function goForward<C>(session: Session<C>, resumed: boolean): Promise<Mishap | undefined> {
  const { steps, context } = session.input
  for (const [index, step] of steps.entries()) {
    const text = step.describe(context)
    if (session.input.call.signal.aborted)
      return { state: 'interrupted', text, message: 'interrupted before it' }
    session.throwIfLost()
    const mishap = await oneStep(session, step, { text, index, total: steps.length, resumed })
    if (mishap !== undefined) return mishap
  }
  return undefined
}

interface Place {
  readonly text: string
  readonly index: number
  readonly total: number
  readonly resumed: boolean
}

async function oneStep<C>(session: Session<C>, step: Step<C>, place: Place): Promise<Mishap | undefined> {
  const { clock, progress } = session.input
  const { text, index, total } = place
  const startedMs = clock.now()
  progress.emit({ kind: 'step-started', id: step.id, text, index, total })

  const ended = async (result: StepResult, message?: string): Promise<void> => {
    const elapsedMs = clock.now() - startedMs
    const note = message === undefined ? {} : { message }
    const end = { kind: 'step-ended', step: step.id, result, elapsedMs, ...note } as const
    if (result === 'done' || result === 'unchanged') session.journal.defer(end)
    else await session.journal.append(end)
    progress.emit({ kind: 'step-ended', id: step.id, text, result, elapsedMs, ...note })
  }

  let tried = false
  try {
    const verdict = await attempt(session, step, place.resumed, () => {
      tried = true
    })
    await ended(verdict.result, verdict.note)
    return undefined
  } catch (error) {
    const mishap = { ...(error instanceof Refusal ? error.mishap(text) : judge(session, text, error)), tried }
    await ended(mishap.state === 'failed' ? 'failed' : 'unknown', mishap.message)
    return mishap
  }
}

async function attempt<C>(
  session: Session<C>,
  step: Step<C>,
  resumed: boolean,
  onTry: () => void,
): Promise<{ result: 'done' | 'unchanged'; note?: string }> {
  const { context, boundary } = session.input
  const scope = session.scope(step.id)
  const commits = step.commitPoint === true

  if (resumed && (!commits || session.isCommitted())) {
    const seen = await step.verify(context, scope)
    if (seen.kind === 'yes') return { result: 'unchanged', ...noteOf(seen) }
    if (seen.kind === 'unknown') throw new Refusal('unknown', seen.reason)
  }
  onTry()
  const allowed = await step.check?.(context, scope)
  if (allowed !== undefined && allowed.kind !== 'yes')
    throw new Refusal(allowed.kind === 'no' ? 'failed' : 'unknown', allowed.reason)

  await session.journal.append({ kind: 'step-started', step: step.id })
  let open: unknown
  await boundary(`before run ${step.id}`)
  try {
    await step.run(context, scope)
  } catch (error) {
    // An open outcome is read back, never sent again blindly.
    if (!isOutcomeOpen(error) || session.call.signal.aborted) throw error
    open = error
  }
  await boundary(`after run ${step.id}`)
  if (commits && open === undefined) await session.commit()

  const seen = await step.verify(context, scope)
  if (seen.kind === 'yes' && (!commits || session.isCommitted())) return { result: 'done', ...noteOf(seen) }
  if (open !== undefined) throw open
  if (seen.kind === 'yes') throw new Refusal('unknown', 'the epoch was not committed')
  throw new Refusal(seen.kind === 'no' ? 'failed' : 'unknown', seen.reason)
}

function noteOf(verdict: Verdict & { kind: 'yes' }): { note?: string } {
  return verdict.note === undefined ? {} : { note: verdict.note }
}

/** A check or a verification that did not say yes. */
class Refusal extends Error {
  readonly state: 'failed' | 'unknown'

  constructor(state: 'failed' | 'unknown', reason: string) {
    super(reason)
    this.state = state
  }

  mishap(text: string): Mishap {
    return { state: this.state, text, message: this.message }
  }
}
