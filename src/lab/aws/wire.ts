import type { LabHost, LabRequestHead, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { pathOf, queryOf } from '../wire/request-url.ts'
import { renderXml, type XmlNode } from './xml.ts'

export const AWS_SERVICES = ['route53', 'rds', 'sts', 's3', 'ce', 'iam', 'pricing', 'datasync'] as const
export type AwsService = (typeof AWS_SERVICES)[number]

/** The services that answer from memory; S3 has a wire of its own. */
export type AwsDocumentService = Exclude<AwsService, 's3'>

/** XML namespaces and versions as botocore's service models give them. */
const namespaces = {
  route53: 'https://route53.amazonaws.com/doc/2013-04-01/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  // JSON services: they have no namespace, and their answers are their own.
  ce: '',
  pricing: '',
  datasync: '',
} as const

/** A refusal in the vendor's own words; `status` is the HTTP status. */
export class AwsFault extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** An answer of a REST-XML or query API; `root` names the document element. */
export function awsAnswer(
  host: LabHost,
  service: AwsDocumentService,
  root: string,
  content: XmlNode,
  more: { status?: number; headers?: Record<string, string> } = {},
): LabResponse {
  const requestId = randomUuid(host)
  const body =
    service === 'route53'
      ? content
      : { [`${root.replace(/Response$/, '')}Result`]: content, ResponseMetadata: { RequestId: requestId } }
  return {
    status: more.status ?? 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...more.headers },
    body: renderXml(root, namespaces[service], body),
  }
}

/** The error document that REST-XML and query APIs share. */
export function awsRefusal(host: LabHost, service: AwsDocumentService, fault: AwsFault): LabResponse {
  const requestId = randomUuid(host)
  return {
    status: fault.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: renderXml('ErrorResponse', namespaces[service], {
      Error: { Type: fault.status >= 500 ? 'Receiver' : 'Sender', Code: fault.code, Message: fault.message },
      RequestId: requestId,
    }),
  }
}

/** The service that a request is for: from the path, the scope of its signature, or the version it names. */
export function awsServiceOf(request: LabRequestHead & { readonly body?: Buffer }): AwsService {
  if (request.headers['x-amz-target']?.startsWith('AWSInsightsIndexService.') === true) return 'ce'
  if (request.headers['x-amz-target']?.startsWith('AWSPriceListService.') === true) return 'pricing'
  if (request.headers['x-amz-target']?.startsWith('FmrsService.') === true) return 'datasync'
  const scope = credentialScope(request)?.service
  if (scope === 's3') return scope
  if (request.url.startsWith('/2013-04-01')) return 'route53'
  if (scope === 'rds' || scope === 'sts' || scope === 'iam' || scope === 'route53') return scope
  // The query APIs live at the root; what is unsigned and has a path is meant for S3.
  if (pathOf(request) !== '/' && request.headers.authorization === undefined) return 's3'
  return /Version=2011-06-15/.test(`${request.url}&${request.body?.toString('latin1') ?? ''}`) ? 'sts' : 'rds'
}

interface CredentialScope {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
}

function credentialScope(request: LabRequestHead): CredentialScope | undefined {
  const text =
    /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    queryOf(request).get('X-Amz-Credential') ??
    ''
  const [accessKeyId, , region, service, end] = text.split('/')
  if (accessKeyId === undefined || region === undefined || service === undefined || end !== 'aws4_request')
    return undefined
  return { accessKeyId, region, service }
}

/**
 * Checks that a request carries a signature for this service. The signature itself is not recomputed: the lab
 * holds no secret keys.
 * @throws AwsFault MissingAuthenticationToken, IncompleteSignature, SignatureDoesNotMatch
 */
export function requireSignature(request: LabRequestHead, service: AwsService): void {
  const authorization = request.headers.authorization
  const presigned = /[?&]X-Amz-Credential=/.test(request.url)
  if (authorization === undefined && !presigned) {
    if (service === 's3') throw new AwsFault(403, 'AccessDenied', 'Access Denied')
    const message =
      service === 'route53' ? 'Missing Authentication Token' : 'Request is missing Authentication Token'
    throw new AwsFault(403, 'MissingAuthenticationToken', message)
  }
  const scope = credentialScope(request)
  const complete =
    presigned ||
    (/SignedHeaders=\S/.test(authorization ?? '') && /Signature=[0-9a-f]{64}/.test(authorization ?? ''))
  if (scope === undefined || !complete) {
    throw new AwsFault(
      400,
      'IncompleteSignature',
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.",
    )
  }
  if (scope.service !== service) {
    throw new AwsFault(
      403,
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${service}'. `,
    )
  }
}
