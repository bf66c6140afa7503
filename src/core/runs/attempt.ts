import { isMcloudError } from '../../errors/mcloud-error.ts'
import { isLockLost } from './heartbeat.ts'
import type { Session } from './session.ts'

/** How an attempt at a step, or at undoing one, went wrong. */
export interface Mishap {
  readonly state: 'failed' | 'interrupted' | 'unknown'
  /** The step's text. */
  readonly text: string
  readonly message: string
  /** It was more than looked at: the step was about to run, or ran. */
  readonly tried?: boolean
  readonly cause?: unknown
}

/** Whether an error leaves open what the cloud or the database has done. */
export function isOutcomeOpen(error: unknown): boolean {
  return isMcloudError(error) && (error.code === 'OUTCOME_UNKNOWN' || error.retry === 'check-first')
}

/**
 * Tells what an error means for the run. Errors that say that the lock is lost are thrown on: a process without
 * the lock writes nothing.
 */
export function judge<C>(session: Session<C>, text: string, error: unknown): Mishap {
  if (isLockLost(error)) throw error
  session.throwIfLost()
  const message = error instanceof Error ? error.message : String(error)
  if (session.input.call.signal.aborted)
    return { state: 'interrupted', text, message: 'interrupted', cause: error }
  return { state: isOutcomeOpen(error) ? 'unknown' : 'failed', text, message, cause: error }
}
