import { randomBytes } from 'node:crypto'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { Mishap } from './attempt.ts'
import type { RunCommands } from './control.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { goBack } from './go-back.ts'
import { goForward } from './go-forward.ts'
import type { Boundary } from './journal.ts'
import { runKeys } from './keys.ts'
import { LEASE_MS, showRun } from './list-runs.ts'
import type { Plan, Run } from './plan.ts'
import { type HeldLock, type LockInput, takeLock, takeOver } from './run-lock.ts'
import type { RunHost } from './run-owner.ts'
import { acceptPlan, describeSteps } from './seal-plan.ts'
import { openSession, restoreDebts, type Session } from './session.ts'
import type { Step } from './step.ts'

export interface RunEngineInput {
  readonly store: CoordinationStore
  readonly platform: string
  readonly clock: Clock
  readonly progress: Progress
  readonly host: RunHost
  /** Silence after which an owner on another machine may be replaced, in milliseconds; 15 000 where absent. */
  readonly leaseMs?: number
  /** Called before and after every write and every effect; tests make a process die there. */
  readonly boundary?: Boundary
}

export interface Work<C> {
  /** The same list, in the same order, for every start, resume and abort of a plan. */
  readonly steps: readonly Step<C>[]
  readonly context: C
  readonly call: Call
}

export interface StartInput<C> extends Work<C> {
  readonly plan: Plan
  /** What the plan must be. */
  readonly kind: string
  /** Whose epoch the run commits: a database's name. */
  readonly subject: string
  /** The committed epoch that the plan was made at; refused as STALE_EPOCH where it has moved on. */
  readonly expectedEpoch?: number
  /** The command lines that an operator ends an unfinished run with. */
  readonly commands: (runId: string) => RunCommands
  /** Go back by itself when a step before the commit point fails (not when its outcome is unknown). */
  readonly undoOnFailure?: boolean
}

export interface GoOnInput<C> extends Work<C> {
  readonly runId: string
  /** Take the lock even from an owner that seems to be at work. */
  readonly force?: boolean
  /** Of a resume: as of a start, but only where a step was tried, so that a process that could not even look undoes nothing. */
  readonly undoOnFailure?: boolean
}

export interface RunReport {
  readonly run: Run
  /** Why the run did not reach what was asked for: RUN_STEP_FAILED, OUTCOME_UNKNOWN or INTERRUPTED. */
  readonly failure?: McloudError
}

/**
 * Executes plans. Every method throws RUN_LOCKED when another process has, or has taken over, the run (this one
 * then changes nothing any more) and STORE_FAILED when journal or lock cannot be written.
 */
export interface RunEngine {
  /** @throws McloudError PLAN_INVALID, PLAN_STALE, RUN_LOCKED, STALE_EPOCH, STORE_FAILED */
  start<C>(input: StartInput<C>): Promise<RunReport>
  /** Goes on with an unfinished run: forward, or back where an abort has begun. @throws McloudError RUN_NOT_FOUND */
  resume<C>(input: GoOnInput<C>): Promise<RunReport>
  /** Undoes an unfinished run. @throws McloudError RUN_NOT_FOUND, RUN_COMMITTED */
  abort<C>(input: GoOnInput<C>): Promise<RunReport>
}

export function makeRunEngine(input: RunEngineInput): RunEngine {
  const { store, platform, clock, host } = input
  const lockInput: LockInput = {
    store,
    platform,
    clock,
    host,
    leaseMs: input.leaseMs ?? LEASE_MS,
    boundary: input.boundary ?? (() => {}),
  }
  const read = (runId: string): Promise<Run> => showRun(lockInput, runId)

  /** Works with the lock in hand and always stops saying that it lives. */
  async function withSession<C>(
    work: Work<C>,
    lock: HeldLock,
    act: (session: Session<C>) => Promise<McloudError | undefined>,
  ): Promise<RunReport> {
    const session = await openSession({ ...lockInput, progress: input.progress, ...work }, lock)
    let failure: McloudError | undefined
    try {
      failure = await act(session)
    } finally {
      await session.close()
    }
    const run = await read(lock.run.id)
    return failure === undefined ? { run } : { run, failure }
  }

  return {
    async start(work) {
      const { plan } = work
      acceptPlan(plan, { kind: work.kind, platform, nowMs: clock.now() })
      acceptSteps(plan, work)
      await store.create(runKeys(platform).plan(plan.hash), plan)
      const id = newRunId(clock.now())
      const lock = await takeLock(lockInput, {
        id,
        planHash: plan.hash,
        subject: work.subject,
        commands: work.commands(id),
        ...(work.expectedEpoch === undefined ? {} : { expectedEpoch: work.expectedEpoch }),
      })
      return await withSession(work, lock, async (session) => {
        await noteStart(session, lock)
        return await forward(session, lock.run.commands, false, work.undoOnFailure === true)
      })
    },

    async resume(work) {
      const before = await read(work.runId)
      if (before.state === 'done' || before.state === 'aborted') return { run: before }
      acceptSteps(before.plan, work)
      const lock = await takeOver(lockInput, work.runId, 'as-is', work.force === true)
      return await withSession(work, lock, async (session) => {
        await noteStart(session, lock)
        await session.journal.append({ kind: 'run-resumed' })
        await noteCommit(session, lock)
        await restoreDebts(session)
        if (!session.isBackward())
          return await forward(session, lock.run.commands, true, work.undoOnFailure === true)
        input.progress.emit({ kind: 'note', text: `The abort of run ${work.runId} has begun: it goes on.` })
        return await back(session, lock.run.commands)
      })
    },

    async abort(work) {
      const before = await read(work.runId)
      if (before.state === 'aborted') return { run: before }
      if (before.state === 'done')
        throw new McloudError({
          code: 'RUN_COMMITTED',
          message: `Run ${work.runId} is done: there is nothing to abort.`,
          hint: 'Make a new plan that goes the other way.',
        })
      acceptSteps(before.plan, work)
      const lock = await takeOver(lockInput, work.runId, 'backward', work.force === true)
      return await withSession(work, lock, async (session) => {
        await noteStart(session, lock)
        await restoreDebts(session)
        return await back(session, lock.run.commands)
      })
    },
  }
}

