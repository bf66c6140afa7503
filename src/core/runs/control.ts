import { McloudError } from '../../errors/mcloud-error.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { runKeys } from './keys.ts'
import type { RunOwner } from './run-owner.ts'

/**
 * Run lock, decision (commit or abort) and epochs of a platform in ONE document: taking the lock, committing and
 * aborting are compare-and-swaps of the same thing, so at most one of them wins.
 */
export interface Control {
  readonly schemaVersion: 1
  /** Fencing token: rises with every change of owner, also within one run. */
  readonly token: number
  /** The run that is not over yet; no other may begin while it is there. */
  readonly run?: ControlRun
  /** Committed epoch by subject (a database's name). */
  readonly epochs: Readonly<Record<string, number>>
}

export interface ControlRun {
  readonly id: string
  readonly planHash: string
  readonly subject: string
  /** The epoch the run commits: one above the committed one when it began. */
  readonly epoch: number
  readonly startedAt: string
  /** `backward` once an abort has been decided; it never turns again. */
  readonly direction: 'forward' | 'backward'
  readonly committed: boolean
  /** Absent when the last owner stopped in good order and left the run unfinished. */
  readonly owner?: RunOwner
  /** The last owner; kept for messages after it has gone. */
  readonly lastOwner: RunOwner
  /** When the owner last said that it lives, RFC 3339. */
  readonly renewedAt: string
  readonly commands: RunCommands
}

/** The command lines by which an operator goes on with this run. */
export interface RunCommands {
  readonly resume: string
  readonly abort: string
}

const EMPTY: Control = { schemaVersion: 1, token: 0, epochs: {} }

/** What stands in the control document; an empty one where nothing has ever run. */
export async function readControl(store: CoordinationStore, platform: string): Promise<Control> {
  const found = await store.read(runKeys(platform).control)
  return found === undefined ? EMPTY : asControl(found.value, store)
}

/** The committed epoch of a subject: 0 before the first commit. */
export async function readEpoch(
  store: CoordinationStore,
  platform: string,
  subject: string,
): Promise<number> {
  return epochOf(await readControl(store, platform), subject)
}

/** The committed epoch of a subject in a control document that was read. */
export function epochOf(control: Control, subject: string): number {
  return control.epochs[subject] ?? 0
}

/**
 * Changes the control document by compare-and-swap. `change` sees the present one, throws to refuse, and is asked
 * again when another process was quicker. Returns what now stands there.
 * @throws McloudError STORE_FAILED, and whatever `change` throws
 */
export async function changeControl(
  store: CoordinationStore,
  platform: string,
  change: (present: Control) => Control | Promise<Control>,
): Promise<Control> {
  const key = runKeys(platform).control
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await store.read(key)
    const present = found === undefined ? EMPTY : asControl(found.value, store)
    const next = await change(present)
    if (next === present) return present
    const written =
      found === undefined ? await store.create(key, next) : await store.replace(key, next, found.version)
    if (written === 'created' || written === 'replaced') return next
  }
  throw new McloudError({
    code: 'STORE_FAILED',
    message: `${store.describe}: other processes kept changing ${key}.`,
    retry: 'safe',
  })
}

function asControl(value: unknown, store: CoordinationStore): Control {
  const control = value as Partial<Control> | null
  if (control?.schemaVersion === 1 && typeof control.token === 'number' && typeof control.epochs === 'object')
    return control as Control
  throw new McloudError({
    code: 'STORE_FAILED',
    message: `${store.describe}: the control document is not of this version of mcloud.`,
  })
}
