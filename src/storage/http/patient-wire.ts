import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { networkFailure } from '../../providers/calls/network-failure.ts'
import type { Call } from '../../providers/provider.ts'
import type { Wire, WireAnswer, WireRequest } from './wire.ts'

/** What a store says of itself in errors. */
export interface WireOwner {
  /** `aws`, `gcp`, `azure`. */
  readonly provider: string
  readonly address: string
  /** Reads the vendor's code, words and request id out of a refusal. */
  readonly refusal: (answer: WireAnswer) => Refusal
  /** Throws where the request would leave for a host that is not allowed. */
  readonly guard: (origin: string) => void
}

export interface Refusal {
  readonly code: string
  readonly message: string
  readonly requestId?: string
}

export interface PatientRequest {
  /** The vendor's name of the call. */
  readonly name: string
  /** Made anew for every attempt, because a signature has a time. */
  readonly make: () => WireRequest | Promise<WireRequest>
  /** Statuses of 300 and more that the caller reads itself. */
  readonly accept?: readonly number[]
  /** Judges a good answer; text: why it is no good after all, and the request is to be sent again. */
  readonly check?: (answer: WireAnswer) => string | undefined
}

export type PatientWire = (request: PatientRequest, call: Call) => Promise<WireAnswer & { attempts: number }>

const ATTEMPTS = 8
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504])
/** What was sent did not arrive as it was. */
const DAMAGED =
  /BadDigest|Md5Mismatch|IncompleteBody|RequestTimeout|parseError|badContent|hash .* doesn't match/i
const THROTTLE_CODE = /slowdown|throttl|toomanyrequests|rateLimit|serverbusy|requestlimit/i

/**
 * Sends requests of the object path again where that may help, with pauses that grow and scatter.
 * @throws McloudError of the vendor's refusal, or of the last failure when attempts or time are over
 */
export function makePatientWire(wire: Wire, owner: WireOwner, traffic: StoreTraffic): PatientWire {
  let allowed: string | undefined
  const guard = (origin: string) => {
    // Asked once for each origin in a row: a run sends thousands of requests a second to the same one.
    if (origin === allowed) return
    owner.guard(origin)
    allowed = origin
  }
  const guarded = { ...owner, guard }
  return async (request, call) => {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await tryOnce(wire, guarded, request, call)
      if ('answer' in failure) return Object.assign(failure.answer, { attempts: attempt })
      if (failure.throttled) traffic.throttled()
      if (!failure.transient || attempt === ATTEMPTS) throw failure.error
      const pauseMs =
        failure.waitMs ??
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2)
      if (Date.now() + pauseMs > call.deadlineMs) throw failure.error
      traffic.retried()
      await sleep(pauseMs, undefined, { signal: call.signal }).catch(() => {
        throw stopped(call, failure.error)
      })
    }
  }
}

type Attempt =
  | { readonly answer: WireAnswer }
  | {
      readonly error: McloudError
      readonly transient: boolean
      readonly throttled: boolean
      readonly waitMs?: number
    }

async function tryOnce(wire: Wire, owner: WireOwner, request: PatientRequest, call: Call): Promise<Attempt> {
  let answer: WireAnswer
  try {
    const making = request.make()
    const made = making instanceof Promise ? await making : making
    owner.guard(made.origin)
    answer = await wire.send(made, call.signal)
  } catch (error) {
    return broken(error, owner, request, call)
  }
  if (answer.status < 300 || request.accept?.includes(answer.status)) {
    const reason = answer.status < 300 ? request.check?.(answer) : undefined
    if (reason === undefined) return { answer }
    const error = failed(owner, request, 'CLOUD_FAILED', reason)
    return { error, transient: true, throttled: false }
  }
  return refused(answer, owner, request)
}

function refused(answer: WireAnswer, owner: WireOwner, request: PatientRequest): Attempt {
  const { code, message, requestId } = owner.refusal(answer)
  const throttled = answer.status === 429 || answer.status === 503 || THROTTLE_CODE.test(code)
  const transient = throttled || TRANSIENT_STATUS.has(answer.status) || DAMAGED.test(`${code} ${message}`)
  const sort = throttled
    ? 'CLOUD_THROTTLED'
    : answer.status >= 500
      ? 'CLOUD_FAILED'
      : answer.status === 401 || answer.status === 403
        ? 'AUTH_DENIED'
        : answer.status === 404
          ? 'NOT_FOUND'
          : 'CLOUD_REFUSED'
  const words = [code, message].filter(Boolean).join(': ') || `HTTP ${answer.status}`
  const error = failed(owner, request, sort, words, requestId)
  const seconds = Number(answer.headers['retry-after'])
  return { error, transient, throttled, ...(seconds > 0 ? { waitMs: seconds * 1_000 } : {}) }
}

function broken(error: unknown, owner: WireOwner, request: PatientRequest, call: Call): Attempt {
  if (call.signal.aborted) return { error: stopped(call, error), transient: false, throttled: false }
  if (isMcloudError(error)) return { error, transient: false, throttled: false }
  const found = networkFailure(error)
  const message = found?.message ?? (error as Error).message
  return {
    error: failed(owner, request, 'CLOUD_UNREACHABLE', message, undefined, error, found?.hint),
    transient: found?.kind !== 'untrusted',
    throttled: false,
  }
}

function failed(
  owner: WireOwner,
  request: PatientRequest,
  code:
    | 'CLOUD_THROTTLED'
    | 'CLOUD_FAILED'
    | 'CLOUD_REFUSED'
    | 'CLOUD_UNREACHABLE'
    | 'AUTH_DENIED'
    | 'NOT_FOUND',
  message: string,
  requestId?: string,
  cause?: unknown,
  hint?: string,
): McloudError {
  return new McloudError({
    code,
    provider: owner.provider,
    call: request.name,
    message: `${owner.address}: ${request.name}: ${message}`,
    ...(requestId === undefined ? {} : { requestId }),
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
  })
}

function stopped(call: Call, cause: unknown): McloudError {
  const { reason } = call.signal
  if (isMcloudError(reason)) return reason
  const late = (reason as { name?: string } | undefined)?.name === 'TimeoutError'
  return new McloudError({
    code: late ? 'DEADLINE' : 'INTERRUPTED',
    message: late ? 'the deadline came before the work was done' : 'interrupted',
    cause,
  })
}
