import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { pathOf } from '../wire/request-url.ts'
import { tokenClaims } from './token.ts'

/** A refusal in Azure's own words; `status` is the HTTP status. */
export class AzureFault extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** A request that the service finds wrong. */
export function badRequest(message: string): AzureFault {
  return new AzureFault(400, 'BadRequest', message)
}

/** An answer of Azure Resource Manager, with its request ids. */
export function armAnswer(
  host: LabHost,
  status: number,
  content?: unknown,
  headers: Record<string, string> = {},
): LabResponse {
  const requestId = randomUuid(host)
  return {
    status,
    headers: {
      ...(content === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      'cache-control': 'no-cache',
      'x-ms-request-id': requestId,
      'x-ms-correlation-request-id': requestId,
      ...headers,
    },
    body: content === undefined ? '' : JSON.stringify(content),
  }
}

/** The error document of Azure Resource Manager. */
export function armRefusal(host: LabHost, fault: AzureFault): LabResponse {
  const headers: Record<string, string> = {}
  if (fault.status === 401) {
    headers['www-authenticate'] =
      `Bearer authorization_uri="${host.baseUrl()}/common", error="invalid_token", error_description="${fault.message.replaceAll('"', "'")}"`
  }
  if (fault.status === 429) headers['retry-after'] = '1'
  return armAnswer(host, fault.status, { error: { code: fault.code, message: fault.message } }, headers)
}

/** Requires a bearer token that has not expired; any issuer's is taken. @throws AzureFault 401 */
export function requireBearer(host: LabHost, request: LabRequest): void {
  const authorization = request.headers.authorization
  if (authorization === undefined) {
    throw new AzureFault(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
    )
  }
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
  if (token === undefined) {
    throw new AzureFault(
      401,
      'AuthenticationFailedInvalidHeader',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    )
  }
  const claims = tokenClaims(token)
  if (claims === undefined)
    throw new AzureFault(401, 'InvalidAuthenticationToken', 'The access token is invalid.')
  if (typeof claims.exp === 'number' && claims.exp * 1000 <= host.now()) {
    throw new AzureFault(
      401,
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${new Date(claims.exp * 1000).toISOString()}' is earlier than current UTC time '${new Date(host.now()).toISOString()}'.`,
    )
  }
}

/** The body as a JSON object. @throws AzureFault InvalidRequestContent */
export function jsonBody(request: LabRequest): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'))
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>
  } catch {
    // Refused below, as any other body that is not an object.
  }
  throw new AzureFault(
    400,
    'InvalidRequestContent',
    'The request content was invalid and could not be deserialized.',
  )
}

/** API versions that the lab answers, by resource type in lower case. */
const apiVersions: Readonly<Record<string, readonly string[]>> = {
  subscriptions: [
    '2016-06-01',
    '2018-06-01',
    '2019-06-01',
    '2019-11-01',
    '2020-01-01',
    '2021-01-01',
    '2021-10-01',
    '2022-12-01',
  ],
  resourcegroups: [
    '2019-05-01',
    '2019-10-01',
    '2020-06-01',
    '2020-10-01',
    '2021-04-01',
    '2022-09-01',
    '2023-07-01',
    '2024-03-01',
    '2024-07-01',
    '2024-11-01',
    '2025-04-01',
  ],
  'microsoft.network/dnszones': ['2017-10-01', '2018-03-01-preview', '2018-05-01'],
  'microsoft.network/trafficmanagerprofiles': [
    '2018-04-01',
    '2018-08-01',
    '2022-04-01',
    '2022-04-01-preview',
  ],
  'microsoft.network/checktrafficmanagernameavailability': [
    '2018-04-01',
    '2018-08-01',
    '2022-04-01',
    '2022-04-01-preview',
  ],
  providers: ['2020-06-01', '2021-04-01', '2022-09-01'],
  'microsoft.storage/storageaccounts': ['2021-09-01', '2022-09-01', '2023-01-01', '2023-05-01', '2024-01-01'],
  'microsoft.managedidentity/userassignedidentities': [
    '2018-11-30',
    '2022-01-31-preview',
    '2023-01-31',
    '2024-11-30',
  ],
  'microsoft.authorization/roleassignments': ['2018-09-01-preview', '2020-04-01-preview', '2022-04-01'],
  'microsoft.costmanagement/query': ['2023-11-01', '2024-08-01', '2025-03-01'],
  'microsoft.dbforpostgresql/flexibleservers': [
    '2022-12-01',
    '2023-06-01-preview',
    '2023-12-01-preview',
    '2024-08-01',
    '2024-11-01-preview',
    '2025-01-01-preview',
    '2025-06-01-preview',
    '2025-08-01',
  ],
}

/** @throws AzureFault where the version is missing, or not one of the type's */
export function requireApiVersion(type: string, query: URLSearchParams): void {
  const version = query.get('api-version')
  if (version === null || version === '') {
    throw new AzureFault(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    )
  }
  const known = apiVersions[type]
  if (known === undefined) {
    const [namespace = '', kind = ''] = type.split('/')
    throw new AzureFault(
      404,
      'InvalidResourceType',
      `The resource type '${kind}' could not be found in the namespace '${namespace}' for api version '${version}'. This lab does not model it.`,
    )
  }
  if (!known.includes(version)) {
    throw new AzureFault(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${version}' for type '${type.split('/').at(-1)}'. The supported api-versions are '${known.join(', ')}'.`,
    )
  }
}

/** Conditional requests by entity tag. @throws AzureFault PreconditionFailed */
export function checkConditions(request: LabRequest, etag: string | undefined): void {
  const match = request.headers['if-match']
  const noneMatch = request.headers['if-none-match']
  const failed = (name: string, value: string) =>
    new AzureFault(
      412,
      'PreconditionFailed',
      `The condition '${value}' in the ${name} header was not satisfied. The current was '${etag ?? ''}'.`,
    )
  if (
    match !== undefined &&
    match !== '' &&
    (etag === undefined || (match !== '*' && unquoted(match) !== etag))
  )
    throw failed('If-Match', match)
  if (
    noneMatch !== undefined &&
    noneMatch !== '' &&
    etag !== undefined &&
    (noneMatch === '*' || unquoted(noneMatch) === etag)
  ) {
    throw failed('If-None-Match', noneMatch)
  }
}

function unquoted(tag: string): string {
  return tag.replace(/^W\//, '').replace(/^"|"$/g, '')
}

/** What a known resource cannot do here. */
export function notModelled(request: LabRequest): AzureFault {
  return new AzureFault(
    405,
    'MethodNotAllowed',
    `This lab does not model ${request.method} ${pathOf(request)}.`,
  )
}
