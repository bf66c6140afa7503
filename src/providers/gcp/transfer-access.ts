import type { CloudSettings } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { resolveEndpoints } from '../calls/endpoints.ts'
import { makeHttpJson } from '../calls/http-json.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import { makeGcpCredentials } from './credentials.ts'
import { authorize, GCP_SERVICES, gcpEndpointVariables, makeGcpRest, type RestCall } from './rest.ts'

/**
 * How Storage Transfer Service is reached. Its changes may be sent twice: a job has a name of its own, and runs once
 * at a time.
 * @throws McloudError CONFIG_INVALID where no project is named
 */
export function gcpTransferAccess(
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const project = settings.project ?? environment.CLOUDSDK_CORE_PROJECT ?? environment.GOOGLE_CLOUD_PROJECT
  if (!project)
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: 'The Google Cloud project that a transfer job belongs to is not named.',
      hint: 'Name it in clouds.gcp.project or in CLOUDSDK_CORE_PROJECT.',
    })
  const endpoints = resolveEndpoints({
    cloud: 'gcp',
    settings,
    environment,
    services: GCP_SERVICES,
    variables: gcpEndpointVariables,
  })
  const http = makeHttpJson(() => readTrustedAuthority('gcp', settings))
  const rest = makeGcpRest(authorize(http, makeGcpCredentials(environment, endpoints), endpoints), endpoints)
  return {
    project,
    overridden: endpoints.of('storageTransfer') !== undefined,
    request: <T>(request: Omit<RestCall, 'service'>) => rest<T>({ ...request, service: 'storageTransfer' }),
  }
}
