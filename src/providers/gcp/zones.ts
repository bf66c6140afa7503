import { canonicalDnsName } from '../../config/dns-value.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, Zone, ZoneRef } from '../provider.ts'
import type { GcpContext } from './context.ts'

/** https://cloud.google.com/dns/docs/reference/rest/v1/managedZones */
interface ManagedZone {
  readonly name: string
  readonly dnsName: string
  readonly visibility?: string
  readonly nameServers?: readonly string[]
}

export interface Zones {
  find(ref: ZoneRef, call: Call): Promise<Zone | undefined>
  /** The managed zone's name. @throws McloudError NOT_FOUND */
  idOf(ref: ZoneRef, call: Call): Promise<string>
}

/** The public managed zones of a project, by name or by domain. */
export function makeZones({ project, rest }: Pick<GcpContext, 'project' | 'rest'>): Zones {
  // A domain's zone does not move between names while a command runs; one call less in a write pause.
  const known = new Map<string, string>()

  async function find(ref: ZoneRef, call: Call): Promise<Zone | undefined> {
    const zone = ref.id === undefined ? await byDomain(ref.domain, call) : await byName(ref.id, call)
    if (zone === undefined) return undefined
    known.set(canonicalDnsName(ref.domain), zone.name)
    return {
      id: zone.name,
      domain: canonicalDnsName(zone.dnsName),
      nameServers: (zone.nameServers ?? []).map(canonicalDnsName),
    }
  }

  function byName(id: string, call: Call): Promise<ManagedZone | undefined> {
    const path = `/dns/v1/projects/${project}/managedZones/${encodeURIComponent(id)}`
    return orUndefined(rest<ManagedZone>({ name: 'dns.managedZones.get', service: 'dns', path, call }))
  }

  async function byDomain(domain: string, call: Call): Promise<ManagedZone | undefined> {
    const dnsName = `${canonicalDnsName(domain)}.`
    const { managedZones = [] } = await rest<{ managedZones?: readonly ManagedZone[] }>({
      name: 'dns.managedZones.list',
      service: 'dns',
      path: `/dns/v1/projects/${project}/managedZones`,
      query: { dnsName },
      call,
    })
    const found = managedZones.filter((zone) => zone.dnsName === dnsName && zone.visibility !== 'private')
    if (found.length <= 1) return found[0]
    throw new McloudError({
      code: 'CLOUD_REFUSED',
      provider: 'gcp',
      call: 'dns.managedZones.list',
      message: `gcp: several public zones serve ${domain}: ${found.map((zone) => zone.name).join(', ')}`,
      hint: 'Name one of them in traffic.providers.gcp.zoneId.',
    })
  }

  return {
    find,
    async idOf(ref, call) {
      const id = ref.id ?? known.get(canonicalDnsName(ref.domain)) ?? (await find(ref, call))?.id
      if (id !== undefined) return id
      throw new McloudError({
        code: 'NOT_FOUND',
        provider: 'gcp',
        call: 'dns.managedZones.list',
        message: `gcp: project ${project} has no public zone for ${ref.domain}`,
      })
    },
  }
}
