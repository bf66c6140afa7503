import type { Cloud } from '../config/clouds.ts'
import type { CloudSettings } from '../config/platform.ts'
import type { Endpoints } from './calls/endpoints.ts'

const SERVICES = { aws: 's3', gcp: 'storage', azure: 'blob' } as const

/**
 * The URL that stands in for a cloud's own object storage; undefined: none does.
 * @throws McloudError CONFIG_INVALID for an endpoint that is no URL
 */
export async function objectEndpoint(
  cloud: Cloud,
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return (await endpointsOf(cloud, settings, environment)).of(SERVICES[cloud])
}

async function endpointsOf(
  cloud: Cloud,
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Endpoints> {
  switch (cloud) {
    case 'aws':
      return (await import('./aws/endpoints.ts')).awsEndpoints(settings, environment)
    case 'gcp': {
      const [{ resolveEndpoints }, { GCP_SERVICES: services, gcpEndpointVariables: variables }] =
        await Promise.all([import('./calls/endpoints.ts'), import('./gcp/rest.ts')])
      return resolveEndpoints({ cloud, settings, environment, services, variables })
    }
    case 'azure':
      return (await import('./azure/object-endpoints.ts')).azureObjectEndpoints(settings, environment)
  }
}
