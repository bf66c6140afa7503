import { canonicalDnsName } from '../../config/dns-value.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, RoutedRecord } from '../provider.ts'
import type { AzureContext } from './context.ts'
import type { Profile, WireResource } from './resources.ts'
import { profileOf, recordSetOf } from './resources.ts'
import type { HeldSet } from './routing-read.ts'
import type { ZonePlace } from './zones.ts'

type RecordType = RoutedRecord['type']

/**
 * The record set of the wanted type under one name, with the profile that it is an alias of; where there is none,
 * the sets of other types that would have to go first.
 */
export async function readHeldSets(
  { rest }: Pick<AzureContext, 'rest'>,
  place: ZonePlace,
  name: string,
  wanted: RecordType,
  call: Call,
): Promise<readonly HeldSet[]> {
  const found = await readHeldSet(wanted)
  if (found !== undefined) return [found]
  // A name is either a CNAME or has addresses; Azure DNS sees to it.
  const others: readonly RecordType[] = wanted === 'CNAME' ? ['A', 'AAAA'] : ['CNAME']
  const held = await Promise.all(others.map(readHeldSet))
  return held.flatMap((set) => (set === undefined ? [] : [set]))

  async function readHeldSet(type: RecordType): Promise<HeldSet | undefined> {
    const path = `${place.id}/${type}/${encodeURIComponent(relativeName(name, place.zone))}`
    const wire = await orUndefined(rest<WireResource>({ name: 'RecordSets_Get', service: 'dns', path, call }))
    if (wire === undefined) return undefined
    const set = recordSetOf(wire)
    return { name, type, set, profile: await profileBehind(set.targetResource?.id) }
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