/** Writes the first entry, also for a run whose process died between taking the lock and writing it. */
async function noteStart<C>(session: Session<C>, { run }: HeldLock): Promise<void> {
  if (session.journal.entries.some((entry) => entry.kind === 'run-started')) return
  await session.journal.append({
    kind: 'run-started',
    planHash: run.planHash,
    subject: run.subject,
    epoch: run.epoch,
    resumeWith: run.commands.resume,
    abortWith: run.commands.abort,
  })
}

/** Writes that the epoch was committed, for a process that died between committing and writing it. */
async function noteCommit<C>(session: Session<C>, { run }: HeldLock): Promise<void> {
  if (!session.isCommitted() || session.journal.entries.some((entry) => entry.kind === 'committed')) return
  await session.journal.append({ kind: 'committed', epoch: run.epoch })
}

async function forward<C>(
  session: Session<C>,
  commands: RunCommands,
  resumed: boolean,
  undoOnFailure: boolean,
): Promise<McloudError | undefined> {
  const mishap = await goForward(session, resumed)
  if (mishap === undefined) {
    await session.end({ kind: 'run-ended', state: 'done' })
    return undefined
  }
  const wasTried = !resumed || mishap.tried === true
  if (mishap.state === 'failed' && undoOnFailure && wasTried && !session.isCommitted()) {
    await session.turnBack()
    const second = await back(session, commands, mishap.message)
    return second ?? failureOf(session, mishap, commands, 'undone')
  }
  await session.end({ kind: 'run-ended', state: mishap.state, message: `${mishap.text}: ${mishap.message}` })
  return failureOf(session, mishap, commands, 'open')
}

async function back<C>(
  session: Session<C>,
  commands: RunCommands,
  reason?: string,
): Promise<McloudError | undefined> {
  await session.journal.append({ kind: 'abort-started' })
  const mishap = await goBack(session)
  if (mishap === undefined) {
    await session.end({
      kind: 'run-ended',
      state: 'aborted',
      ...(reason === undefined ? {} : { message: reason }),
    })
    return undefined
  }
  await session.end({ kind: 'run-ended', state: mishap.state, message: `${mishap.text}: ${mishap.message}` })
  return failureOf(session, mishap, commands, 'open')
}

function failureOf<C>(
  session: Session<C>,
  mishap: Mishap,
  commands: RunCommands,
  left: 'open' | 'undone',
): McloudError {
  const code = { failed: 'RUN_STEP_FAILED', unknown: 'OUTCOME_UNKNOWN', interrupted: 'INTERRUPTED' } as const
  const waysOn =
    session.isCommitted() || session.isBackward()
      ? `Go on with: ${commands.resume}`
      : `Go on with: ${commands.resume}  or go back with: ${commands.abort}`
  const what = `${mishap.text}: ${mishap.message.replace(/\.$/, '')}`
  return new McloudError({
    code: code[mishap.state],
    message:
      left === 'undone'
        ? `${what}. Everything done before it was undone.`
        : `${what}. Run ${session.runId} is not over.`,
    hint: left === 'undone' ? wayOut(mishap) : waysOn,
    details: { runId: session.runId, step: mishap.text },
    ...(mishap.cause === undefined ? {} : { cause: mishap.cause }),
  })
}

/** Causes that tell best themselves what a new attempt needs. */
const ADVISED: ReadonlySet<string> = new Set(['FENCE_UNPROVED', 'CONFIRMATION_REQUIRED', 'LOCK_TIMEOUT'])

function wayOut({ cause }: Mishap): string {
  return isMcloudError(cause) && ADVISED.has(cause.code)
    ? cause.hint
    : 'Repair the cause and make a new plan.'
}

/** The steps that will run must be the ones that were shown. */
function acceptSteps<C>(plan: Plan, work: Work<C>): void {
  const now = describeSteps(work.steps, work.context)
  const same =
    now.length === plan.steps.length &&
    now.every((step, index) => {
      const planned = plan.steps[index]
      return planned?.id === step.id && planned.commitPoint === step.commitPoint
    })
  if (!same)
    throw new McloudError({
      code: 'PLAN_STALE',
      message: 'This version of mcloud would take other steps than the plan shows.',
    })
}

/** Sorts by time: `20260123t101530123-4f2a9c`. */
function newRunId(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '').slice(0, 18).toLowerCase()
  return `${time}-${randomBytes(3).toString('hex')}`
}
