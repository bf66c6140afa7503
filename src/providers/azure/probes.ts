import { canonicalDnsName } from '../../config/dns-value.ts'
import type { Probes, TargetHealth } from '../provider.ts'
import type { AzureContext } from './context.ts'
import { readHeldSets } from './held-sets.ts'
import type { Endpoint } from './resources.ts'
import { makeZones } from './zones.ts'

/** https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring#endpoint-monitor-status */
const STATES: Readonly<Record<string, TargetHealth['health']>> = { Online: 'healthy', Degraded: 'unhealthy' }

/** Health as the probes of the record's Traffic Manager profile see it. */
export function makeTrafficManagerProbes(context: AzureContext): Probes {
  const zones = makeZones(context)
  return {
    async observe(zone, record, call) {
      const place = await zones.placeOf(zone, call)
      const sets = await readHeldSets(context, place, record.name, record.type, call)
      const profile = sets.find(({ type }) => type === record.type)?.profile
      return (profile?.endpoints ?? [])
        .filter(({ alwaysServe }) => alwaysServe !== 'Enabled')
        .map((endpoint) => observed(endpoint, profile?.name ?? ''))
    },
  }
}

function observed(
  { name = '', target = '', endpointMonitorStatus }: Endpoint,
  profile: string,
): TargetHealth {
  return {
    value: canonicalDnsName(target),
    health: STATES[endpointMonitorStatus ?? ''] ?? 'unknown',
    vendorState: endpointMonitorStatus ?? 'no status',
    check: `${profile}/${name}`,
  }
}
