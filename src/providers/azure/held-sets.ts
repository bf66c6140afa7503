import { canonicalDnsName } from '../../config/dns-value.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, RoutedRecord } from '../provider.ts'
import type { AzureContext } from './context.ts'
import type { Profile, WireResource } from './resources.ts'
import { profileOf, recordSetOf, routedType } from './resources.ts'
import type { HeldSet } from './routing-read.ts'
import type { ZonePlace } from './zones.ts'

/** The record sets of the routed types under one name, each with the profile that it is an alias of. */
export async function readHeldSets(
  { rest }: Pick<AzureContext, 'rest'>,
  place: ZonePlace,
  name: string,
  call: Call,
): Promise<readonly HeldSet[]> {
  const relative = relativeName(name, place.zone)
  const types: readonly RoutedRecord['type'][] = ['A', 'AAAA', 'CNAME']
  const held = await Promise.all(types.map((type) => readHeldSet(type)))
  return held.flatMap((set) => (set === undefined ? [] : [set]))

  async function readHeldSet(type: RoutedRecord['type']): Promise<HeldSet | undefined> {
    const path = `${place.id}/${type}/${encodeURIComponent(relative)}`
    const wire = await orUndefined(rest<WireResource>({ name: 'RecordSets_Get', service: 'dns', path, call }))
    if (wire === undefined) return undefined
    const set = recordSetOf(wire)
    return { name, type: routedType(wire) ?? type, set, profile: await profileBehind(set.targetResource?.id) }
  }

  async function profileBehind(id: string | undefined): Promise<Profile | undefined> {
    // An alias may lead to other resources too: public addresses, CDN endpoints.
    if (id === undefined || placeOfProfile(id) === undefined) return undefined
    const wire = await orUndefined(
      rest<WireResource>({ name: 'Profiles_Get', service: 'trafficmanager', path: id, call }),
    )
    return wire && profileOf(wire)
  }
}

/** A record's name within its zone, `@` for the zone's own. */
export function relativeName(name: string, zone: string): string {
  const [whole, end] = [canonicalDnsName(name), canonicalDnsName(zone)]
  if (whole === end) return '@'
  return whole.endsWith(`.${end}`) ? whole.slice(0, -end.length - 1) : whole
}

/** Where a Traffic Manager profile is; undefined for other resources. */
export function placeOfProfile(id: string): { resourceGroup: string; name: string } | undefined {
  const parts =
    /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/trafficManagerProfiles\/([^/]+)$/i.exec(id)
  return parts?.[1] && parts[2] ? { resourceGroup: parts[1], name: parts[2] } : undefined
}
