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
  // ApiError of @google-cloud/common: code, errors, response. GaxiosError of @google-cloud/sql: status, response,
  // and the whole body as its message.
  const client = error as {
    code?: number | string
    status?: number
    message?: string
    errors?: ErrorBody['errors']
    response?: { headers?: unknown; statusCode?: number; status?: number }
  }
  const { response, message = String(error) } = client
  const status = Number(response?.statusCode ?? response?.status ?? client.status ?? client.code)
  const body = bodyIn(message) ?? { message, errors: client.errors ?? [] }
  return seen(Number.isFinite(status) ? status : 0, body, headersOf(response?.headers), message)
}

function bodyIn(message: string): ErrorBody | undefined {
  if (!message.startsWith('{')) return undefined
  try {
    return (JSON.parse(message) as { error?: ErrorBody }).error
  } catch {
    return undefined
  }
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

function headersOf(headers: unknown): IncomingHttpHeaders {
  if (headers instanceof Headers) return Object.fromEntries(headers.entries())
  return headers !== null && typeof headers === 'object' ? (headers as IncomingHttpHeaders) : {}
}
