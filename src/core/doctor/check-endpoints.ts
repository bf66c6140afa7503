import type { Platform } from '../../config/platform.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine } from './finding.ts'

/** Variables by which the vendors' own clients are sent to another endpoint. */
const OVERRIDE_VARIABLE = /^(AWS_ENDPOINT_URL(_[A-Z0-9_]+)?|CLOUDSDK_API_ENDPOINT_OVERRIDES_[A-Z0-9]+)$/

/** Every override in force; none is nothing to worry about, so none is no finding either. */
export async function checkEndpoints(
  platform: Platform,
  ports: Pick<DoctorPorts, 'environment'>,
): Promise<readonly Finding[]> {
  const ofFile = Object.entries(platform.clouds).flatMap(([cloud, settings]) =>
    Object.entries(settings.endpoints).map(([service, url]) =>
      fine({ area: 'endpoints', name: `${cloud} ${service}`, neededBy: [] }, `${url} (platform file)`),
    ),
  )
  const ofEnvironment = Object.entries(ports.environment)
    .filter(([name, value]) => OVERRIDE_VARIABLE.test(name) && value !== undefined && value !== '')
    .map(([name, value]) => fine({ area: 'endpoints', name, neededBy: [] }, `${value} (environment)`))
  return [...ofFile, ...ofEnvironment]
}
