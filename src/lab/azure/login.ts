import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { pathOf, pathSegments } from '../wire/request-url.ts'
import { makeToken, tenantId } from './token.ts'

/** Whether a path belongs to the directory (Entra ID) rather than to Azure Resource Manager. */
export function isLoginPath(path: string): boolean {
  return /^\/[^/]+\/(oauth2\/(v2\.0\/)?token|(v2\.0\/)?\.well-known\/openid-configuration|discovery\/(v2\.0\/)?(instance|keys))$/i.test(
    path,
  )
}

/** The token endpoint for client credentials, with the discovery documents that clients read before it. */
export function handleLogin(host: LabHost, request: LabRequest): LabResponse {
  const tenant = pathSegments(request)[0] ?? ''
  const base = host.baseUrl()
  const path = pathOf(request).toLowerCase()
  if (path.endsWith('/openid-configuration')) {
    const root = `${base}/${tenant}`
    return answer(host, 200, {
      token_endpoint: `${root}/oauth2/v2.0/token`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      jwks_uri: `${root}/discovery/v2.0/keys`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      issuer: `${root}/v2.0`,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    })
  }
  if (path.endsWith('/instance')) {
    const name = new URL(base).host
    return answer(host, 200, {
      tenant_discovery_endpoint: `${base}/${tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: name, preferred_cache: name, aliases: [name] }],
    })
  }
  if (path.endsWith('/keys')) return answer(host, 200, { keys: [] })
  return issueToken(host, request, tenant)
}

function issueToken(host: LabHost, request: LabRequest, tenant: string): LabResponse {
  const form = new URLSearchParams(request.body.toString('utf8'))
  if (request.method !== 'POST')
    return refuse(host, 400, 'invalid_request', 900561, 'The endpoint only accepts POST requests.')
  if (tenant.toLowerCase() !== tenantId && tenant !== 'organizations' && tenant !== 'common') {
    return refuse(
      host,
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
    )
  }
  const grant = form.get('grant_type')
  if (grant !== 'client_credentials') {
    return refuse(
      host,
      400,
      grant === null ? 'invalid_request' : 'unsupported_grant_type',
      grant === null ? 900144 : 70003,
      grant === null
        ? "The request body must contain the following parameter: 'grant_type'."
        : `The app requested an unsupported grant type '${grant}'.`,
    )
  }
  const basic = /^Basic (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const [basicId, basicSecret] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':')
  const clientId = form.get('client_id') ?? basicId ?? ''
  if (clientId === '')
    return refuse(
      host,
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'client_id'.",
    )
  if ((form.get('client_secret') ?? basicSecret ?? '') === '' && form.get('client_assertion') === null) {
    return refuse(
      host,
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    )
  }
  const scope = form.get('scope') ?? form.get('resource') ?? ''
  if (scope === '')
    return refuse(
      host,
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'scope'.",
    )
  const lifetimeSeconds = 3599
  return answer(host, 200, {
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: makeToken({
      issuer: host.baseUrl(),
      nowMs: host.now(),
      lifetimeSeconds,
      clientId,
      audience: scope.replace(/\/\.default$/, ''),
    }),
  })
}

function refuse(host: LabHost, status: number, error: string, code: number, text: string): LabResponse {
  const traceId = randomUuid(host)
  const timestamp = new Date(host.now()).toISOString()
  return answer(host, status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${traceId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: traceId,
  })
}

function answer(host: LabHost, status: number, content: unknown): LabResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-ms-request-id': randomUuid(host),
    },
    body: JSON.stringify(content),
  }
}
