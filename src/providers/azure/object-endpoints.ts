import type { CloudSettings } from '../../config/platform.ts'
import { type Endpoints, resolveEndpoints } from '../calls/endpoints.ts'
import { AZURE_SERVICES } from './rest.ts'

/**
 * Where the object path finds Azure.
 * @throws McloudError CONFIG_INVALID for an endpoint that is no URL
 */
export function azureObjectEndpoints(
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoints {
  return resolveEndpoints({
    cloud: 'azure',
    settings,
    environment,
    services: AZURE_SERVICES,
    variables: (service) => (service === 'blob' ? ['MCLOUD_AZURE_BLOB_ENDPOINT'] : []),
  })
}
