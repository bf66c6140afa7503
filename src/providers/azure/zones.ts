import { canonicalDnsName } from '../../config/dns-value.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, Zone, ZoneRef } from '../provider.ts'
import type { AzureContext } from './context.ts'
import type { WireResource } from './resources.ts'

/** Where a zone is in Resource Manager. */
export interface ZonePlace {
  readonly id: string
  readonly resourceGroup: string
  readonly zone: string
}

export interface Zones {
  find(ref: ZoneRef, call: Call): Promise<Zone | undefined>
  /** @throws McloudError NOT_FOUND */
  placeOf(ref: ZoneRef, call: Call): Promise<ZonePlace>
}

/** The public zones of a subscription, by resource id, by name in the resource group, or by domain. */
export function makeZones({ subscription, resourceGroup, rest }: AzureContext): Zones {
  // A zone does not move while a command runs; one call less in a write pause.
  const known = new Map<string, ZonePlace>()

  async function find(ref: ZoneRef, call: Call): Promise<Zone | undefined> {
    const place = directPlace(ref)
    const wire = place === undefined ? await byDomain(ref.domain, call) : await get(place.id, call)
    const found = wire?.id === undefined ? undefined : placeOfId(wire.id)
    if (wire === undefined || found === undefined) return undefined
    known.set(canonicalDnsName(ref.domain), found)
    const servers = (wire.properties?.nameServers ?? []) as readonly string[]
    return { id: found.id, domain: canonicalDnsName(found.zone), nameServers: servers.map(canonicalDnsName) }
  }

  function directPlace(ref: ZoneRef): ZonePlace | undefined {
    if (ref.id?.startsWith('/')) return placeOfId(ref.id)
    if (resourceGroup === undefined) return undefined
    const zone = ref.id ?? canonicalDnsName(ref.domain)
    return placeOfId(
      `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/dnsZones/${zone}`,
    )
  }

  function get(path: string, call: Call): Promise<WireResource | undefined> {
    return orUndefined(rest<WireResource>({ name: 'Zones_Get', service: 'dns', path, call }))
  }

  async function byDomain(domain: string, call: Call): Promise<WireResource | undefined> {
    let path: string | undefined = `/subscriptions/${subscription}/providers/Microsoft.Network/dnszones`
    const found: WireResource[] = []
    while (path !== undefined) {
      const page: { value?: readonly WireResource[]; nextLink?: string } = await rest({
        name: 'Zones_List',
        service: 'dns',
        path,
        call,
      })
      found.push(
        ...(page.value ?? []).filter(
          (zone) => canonicalDnsName(zone.name ?? '') === canonicalDnsName(domain),
        ),
      )
      path = page.nextLink
    }
    if (found.length <= 1) return found[0]
    throw new McloudError({
      code: 'CLOUD_REFUSED',
      provider: 'azure',
      call: 'Zones_List',
      message: `azure: several zones are named ${domain}: ${found.map((zone) => zone.id).join(', ')}`,
      hint: 'Name clouds.azure.resourceGroup, or the whole resource id in traffic.providers.azure.zoneId.',
    })
  }

  return {
    find,
    async placeOf(ref, call) {
      const place = directPlace(ref) ?? known.get(canonicalDnsName(ref.domain))
      if (place !== undefined) return place
      await find(ref, call)
      const found = known.get(canonicalDnsName(ref.domain))
      if (found !== undefined) return found
      throw new McloudError({
        code: 'NOT_FOUND',
        provider: 'azure',
        call: 'Zones_List',
        message: `azure: subscription ${subscription} has no zone ${ref.domain}`,
      })
    },
  }
}

function placeOfId(id: string): ZonePlace | undefined {
  const parts = /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/dnsZones\/([^/]+)$/i.exec(id)
  return parts?.[1] && parts[2] ? { id, resourceGroup: parts[1], zone: parts[2] } : undefined
}
