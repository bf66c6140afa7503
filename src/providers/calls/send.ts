import { DelegateBackoff, ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { timerMs } from '../../errors/time-limit.ts'
import type { Call } from '../provider.ts'
import type { Failure, Vendor } from './failure.ts'
import { isTransient, mayHaveTakenEffect, toMcloudError } from './failure.ts'
import { networkFailure } from './network-failure.ts'

/** One call of a vendor's API with everything that its retries depend on. */
export interface Request<T> {
  readonly cloud: Vendor
  /** The vendor's name of the call, e.g. `ListHostedZonesByName`. */
  readonly name: string
  readonly kind: 'read' | 'change'
  /** A change that has the same effect when it is sent twice; it is retried like a read. */
  readonly repeatable?: boolean
  readonly call: Call
  /** Longest that one attempt may take, in milliseconds. */
  readonly attemptTimeoutMs?: number
  /** One attempt; must end when the signal is aborted, and must not retry by itself. */
  readonly send: (signal: AbortSignal) => Promise<T>
  /** Sorts what the vendor's client throws; broken connections are recognised without it. */
  readonly sort: (error: unknown) => Failure
}

const ATTEMPT_TIMEOUT_MS = 15_000
const FIRST_DELAY_MS = 60
const LONGEST_DELAY_MS = 3_000

/**
 * Sends a call until it is answered, refused for good, or out of time. Reads and repeatable changes are retried
 * on every transient failure; other changes only where the cloud cannot have acted, else the error says
 * `retry: 'check-first'`.
 * @throws McloudError AUTH_MISSING, AUTH_DENIED, NOT_FOUND, CLOUD_THROTTLED, CLOUD_UNREACHABLE, CLOUD_REFUSED,
 *   CLOUD_FAILED, ENDPOINT_REFUSED, DEADLINE, INTERRUPTED
 */
export async function send<T>(request: Request<T>): Promise<T> {
  // A timer that keeps the process alive while the call is open, and is gone with it.
  const deadline = new AbortController()
  const leftMs = timerMs(request.call.deadlineMs - Date.now())
  const timer = setTimeout(() => deadline.abort(), leftMs)
  const bound = AbortSignal.any([request.call.signal, deadline.signal])
  let last: AttemptFailed | undefined
  let inFlight = false
  const attempt = async (): Promise<T> => {
    if (bound.aborted || Date.now() >= request.call.deadlineMs) throw stopped(request, last, inFlight)
    inFlight = true
    try {
      return await attemptOnce(request, bound)
    } catch (error) {
      if (bound.aborted) throw stopped(request, last, inFlight)
      inFlight = false
      if (isMcloudError(error)) throw error
      last = new AttemptFailed(request, sortFailure(request, error), error)
      throw last
    }
  }
  const policy = retry(
    handleWhen((error) => error instanceof AttemptFailed && mayRepeat(request, error.failure)),
    { maxAttempts: Number.MAX_SAFE_INTEGER, backoff: backoffOf() },
  ).dangerouslyUnref()
  try {
    // The waits between attempts know no signal; what is aborted is left behind, and starts no attempt any more.
    return await Promise.race([
      policy.execute(attempt, bound),
      rejectWhenAborted(bound, () => stopped(request, last, inFlight)),
    ])
  } catch (error) {
    if (error instanceof AttemptFailed) throw toMcloudError(error.failure, request, error.cause)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

class AttemptFailed extends Error {
  readonly failure: Failure

  constructor(request: { readonly name: string }, failure: Failure, cause: unknown) {
    super(`${request.name}: ${failure.message}`, { cause })
    this.failure = failure
  }
}

function mayRepeat(request: Request<unknown>, failure: Failure): boolean {
  if (!isTransient(failure)) return false
  return request.kind === 'read' || request.repeatable === true || !mayHaveTakenEffect(failure)
}

function sortFailure(request: Request<unknown>, error: unknown): Failure {
  if (error instanceof AttemptTimeout) return { kind: 'timeout', message: error.message }
  return networkFailure(error) ?? request.sort(error)
}

class AttemptTimeout extends Error {}

async function attemptOnce<T>(request: Request<T>, bound: AbortSignal): Promise<T> {
  const limitMs = request.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS
  const slow = new AbortController()
  const timer = setTimeout(() => slow.abort(new AttemptTimeout(`no answer within ${limitMs} ms`)), limitMs)
  const signal = AbortSignal.any([bound, slow.signal])
  try {
    // A client that ignores the signal does not hold the caller.
    return await Promise.race([request.send(signal), rejectWhenAborted(signal, () => signal.reason)])
  } catch (error) {
    if (slow.signal.aborted && !bound.aborted) throw slow.signal.reason
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function rejectWhenAborted(signal: AbortSignal, reason: () => unknown): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(reason())
    else signal.addEventListener('abort', () => reject(reason()), { once: true })
  })
}

/** The error of a call that was ended from outside: by the deadline or by the operator. */
function stopped(request: Request<unknown>, last: AttemptFailed | undefined, inFlight: boolean): McloudError {
  const open = request.kind === 'change' && (inFlight || (last && mayHaveTakenEffect(last.failure)))
  const retry = open ? 'check-first' : 'safe'
  const { reason } = request.call.signal
  const common = { provider: request.cloud, call: request.name, retry } as const
  if (request.call.signal.aborted && (reason as { name?: string } | undefined)?.name !== 'TimeoutError') {
    if (isMcloudError(reason)) return reason
    return new McloudError({
      ...common,
      code: 'INTERRUPTED',
      message: `${request.cloud}: ${request.name} was interrupted${open ? ' after it was sent; whether it took effect is not known' : ''}`,
    })
  }
  // The cause that kept the call from succeeding says more than the deadline that ended it.
  if (last !== undefined && !inFlight) return toMcloudError(last.failure, request, last.cause)
  return new McloudError({
    ...common,
    code: 'DEADLINE',
    message: `${request.cloud}: ${request.name} was not answered before the deadline${last === undefined ? '' : ` (before that: ${last.failure.message})`}`,
  })
}

function backoffOf() {
  const exponential = new ExponentialBackoff({ initialDelay: FIRST_DELAY_MS, maxDelay: LONGEST_DELAY_MS })
  let state: ReturnType<typeof exponential.next> | undefined
  return new DelegateBackoff<{ readonly result: unknown }>(({ result }) => {
    state = state === undefined ? exponential.next() : (state.next(undefined) as typeof state)
    const { error } = result as { error?: unknown }
    const asked = error instanceof AttemptFailed ? (error.failure.retryAfterMs ?? 0) : 0
    return Math.max(state.duration, asked)
  })
}
