import type { LabHost, LabRequestHead, LabResponse, LabStreamResponse } from '../cloud.ts'
import { pathOf } from '../wire/request-url.ts'
import { AwsFault } from './wire.ts'
import { renderXml, type XmlNode } from './xml.ts'

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** An answer of S3 without a body, or with one that is streamed. */
export function s3Answer(
  host: LabHost,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: LabStreamResponse['body'],
): LabStreamResponse {
  return { status, headers: { ...identifiers(host), ...headers }, ...(body === undefined ? {} : { body }) }
}

/** An answer of S3 with a document. */
export function s3Document(host: LabHost, root: string, content: XmlNode, status = 200): LabStreamResponse {
  return s3Answer(host, status, { 'content-type': 'application/xml' }, renderXml(root, NAMESPACE, content))
}

/** S3's own error document, which has no namespace. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Refusal(host: LabHost, head: LabRequestHead, fault: AwsFault): LabStreamResponse {
  const ids = identifiers(host)
  const content = {
    Code: fault.code,
    Message: fault.message,
    Resource: pathOf(head),
    RequestId: ids['x-amz-request-id'],
    HostId: ids['x-amz-id-2'],
  }
  const headers = { ...ids, 'content-type': 'application/xml' }
  // What answers HEAD, and 304, has no body at all.
  if (head.method === 'HEAD' || fault.status === 304) return { status: fault.status, headers }
  return { status: fault.status, headers, body: renderXml('Error', undefined, content) }
}

/** S3's own throttling answer. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
export function s3Throttled(host: LabHost): LabResponse {
  const fault = new AwsFault(503, 'SlowDown', 'Please reduce your request rate.')
  const { status, headers, body } = s3Refusal(host, { method: 'GET', url: '/', headers: {} }, fault)
  return { status, headers, body: String(body) }
}

function identifiers(host: LabHost) {
  return { 'x-amz-request-id': host.randomId(16), 'x-amz-id-2': host.randomId(56) }
}

export interface S3Target {
  readonly bucket: string | undefined
  /** Undefined where the bucket itself is meant. */
  readonly key: string | undefined
}

/** Bucket and key of a request in path style, or, where the host begins with the name of a bucket, in virtual-host style. */
export function s3Target(head: LabRequestHead, isBucket: (name: string) => boolean): S3Target {
  const host = (head.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const path = pathOf(head).replace(/^\//, '')
  const virtual = virtualBucket(host, isBucket)
  const cut = path.indexOf('/')
  const bucket = virtual ?? decoded(cut < 0 ? path : path.slice(0, cut))
  const key = virtual === undefined ? (cut < 0 ? '' : path.slice(cut + 1)) : path
  return { bucket: bucket === '' ? undefined : bucket, key: key === '' ? undefined : decoded(key) }
}

function virtualBucket(host: string, isBucket: (name: string) => boolean): string | undefined {
  const named = /^(.+)\.s3[.-]/.exec(`${host}.`)?.[1]
  if (named !== undefined) return named
  const first = host.slice(0, Math.max(host.indexOf('.'), 0))
  return !/^[\d.]+$/.test(host) && isBucket(first) ? first : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AwsFault(400, 'InvalidURI', "Couldn't parse the specified URI.")
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function requireBucketName(name: string): void {
  if (/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return
  throw new AwsFault(400, 'InvalidBucketName', 'The specified bucket is not valid.')
}

export function noSuchBucket(): AwsFault {
  return new AwsFault(404, 'NoSuchBucket', 'The specified bucket does not exist')
}

export function noSuchKey(): AwsFault {
  return new AwsFault(404, 'NoSuchKey', 'The specified key does not exist.')
}

/** What this lab's S3 does not model. */
export function notImplemented(head: LabRequestHead, what = ''): AwsFault {
  const named = what === '' ? `${head.method} ${pathOf(head)}` : what
  return new AwsFault(501, 'NotImplemented', `This lab does not model ${named}.`)
}
