import type { LabHost, LabRequest, LabRequestHead, LabResponse } from '../cloud.ts'
import { pathOf } from '../wire/request-url.ts'

export const GCP_SERVICES = [
  'dns',
  'compute',
  'sql',
  'resourcemanager',
  'oauth2',
  'storage',
  'monitoring',
  'bigquery',
  'serviceusage',
  'iam',
  'cloudbilling',
  'storagetransfer',
] as const
export type GcpService = (typeof GCP_SERVICES)[number]

/** A refusal in Google's own words; `status` is the HTTP status, `reason` the word in `errors[]`. */
export class GoogleFault extends Error {
  readonly status: number
  readonly reason: string
  readonly rpcStatus: string | undefined

  constructor(status: number, reason: string, message: string, rpcStatus?: string) {
    super(message)
    this.status = status
    this.reason = reason
    this.rpcStatus = rpcStatus
  }
}

/** @throws GoogleFault always: a value that the API does not take. */
export function invalidValue(field: string, value: unknown): GoogleFault {
  return new GoogleFault(
    400,
    'invalid',
    `Invalid value for '${field}': '${typeof value === 'string' ? value : JSON.stringify(value)}'`,
  )
}

/** An answer in JSON, with a request id. */
export function googleAnswer(
  host: LabHost,
  content: unknown,
  status = 200,
  headers: Record<string, string> = {},
): LabResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'x-goog-request-id': host.randomId(24),
      ...headers,
    },
    body: status === 204 ? '' : `${JSON.stringify(content, undefined, 2)}\n`,
  }
}

/** The error document of Google's JSON APIs. */
export function googleRefusal(host: LabHost, fault: GoogleFault): LabResponse {
  const unauthenticated = fault.status === 401
  const error = {
    code: fault.status,
    message: fault.message,
    errors: [
      {
        message: unauthenticated ? 'Login Required.' : fault.message,
        domain: fault.reason === 'rateLimitExceeded' ? 'usageLimits' : 'global',
        reason: fault.reason,
        ...(unauthenticated ? { location: 'Authorization', locationType: 'header' } : {}),
      },
    ],
    ...(fault.rpcStatus === undefined ? {} : { status: fault.rpcStatus }),
  }
  return googleAnswer(
    host,
    { error },
    fault.status,
    unauthenticated ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' } : {},
  )
}

/** Google's answers to too many requests differ by API. */
export function googleThrottled(host: LabHost, service: string): LabResponse {
  return googleRefusal(
    host,
    service === 'compute'
      ? new GoogleFault(403, 'rateLimitExceeded', 'Rate Limit Exceeded')
      : new GoogleFault(
          429,
          'rateLimitExceeded',
          `Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service '${service}.googleapis.com'.`,
          'RESOURCE_EXHAUSTED',
        ),
  )
}

/** Requires a bearer token; the lab takes any, since it issues none itself. @throws GoogleFault 401 */
export function requireBearer(request: LabRequestHead): void {
  if (/^Bearer \S+/.test(request.headers.authorization ?? '')) return
  throw new GoogleFault(
    401,
    'required',
    'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    'UNAUTHENTICATED',
  )
}

/** The body as a JSON object. @throws GoogleFault 400 */
export function jsonBody(request: LabRequest): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8') || '{}')
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>
  } catch {
    // Refused below, as any other body that is not an object.
  }
  throw new GoogleFault(
    400,
    'parseError',
    'Invalid JSON payload received. Unknown name "": Root element must be a message.',
    'INVALID_ARGUMENT',
  )
}

/** One page of a list by `maxResults` and `pageToken` (an opaque offset). @throws GoogleFault 400 */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  fallback: number,
): { items: readonly T[]; nextPageToken?: string } {
  const token = query.get('pageToken') ?? ''
  const at = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(at) || at < 0) throw invalidValue('parameters.pageToken', token)
  const most = Number(query.get('maxResults') ?? fallback)
  if (!Number.isInteger(most) || most < 0)
    throw invalidValue('parameters.maxResults', query.get('maxResults'))
  const end = at + (most === 0 ? fallback : most)
  return {
    items: items.slice(at, end),
    ...(end < items.length ? { nextPageToken: Buffer.from(String(end)).toString('base64url') } : {}),
  }
}

/** RFC 3339 time. */
export function googleTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** What this lab does not model. */
export function notModelled(request: LabRequestHead): GoogleFault {
  return new GoogleFault(
    404,
    'notFound',
    `This lab does not model ${request.method} ${pathOf(request)}.`,
    'NOT_FOUND',
  )
}
