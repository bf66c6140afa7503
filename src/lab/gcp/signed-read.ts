import type { LabHost, LabRequestHead } from '../cloud.ts'
import { pathOf, queryOf } from '../wire/request-url.ts'
import { GoogleFault } from './wire.ts'

/** Whether a request is a read of the XML API by a signed URL. */
export function isSignedRead(head: LabRequestHead): boolean {
  return head.method === 'GET' && /[?&]X-Goog-Signature=/.test(head.url)
}

/**
 * Bucket and object of a signed URL. The signature is not recomputed: the lab holds no keys of service accounts.
 * https://cloud.google.com/storage/docs/authentication/signatures
 * @throws GoogleFault
 */
export function readSigned(host: LabHost, head: LabRequestHead): { bucket: string; key: string } {
  const query = queryOf(head)
  const [account, , region, service, end] = (query.get('X-Goog-Credential') ?? '').split('/')
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Goog-Date') ?? '')
  const complete =
    query.get('X-Goog-Algorithm') === 'GOOG4-RSA-SHA256' &&
    query.get('X-Goog-SignedHeaders') === 'host' &&
    account?.includes('@') === true &&
    [region, service, end].join(' ') === 'auto storage goog4_request' &&
    /^[0-9a-f]{256,}$/.test(query.get('X-Goog-Signature') ?? '')
  if (!complete || date === null) throw new GoogleFault(400, 'invalid', 'The signed URL is not well formed.')
  const [, year, month, day, hour, minute, second] = date.map(Number) as [number, ...number[]]
  const signedAtMs = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second)
  if (signedAtMs + Number(query.get('X-Goog-Expires')) * 1_000 < host.now())
    throw new GoogleFault(400, 'expired', 'Request signature expired.')
  const path = pathOf(head).slice(1)
  const slash = path.indexOf('/')
  return { bucket: path.slice(0, slash), key: decodeURIComponent(path.slice(slash + 1)) }
}
