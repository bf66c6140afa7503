import type { IncomingHttpHeaders } from 'node:http'
import type { Failure, FailureKind } from '../calls/failure.ts'
import { failureKindOfStatus, retryAfterMs } from '../calls/failure.ts'
import { HttpRefusal } from '../calls/http-json.ts'

// Google answers rate limits and work under way as 403 and 409 too.
// https://cloud.google.com/apis/design/errors, https://cloud.google.com/compute/docs/reference/rest/v1 (errors)
const RATE_REASONS = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'operationInProgress',
])
// Cloud DNS: another writer was quicker, or what is to be deleted stands no longer so.
const CONFLICT_STATUSES = new Set([409, 412])

/** The error object in the body of a Google API's answer. */
interface ErrorBody {
  readonly message?: string
  readonly status?: string
  readonly errors?: readonly { readonly reason?: string; readonly message?: string }[]
}

/** Sorts what the REST caller and Google's own clients throw. */
export function sortGcpFailure(error: unknown): Failure {
  const seen = readError(error)
  const kind = kindOf(seen)
  const wait = retryAfterMs(seen.headers['retry-after'])
  const requestId = requestIdOf(seen.headers)
  return {
    kind,
    message: seen.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(kind === 'denied' && seen.status === 403
      ? { hint: 'Compare the permissions of the account with docs/permissions.md.' }
      : {}),
  }
}

/** True where a change of Cloud DNS met a record set that is not as it was read. */
export function isConflict(error: unknown): boolean {
  const { status, reasons, message } = readError(error)
  if (CONFLICT_STATUSES.has(status)) return true
  // A deletion names a record set that is gone, or an addition one that has come.
  return (
    (status === 404 && message.includes('entity.change.deletions')) ||
    reasons.some((reason) => ['conditionNotMet', 'alreadyExists', 'containerNotEmpty'].includes(reason))
  )
}

/** The id by which Google's support finds a request, where an answer carries one. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  for (const name of ['x-goog-request-id', 'x-request-id', 'x-cloud-trace-context', 'x-guploader-uploadid']) {
    const value = headers[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

interface SeenError {
  readonly status: number
  readonly message: string
  readonly reasons: readonly string[]
  readonly headers: IncomingHttpHeaders
}

function readError(error: unknown): SeenError {
  if (error instanceof HttpRefusal) {
    const body = (error.answer.json as { error?: ErrorBody } | undefined)?.error ?? {}
    return seen(error.answer.status, body, error.answer.headers, error.message)
  }
  // ApiError of @google-cloud/common: code, errors, response. GoogleError of google-gax in REST form: code is
  // the gRPC code, the HTTP status stands in `cause` or `statusDetails`.
  const client = error as {
    code?: number | string
    message?: string
    errors?: ErrorBody['errors']
    response?: { headers?: unknown; statusCode?: number; status?: number }
  }
  const status = Number(client.response?.statusCode ?? client.response?.status ?? statusOfCode(client.code))
  const body = { message: client.message ?? String(error), errors: client.errors ?? [] }
  return seen(Number.isFinite(status) ? status : 0, body, headersOf(client.response?.headers), body.message)
}

function seen(status: number, body: ErrorBody, headers: IncomingHttpHeaders, otherwise: string): SeenError {
  const reasons = (body.errors ?? []).flatMap((entry) => (entry.reason === undefined ? [] : [entry.reason]))
  return { status, message: body.message ?? otherwise, reasons, headers }
}

function kindOf({ status, reasons }: SeenError): FailureKind {
  if (reasons.some((reason) => RATE_REASONS.has(reason))) return 'throttled'
  // Without any status nothing is known of what the cloud did.
  return status < 400 ? 'cut' : failureKindOfStatus(status)
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const HTTP_OF_GRPC: Readonly<Record<number, number>> = {
  1: 408,
  3: 400,
  4: 408,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  13: 500,
  14: 503,
  16: 401,
}

function statusOfCode(code: number | string | undefined): number {
  const number = Number(code)
  return HTTP_OF_GRPC[number] ?? number
}

function headersOf(headers: unknown): IncomingHttpHeaders {
  if (headers instanceof Headers) return Object.fromEntries(headers.entries())
  return headers !== null && typeof headers === 'object' ? (headers as IncomingHttpHeaders) : {}
}
