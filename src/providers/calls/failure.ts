import type { Cloud } from '../../config/clouds.ts'
import type { ErrorCode } from '../../errors/codes.ts'
import { McloudError } from '../../errors/mcloud-error.ts'

/** Why one attempt of a call failed, in the words that all clouds share. */
export interface Failure {
  readonly kind: FailureKind
  readonly message: string
  readonly requestId?: string
  /** What the cloud asked to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number
  readonly hint?: string
}

export type FailureKind =
  /** Refused for its rate, or because an earlier change is still under way: it took no effect. */
  | 'throttled'
  /** No connection came about: it took no effect. */
  | 'unreachable'
  /** The certificate of the endpoint is not trusted: nothing was sent. */
  | 'untrusted'
  /** The connection broke after the request was on its way. */
  | 'cut'
  | 'timeout'
  /** 5xx. */
  | 'server'
  | 'auth-missing'
  | 'denied'
  | 'not-found'
  /** Any other 4xx. */
  | 'refused'

const CODE: Readonly<Record<FailureKind, ErrorCode>> = {
  throttled: 'CLOUD_THROTTLED',
  unreachable: 'CLOUD_UNREACHABLE',
  untrusted: 'CLOUD_UNREACHABLE',
  cut: 'CLOUD_UNREACHABLE',
  timeout: 'CLOUD_UNREACHABLE',
  server: 'CLOUD_FAILED',
  'auth-missing': 'AUTH_MISSING',
  denied: 'AUTH_DENIED',
  'not-found': 'NOT_FOUND',
  refused: 'CLOUD_REFUSED',
}

/** True where another attempt may succeed. */
export function isTransient(failure: Failure): boolean {
  return ['throttled', 'unreachable', 'cut', 'timeout', 'server'].includes(failure.kind)
}

/** True where the cloud may have acted although the attempt failed. */
export function mayHaveTakenEffect(failure: Failure): boolean {
  return ['cut', 'timeout', 'server'].includes(failure.kind)
}

/** Whose API is called. */
export type Vendor = Cloud | 'kubernetes'

export interface FailedCall {
  readonly cloud: Vendor
  /** The vendor's name of the call. */
  readonly name: string
  readonly kind: 'read' | 'change'
}

/** Words a failure as the error that leaves the provider. */
export function toMcloudError(failure: Failure, failed: FailedCall, cause?: unknown): McloudError {
  const open = failed.kind === 'change' && mayHaveTakenEffect(failure)
  return new McloudError({
    code: CODE[failure.kind],
    message: `${failed.cloud}: ${failed.name}: ${failure.message}`,
    provider: failed.cloud,
    call: failed.name,
    retry: open ? 'check-first' : isTransient(failure) ? 'safe' : 'never',
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Sorts an HTTP status into a failure; for statuses from 400 on. */
export function failureKindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled'
  if (status === 401 || status === 403) return 'denied'
  if (status === 404) return 'not-found'
  if (status === 408) return 'timeout'
  return status >= 500 ? 'server' : 'refused'
}

/** Reads a Retry-After header (seconds or an HTTP date) as milliseconds from now. */
export function retryAfterMs(header: string | null | undefined, now = Date.now()): number | undefined {
  if (header === undefined || header === null || header === '') return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined
}
