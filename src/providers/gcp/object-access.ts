import type { CloudSettings } from '../../config/platform.ts'
import { resolveEndpoints } from '../calls/endpoints.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import { makeGcpCredentials } from './credentials.ts'
import { GCP_SERVICES, gcpBaseUrl, gcpEndpointVariables } from './rest.ts'

/**
 * How the object path reaches Cloud Storage.
 * @throws McloudError CONFIG_INVALID for an endpoint that is no URL
 */
export async function gcpObjectAccess(
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const endpoints = resolveEndpoints({
    cloud: 'gcp',
    settings,
    environment,
    services: GCP_SERVICES,
    variables: gcpEndpointVariables,
  })
  const credentials = makeGcpCredentials(environment, endpoints)
  const ca = await readTrustedAuthority('gcp', settings)
  return {
    base: gcpBaseUrl('storage', endpoints),
    token: () => credentials.token(),
    sign: () => credentials.signer(),
    guard: (origin: string) => endpoints.guard(origin),
    ...(ca === undefined ? {} : { ca }),
  }
}
