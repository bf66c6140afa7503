import type { Failure, FailureKind } from '../calls/failure.ts'
import { failureKindOfStatus, retryAfterMs } from '../calls/failure.ts'

interface SdkError {
  readonly name?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $response?: {
    readonly statusCode?: number
    readonly headers?: Readonly<Record<string, string | undefined>>
  }
}

// Names that say more than the HTTP status they come with.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html and
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html#API_ChangeResourceRecordSets_Errors
const KINDS: Readonly<Record<string, FailureKind>> = {
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  SlowDown: 'throttled',
  PriorRequestNotComplete: 'throttled',
  RequestTimeout: 'timeout',
  RequestTimeoutException: 'timeout',
  CredentialsProviderError: 'auth-missing',
  TokenProviderError: 'auth-missing',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  NotAuthorizedException: 'denied',
  AuthFailure: 'denied',
  ExpiredToken: 'denied',
  ExpiredTokenException: 'denied',
  InvalidClientTokenId: 'denied',
  UnrecognizedClientException: 'denied',
  IncompleteSignature: 'denied',
  SignatureDoesNotMatch: 'denied',
  InvalidAccessKeyId: 'denied',
  InvalidToken: 'denied',
  NoSuchBucket: 'not-found',
  NoSuchHostedZone: 'not-found',
  NoSuchChange: 'not-found',
  DBInstanceNotFoundFault: 'not-found',
  DBInstanceNotFound: 'not-found',
}

const MISSING_HINT =
  'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile in clouds.aws.profile or AWS_PROFILE; `mcloud doctor` shows what was found.'

/** Sorts what an AWS SDK client throws; `action` is the IAM action of the call, e.g. `route53:GetChange`. */
export function sortAwsError(error: unknown, action: string): Failure {
  const { name = '', message = String(error), $metadata, $response } = error as SdkError
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  const kind = KINDS[name] ?? (status === undefined || status < 400 ? 'refused' : failureKindOfStatus(status))
  const wait = retryAfterMs($response?.headers?.['retry-after'])
  const hint = hintFor(kind, name, action)
  return {
    kind,
    message: kind === 'auth-missing' ? 'no credentials were found' : `${name}: ${message}`,
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(hint === undefined ? {} : { hint }),
  }
}

function hintFor(kind: FailureKind, name: string, action: string): string | undefined {
  if (kind === 'auth-missing') return MISSING_HINT
  if (kind !== 'denied') return undefined
  if (name.startsWith('ExpiredToken')) return 'The credentials have expired: sign in again.'
  if (name === 'SignatureDoesNotMatch') return 'Check the secret key and the clock of this machine.'
  return `Allow ${action} to the credentials in use; docs/permissions.md lists what each command needs.`
}
