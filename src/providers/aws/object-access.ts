import type { CloudSettings } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { makeAwsSession } from './session.ts'
import { sortAwsError } from './sort-error.ts'

/**
 * How the object path reaches S3: keys from the provider's own chain, region and endpoint as for every service.
 * @throws McloudError CONFIG_INVALID for an endpoint that is no URL
 */
export async function awsObjectAccess(
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const session = makeAwsSession({ settings, environment })
  const [keys, ca] = await Promise.all([session.credentials(), session.trustedAuthority()])
  const endpoint = session.endpoints.of('s3')
  return {
    region: session.region,
    keys: () =>
      keys().catch((error: unknown) => {
        const { kind, message, hint } = sortAwsError(error, 's3')
        if (kind !== 'auth-missing') throw error
        throw new McloudError({
          code: 'AUTH_MISSING',
          provider: 'aws',
          message: `aws: ${message}`,
          ...(hint === undefined ? {} : { hint }),
          cause: error,
        })
      }),
    guard: (origin: string) => session.endpoints.guard(origin),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca }),
  }
}
