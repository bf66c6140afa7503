import type { Failure } from '../calls/failure.ts'
import { HttpRefusal } from '../calls/http-json.ts'
import { sortAwsError } from './sort-error.ts'

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

/** S3's own word for a refusal. */
export function s3CodeOf(error: unknown): string | undefined {
  return bodyOf(error)?.code
}

/** Sorts a refusal of S3; `actions` are the IAM actions that the call needs. */
export function sortS3Error(error: unknown, actions: string): Failure {
  const body = bodyOf(error)
  if (body === undefined || !(error instanceof HttpRefusal)) return sortAwsError(error, actions)
  const { status, headers } = error.answer
  const region = headers['x-amz-bucket-region']
  const failure = sortAwsError(
    {
      ...body,
      name: body.code,
      $metadata: { httpStatusCode: status, requestId: headers['x-amz-request-id'] },
      $response: { statusCode: status, headers },
    },
    actions,
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
