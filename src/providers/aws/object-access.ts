import type { CloudSettings } from '../../config/platform.ts'
import { makeAwsSession } from './session.ts'

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
    keys,
    guard: (origin: string) => session.endpoints.guard(origin),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca }),
  }
}
