import type { Cloud } from '../../config/clouds.ts'
import type { Traffic } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Dns } from '../../providers/provider.ts'
import type { ProviderSet } from '../ports.ts'
import { zoneRefOf } from './wanted-record.ts'

/** The clouds that serve the zone as DNS providers, in the file's order. */
export function dnsProvidersOf(traffic: Traffic): readonly Cloud[] {
  return Object.keys(traffic.providers) as Cloud[]
}

/** The DNS capability of a cloud. @throws McloudError UNSUPPORTED where it has none, and what making it throws */
export async function dnsOf(providers: ProviderSet, cloud: Cloud): Promise<Dns> {
  const { can } = await providers.get(cloud)
  if (can.dns !== undefined) return can.dns
  throw new McloudError({ code: 'UNSUPPORTED', provider: cloud, message: `${cloud} has no DNS provider` })
}

/**
 * The authoritative name servers of one DNS provider, `host` or `host:port`: the platform file's, else the
 * provider's own word.
 * @throws McloudError NOT_FOUND where the provider has no such zone, and what the provider throws
 */
export async function zoneServers(
  traffic: Traffic,
  cloud: Cloud,
  providers: ProviderSet,
  call: Call,
): Promise<readonly string[]> {
  const named = traffic.providers[cloud]?.nameServers
  if (named !== undefined && named.length > 0) return named
  const zone = await (await dnsOf(providers, cloud)).zone(zoneRefOf(traffic, cloud), call)
  if (zone !== undefined) return zone.nameServers
  const message = `${cloud} holds no zone ${traffic.zone}`
  throw new McloudError({ code: 'NOT_FOUND', provider: cloud, message })
}
