import type { LabHost, LabRequestHead, LabResponse, LabStreamResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { pathOf, queryOf } from '../wire/request-url.ts'
import { tokenClaims } from './token.ts'
import { AzureFault } from './wire.ts'

/** An answer of Blob Storage. https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api */
export function blobAnswer(
  host: LabHost,
  head: LabRequestHead,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: LabStreamResponse['body'],
): LabStreamResponse {
  const version = head.headers['x-ms-version'] ?? queryOf(head).get('sv') ?? '2021-12-02'
  const client = head.headers['x-ms-client-request-id']
  return {
    status,
    headers: {
      server: 'Windows-Azure-Blob/1.0 (lab)',
      'x-ms-request-id': randomUuid(host),
      'x-ms-version': version,
      ...(client === undefined ? {} : { 'x-ms-client-request-id': client }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  }
}

/** An answer with a document; `body` is what stands inside the XML declaration. */
export function blobDocument(host: LabHost, head: LabRequestHead, body: string): LabStreamResponse {
  const text = `\uFEFF<?xml version="1.0" encoding="utf-8"?>${body}`
  return blobAnswer(host, head, 200, { 'content-type': 'application/xml' }, text)
}

/** The error document of Blob Storage. https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2 */
export function blobRefusal(host: LabHost, head: LabRequestHead, fault: AzureFault): LabStreamResponse {
  const headers = {
    'x-ms-error-code': fault.code,
    'content-type': 'application/xml',
    ...(fault.status === 401
      ? { 'www-authenticate': `Bearer authorization_uri=${host.baseUrl()}/common` }
      : {}),
  }
  if (head.method === 'HEAD' || fault.status === 304) return blobAnswer(host, head, fault.status, headers)
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${fault.code}</Code><Message>${xmlText(fault.message)}</Message></Error>`
  return blobAnswer(host, head, fault.status, headers, body)
}

/** Blob Storage's own throttling answer. */
export function blobThrottled(host: LabHost): LabResponse {
  const fault = new AzureFault(503, 'ServerBusy', 'The server is currently unable to receive requests.')
  const { status, headers, body } = blobRefusal(host, { method: 'GET', url: '/', headers: {} }, fault)
  return { status, headers, body: String(body) }
}

export interface BlobTarget {
  readonly account: string
  readonly container: string | undefined
  /** Undefined where the container itself is meant. */
  readonly blob: string | undefined
}

/** Account, container and blob of a request, by the host's name or by the path; undefined where it is not for an account. */
export function blobTarget(head: LabRequestHead, accounts: readonly string[]): BlobTarget | undefined {
  const byHost = /^([a-z0-9]{3,24})\.blob\./.exec(head.headers.host ?? '')?.[1]
  const parts = pathOf(head).slice(1).split('/')
  const account = byHost ?? parts.shift() ?? ''
  if (!accounts.includes(account)) return undefined
  const container = parts.shift() ?? ''
  const blob = parts.join('/')
  return {
    account,
    container: container === '' ? undefined : decoded(container),
    // The service takes a backslash for a slash.
    blob: blob === '' ? undefined : decoded(blob).replaceAll('\\', '/'),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Requires a bearer token, a shared key's signature or a shared access signature. Signatures are not recomputed:
 * the lab holds no keys.
 * @throws AzureFault
 */
export function requireAuthorization(host: LabHost, head: LabRequestHead, account: string): void {
  const { authorization } = head.headers
  if (authorization === undefined) {
    if (queryOf(head).get('sig')) return
    throw new AzureFault(401, 'NoAuthenticationInformation', 'Server failed to authenticate the request.')
  }
  const key = /^SharedKey(?:Lite)? ([^:]+):\S+$/.exec(authorization)
  if (key?.[1] === account) return
  const claims = tokenClaims(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
  const expires = claims?.exp
  if (claims !== undefined && (typeof expires !== 'number' || expires * 1000 > host.now())) return
  const code = claims === undefined ? 'AuthenticationFailed' : 'InvalidAuthenticationInfo'
  throw new AzureFault(
    claims === undefined ? 403 : 401,
    code,
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly.',
  )
}

/** Text as it stands in XML. */
export function xmlText(text: string): string {
  return text.replace(/[<>&"\r]/g, (character) => ENTITIES[character] ?? character)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** The text that stands in an element. */
export function plainText(xml: string): string {
  return xml.replace(/&(lt|gt|quot|apos|amp|#(?:x[0-9a-fA-F]+|\d+));/g, (_, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16))
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)))
    return { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] ?? ''
  })
}

export function notModelledBlob(head: LabRequestHead): AzureFault {
  const comp = queryOf(head).get('comp')
  const what = `${head.method} ${pathOf(head)}${comp === null ? '' : `?comp=${comp}`}`
  return new AzureFault(501, 'NotImplemented', `This lab does not model ${what}.`)
}
