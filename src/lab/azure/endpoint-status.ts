import type { LabHost, LabProbe } from '../cloud.ts'
import type { Endpoint, Profile } from './state.ts'

/** https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring#endpoint-and-profile-status */
export type EndpointMonitorStatus =
  | 'Online'
  | 'Degraded'
  | 'CheckingEndpoint'
  | 'Disabled'
  | 'Inactive'
  | 'Unmonitored'

function probeId(profile: Profile, endpoint: Endpoint): string {
  return `${profile.name}/${endpoint.name}`
}

/** What the probes say of one endpoint. */
export function endpointMonitorStatus(
  host: LabHost,
  profile: Profile,
  endpoint: Endpoint,
): EndpointMonitorStatus {
  if (endpoint.endpointStatus === 'Disabled') return 'Disabled'
  if (profile.profileStatus === 'Disabled') return 'Inactive'
  if (endpoint.alwaysServe === 'Enabled') return 'Unmonitored'
  const seen = host.health(probeId(profile, endpoint))
  return seen === 'healthy' ? 'Online' : seen === 'unhealthy' ? 'Degraded' : 'CheckingEndpoint'
}

/** What the probes say of a profile as a whole. */
export function profileMonitorStatus(host: LabHost, profile: Profile): string {
  if (profile.profileStatus === 'Disabled') return 'Disabled'
  const statuses = profile.endpoints.map((endpoint) => endpointMonitorStatus(host, profile, endpoint))
  if (statuses.includes('Degraded')) return 'Degraded'
  if (statuses.includes('Online') || statuses.includes('Unmonitored')) return 'Online'
  return statuses.includes('CheckingEndpoint') ? 'CheckingEndpoints' : 'Inactive'
}

/** The endpoints that the world has to probe. */
export function trafficManagerProbes(profiles: readonly Profile[]): LabProbe[] {
  return profiles
    .filter((profile) => profile.profileStatus === 'Enabled')
    .flatMap((profile) =>
      profile.endpoints
        .filter((endpoint) => endpoint.endpointStatus === 'Enabled' && endpoint.alwaysServe === 'Disabled')
        .map(
          (endpoint): LabProbe => ({
            id: probeId(profile, endpoint),
            protocol:
              profile.monitor.protocol === 'TCP'
                ? 'tcp'
                : profile.monitor.protocol === 'HTTPS'
                  ? 'https'
                  : 'http',
            host: endpoint.target,
            port: profile.monitor.port,
            path: profile.monitor.path ?? '/',
            intervalMs: profile.monitor.intervalInSeconds * 1000,
            timeoutMs: profile.monitor.timeoutInSeconds * 1000,
            threshold: profile.monitor.toleratedNumberOfFailures + 1,
          }),
        ),
    )
}
