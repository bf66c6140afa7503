import { McloudError } from '../../errors/mcloud-error.ts'
import type { Clock } from '../ports.ts'
import { type Control, type ControlRun, changeControl, epochOf, readControl } from './control.ts'
import type { CoordinationStore } from './coordination-store.ts'
import type { Boundary } from './journal.ts'
import { readJournal } from './read-journal.ts'
import { describeOwner, type RunHost, sameOwner } from './run-owner.ts'

/** What every operation on the run lock needs. */
export interface LockInput {
  readonly store: CoordinationStore
  readonly platform: string
  readonly clock: Clock
  readonly host: RunHost
  /** An owner that has been silent for longer may be replaced by a process of another machine. */
  readonly leaseMs: number
  readonly boundary: Boundary
}

/** The lock in the hand of this process. */
export interface HeldLock {
  readonly token: number
  readonly run: ControlRun
}

/**
 * Takes the run lock for a new run.
 * @throws McloudError RUN_LOCKED when another run is not over; STALE_EPOCH when the subject has moved on
 */
export async function takeLock(
  input: LockInput,
  wanted: Pick<ControlRun, 'id' | 'planHash' | 'subject' | 'commands'> & { readonly expectedEpoch?: number },
): Promise<HeldLock> {
  const { store, platform, host, clock, boundary } = input
  await boundary('before lock')
  const control = await changeControl(store, platform, async (present) => {
    if (present.run !== undefined && !(await isOver(input, present.run.id)))
      throw lockedBy(present.run, input)
    const committed = epochOf(present, wanted.subject)
    if (wanted.expectedEpoch !== undefined && wanted.expectedEpoch !== committed)
      throw new McloudError({
        code: 'STALE_EPOCH',
        message: `The plan was made at epoch ${wanted.expectedEpoch} of ${wanted.subject}, which is at ${committed} now.`,
      })
    const now = new Date(clock.now()).toISOString()
    return {
      ...present,
      token: present.token + 1,
      run: {
        id: wanted.id,
        planHash: wanted.planHash,
        subject: wanted.subject,
        epoch: committed + 1,
        startedAt: now,
        direction: 'forward',
        committed: false,
        owner: host.owner,
        lastOwner: host.owner,
        renewedAt: now,
        commands: wanted.commands,
      },
    }
  })
  await boundary('after lock')
  return held(control, wanted.id)
}

/**
 * Takes an unfinished run over, going forward or, once and for all, back; nothing else can commit it after that.
 * @throws McloudError RUN_LOCKED while its owner is at work, RUN_COMMITTED when it is too late to go back
 */
export async function takeOver(
  input: LockInput,
  runId: string,
  direction: 'as-is' | 'backward',
  force: boolean,
): Promise<HeldLock> {
  const { store, platform, host, clock, boundary } = input
  await boundary('before lock')
  const control = await changeControl(store, platform, (present) => {
    const run = present.run
    if (run?.id !== runId) throw overtaken(runId, present)
    if (!force && isAtWork(run, input)) throw lockedBy(run, input)
    if (direction === 'backward') refuseCommitted(run)
    return {
      ...present,
      token: present.token + 1,
      run: {
        ...run,
        owner: host.owner,
        lastOwner: host.owner,
        renewedAt: new Date(clock.now()).toISOString(),
        direction: direction === 'backward' ? 'backward' : run.direction,
      },
    }
  })
  await boundary('after lock')
  return held(control, runId)
}

/** Changes the run in the control document as long as the lock is ours. @throws McloudError RUN_LOCKED */
export async function changeHeld(
  input: Pick<LockInput, 'store' | 'platform'>,
  lock: HeldLock,
  change: (run: ControlRun, present: Control) => Control,
): Promise<HeldLock> {
  const control = await changeControl(input.store, input.platform, (present) =>
    change(ours(present, lock), present),
  )
  return { token: lock.token, run: control.run ?? lock.run }
}

/** @throws McloudError RUN_LOCKED when the lock is not ours any more */
export async function assertHeld(
  input: Pick<LockInput, 'store' | 'platform'>,
  lock: HeldLock,
): Promise<ControlRun> {
  return ours(await readControl(input.store, input.platform), lock)
}

/** Whether the owner of a run still is at work, as far as can be told from here. */
export function isAtWork(run: ControlRun, from: Pick<LockInput, 'clock' | 'host' | 'leaseMs'>): boolean {
  if (run.owner === undefined || sameOwner(run.owner, from.host.owner)) return false
  if (from.host.isGone(run.owner)) return false
  return from.clock.now() - Date.parse(run.renewedAt) <= from.leaseMs
}

/** @throws McloudError RUN_COMMITTED */
export function refuseCommitted(run: ControlRun): void {
  if (!run.committed) return
  throw new McloudError({
    code: 'RUN_COMMITTED',
    message: `Run ${run.id} has committed epoch ${run.epoch} of ${run.subject}: it can only go forward.`,
    hint: `Finish it with: ${run.commands.resume}`,
  })
}

function ours(present: Control, lock: HeldLock): ControlRun {
  if (present.token === lock.token && present.run?.id === lock.run.id) return present.run
  const now = present.run?.owner
  throw new McloudError({
    code: 'RUN_LOCKED',
    message: `Run ${lock.run.id} was taken over${now === undefined ? '' : ` by ${describeOwner(now)}`}: this process changes nothing any more.`,
    hint: 'Look at the platform with `mcloud status`.',
    details: { lockLost: true },
  })
}

function held(control: Control, runId: string): HeldLock {
  if (control.run?.id !== runId) throw overtaken(runId, control)
  return { token: control.token, run: control.run }
}

/** A run that ended and died before it gave the lock back does not stand in the way. */
async function isOver(input: LockInput, runId: string): Promise<boolean> {
  const last = (await readJournal(input.store, input.platform, runId)).entries.at(-1)
  return last?.kind === 'run-ended' && (last.state === 'done' || last.state === 'aborted')
}

function lockedBy(run: ControlRun, input: LockInput): McloudError {
  const atWork = isAtWork(run, input)
  return new McloudError({
    code: 'RUN_LOCKED',
    message: atWork
      ? `Run ${run.id} holds the lock: ${describeOwner(run.lastOwner)} is at work.`
      : `Run ${run.id} holds the lock and is not over; its last owner ${describeOwner(run.lastOwner)} is gone.`,
    hint: atWork
      ? 'Wait for it, or look at it with `mcloud status`.'
      : run.committed
        ? `Finish it with: ${run.commands.resume}`
        : `End it with: ${run.commands.resume}  or: ${run.commands.abort}`,
    retry: atWork ? 'safe' : 'never',
    details: { runId: run.id },
  })
}

function overtaken(runId: string, present: Control): McloudError {
  const other = present.run === undefined ? '' : `; run ${present.run.id} holds the lock`
  return new McloudError({
    code: 'STALE_EPOCH',
    message: `Run ${runId} does not hold the lock any more${other}.`,
  })
}
