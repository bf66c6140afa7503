import { SignatureV4 } from '@smithy/signature-v4'
import type { HttpAnswer, HttpExchange } from '../calls/http-json.ts'
import { HttpRefusal, makeHttpJson } from '../calls/http-json.ts'
import type { AwsSession } from './session.ts'
import { Sha256 } from './sha256.ts'

export interface S3Request {
  readonly method: Extract<HttpExchange['method'], 'GET' | 'PUT' | 'DELETE'>
  readonly bucket: string
  /** Absent: the bucket itself. */
  readonly key?: string
  readonly region?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** One attempt at one request. @throws HttpRefusal for every status that is no success */
export type S3Rest = (request: S3Request) => Promise<HttpAnswer>

/** S3's REST API, signed: its client would cost every command that only reads a lock 0.1 s to load. */
export async function makeS3Rest(session: AwsSession): Promise<S3Rest> {
  const credentials = await session.credentials()
  const http = makeHttpJson(() => session.trustedAuthority())
  const signers = new Map<string, SignatureV4>()
  const signerOf = (region: string) => {
    const signer =
      signers.get(region) ??
      new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false })
    signers.set(region, signer)
    return signer
  }
  return async (request) => {
    const region = request.region ?? session.region
    const url = s3Url(session.endpoints.of('s3'), region, request.bucket, request.key)
    session.endpoints.guard(url)
    const signed = await signerOf(region).sign({
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: { ...request.query },
      headers: { host: url.host, ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const { host: _, ...headers } = signed.headers
    url.search = Object.entries(request.query ?? {})
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .join('&')
    const { method, body, signal } = request
    const answer = await http({
      method,
      url: url.href,
      headers,
      ...(body === undefined ? {} : { body }),
      signal,
    })
    // A bucket of another region answers with a redirection.
    if (answer.status >= 300) throw new HttpRefusal(answer)
    return answer
  }
}

/**
 * By the host's name, or by path where the endpoint is overridden or the name would not fit the certificate.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
function s3Url(endpoint: string | undefined, region: string, bucket: string, key = ''): URL {
  const path = key.split('/').map(encode).join('/')
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  if (endpoint !== undefined) return new URL(`${endpoint}/${bucket}/${path}`)
  return new URL(
    bucket.includes('.') ? `https://${domain}/${bucket}/${path}` : `https://${bucket}.${domain}/${path}`,
  )
}

/** As signatures want it: everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
