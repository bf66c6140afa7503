import type { Failure } from '../calls/failure.ts'
import { HttpRefusal } from '../calls/http-json.ts'
import { makeLeases } from '../calls/leases.ts'
import type { LeaseRef, Leases } from '../provider.ts'
import type { S3Rest } from './s3-rest.ts'
import { makeS3Rest } from './s3-rest.ts'
import type { AwsSession } from './session.ts'
import { sortAwsError } from './sort-error.ts'

/** Documents in S3, written with If-None-Match and If-Match. */
export async function makeS3Leases(session: AwsSession): Promise<Leases> {
  const s3: S3Rest = await makeS3Rest(session)
  const placeOf = ({ bucket, key, region }: LeaseRef) => ({
    bucket,
    key,
    ...(region === undefined ? {} : { region }),
  })
  return makeLeases({
    cloud: 'aws',
    names: { read: 'GetObject', write: 'PutObject', list: 'ListObjectsV2' },
    sort: sortS3Error,
    async get(ref, signal) {
      try {
        const { text, headers } = await s3({ method: 'GET', ...placeOf(ref), signal })
        return { text, version: headers.etag ?? '' }
      } catch (error) {
        if (codeOf(error) === 'NoSuchKey') return undefined
        throw error
      }
    },
    async put(ref, text, over, signal) {
      const condition = over === undefined ? { 'if-none-match': '*' } : { 'if-match': over }
      try {
        const { headers } = await s3({
          method: 'PUT',
          ...placeOf(ref),
          headers: { 'content-type': 'application/json', ...condition },
          body: text,
          signal,
        })
        return { version: headers.etag ?? '' }
      } catch (error) {
        // If-Match on nothing is answered with NoSuchKey.
        if (['PreconditionFailed', 'NoSuchKey'].includes(codeOf(error) ?? '')) return 'conflict'
        throw error
      }
    },
    async page(ref, token, signal) {
      const { bucket, region } = placeOf(ref)
      const { text } = await s3({
        method: 'GET',
        bucket,
        ...(region === undefined ? {} : { region }),
        query: {
          'list-type': '2',
          prefix: ref.key,
          'encoding-type': 'url',
          ...(token === undefined ? {} : { 'continuation-token': token }),
        },
        signal,
      })
      const { readListing } = await import('./s3-listing.ts')
      return readListing(text)
    },
  })
}

interface S3ErrorBody {
  readonly code: string
  readonly message: string
}

/** S3's error document; two of its elements are all that is needed of it. */
function bodyOf(error: unknown): S3ErrorBody | undefined {
  if (!(error instanceof HttpRefusal)) return undefined
  const { text, status } = error.answer
  return {
    code: /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? `HTTP ${status}`,
    message: /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? 'no reason was given',
  }
}

function codeOf(error: unknown): string | undefined {
  return bodyOf(error)?.code
}

const ACTIONS = 's3:GetObject, s3:PutObject and s3:ListBucket'

function sortS3Error(error: unknown): Failure {
  const body = bodyOf(error)
  if (body === undefined || !(error instanceof HttpRefusal)) return sortAwsError(error, ACTIONS)
  const { status, headers } = error.answer
  const region = headers['x-amz-bucket-region']
  const failure = sortAwsError(
    {
      ...body,
      name: body.code,
      $metadata: { httpStatusCode: status, requestId: headers['x-amz-request-id'] },
      $response: { statusCode: status, headers },
    },
    ACTIONS,
  )
  // Two conditional writes met: neither took effect, or only the other one did.
  if (body.code === 'ConditionalRequestConflict') return { ...failure, kind: 'throttled' }
  if (typeof region === 'string' && (status === 301 || body.code === 'AuthorizationHeaderMalformed'))
    return {
      ...failure,
      kind: 'refused',
      hint: `The bucket is in ${region}: say so in coordination.settings.region.`,
    }
  return failure
}
