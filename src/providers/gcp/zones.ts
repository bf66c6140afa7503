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
  // A zone keeps its name while a command runs; the records of a platform, read at once, share one lookup.
  const known = new Map<string, Promise<string | undefined>>()

  async function find(ref: ZoneRef, call: Call): Promise<Zone | undefined> {
    const zone = ref.id === undefined ? await byDomain(ref.domain, call) : await byName(ref.id, call)
    if (zone === undefined) return undefined
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
      if (ref.id !== undefined) return ref.id
      const domain = canonicalDnsName(ref.domain)
      // A lookup that fails within another call's bounds says nothing about this one's.
      const shared = await known.get(domain)?.catch(() => undefined)
      if (shared !== undefined) return shared
      const lookup = find(ref, call).then((zone) => zone?.id)
      known.set(domain, lookup)
      const id = await lookup
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
