import type { IncomingHttpHeaders } from 'node:http'
import type { Failure, FailureKind } from '../calls/failure.ts'
import { failureKindOfStatus, retryAfterMs } from '../calls/failure.ts'
import { HttpRefusal } from '../calls/http-json.ts'

/** https://learn.microsoft.com/azure/azure-resource-manager/management/common-deployment-errors */
interface ArmErrorBody {
  readonly code?: string
  readonly message?: string
}

// Another operation is under way on the same resource; Resource Manager refuses the second one with a 409.
const BUSY_CODES = new Set([
  'ServerBusy',
  'OperationInProgress',
  'AnotherOperationInProgress',
  'ConflictingServerOperation',
  'RetryableError',
])

/** Sorts what the REST caller and the arm-* clients throw. */
export function sortAzureFailure(error: unknown): Failure {
  const seen = readError(error)
  const requestId = requestIdOf(seen.headers)
  const wait = longestWaitMs(seen.headers)
  const kind = kindOf(seen)
  return {
    kind,
    message: seen.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(kind === 'denied' && seen.status === 403
      ? { hint: 'Compare the role of the account with docs/permissions.md.' }
      : {}),
  }
}

/**
 * Cost Management names a wait for each of its quotas, and all of them must have passed.
 * https://learn.microsoft.com/azure/cost-management-billing/costs/manage-automation#error-code-429---call-count-has-exceeded-rate-limits
 */
function longestWaitMs(headers: IncomingHttpHeaders): number | undefined {
  const waits = Object.keys(headers)
    .filter(
      (name) =>
        name === 'retry-after' || /^x-ms-ratelimit-microsoft\.costmanagement-.*retry-after$/.test(name),
    )
    .flatMap((name) => retryAfterMs(single(headers[name])) ?? [])
  return waits.length === 0 ? undefined : Math.max(...waits)
}

/** True where an If-Match or If-None-Match found the record set changed since it was read. */
export function isConflict(error: unknown): boolean {
  return readError(error).status === 412
}

/** The id by which Azure's support finds a request. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  return single(headers['x-ms-request-id']) ?? single(headers['x-ms-correlation-request-id'])
}

interface SeenError {
  readonly status: number
  readonly code: string | undefined
  readonly message: string
  readonly headers: IncomingHttpHeaders
}

function readError(error: unknown): SeenError {
  if (error instanceof HttpRefusal) {
    const body = errorBody(error.answer.json)
    return {
      status: error.answer.status,
      code: body.code,
      message: wordingOf(body) ?? error.message,
      headers: error.answer.headers,
    }
  }
  // RestError of @azure/core-rest-pipeline.
  const rest = error as {
    statusCode?: number
    code?: string
    message?: string
    response?: { readonly headers?: { toJSON?(): unknown }; readonly bodyAsText?: string | null }
  }
  const body = errorBody(parse(rest.response?.bodyAsText))
  return {
    status: rest.statusCode ?? 0,
    code: body.code ?? rest.code,
    message: wordingOf(body) ?? rest.message?.split('\n')[0] ?? String(error),
    headers: (rest.response?.headers?.toJSON?.() ?? {}) as IncomingHttpHeaders,
  }
}

function kindOf({ status, code }: SeenError): FailureKind {
  if (status === 409 && code !== undefined && BUSY_CODES.has(code)) return 'throttled'
  // Without any status nothing is known of what the cloud did.
  return status < 400 ? 'cut' : failureKindOfStatus(status)
}

function wordingOf({ code, message }: ArmErrorBody): string | undefined {
  if (message === undefined) return code
  return code === undefined ? message : `${code}: ${message}`
}

// Resource Manager nests the error; Azure DNS and Traffic Manager answer some without the nesting.
function errorBody(json: unknown): ArmErrorBody {
  const body = json as ({ error?: ArmErrorBody } & ArmErrorBody) | undefined | null
  return body?.error ?? body ?? {}
}

function parse(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
