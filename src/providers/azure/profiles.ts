import { createHash } from 'node:crypto'
import { canonicalDnsName } from '../../config/dns-value.ts'
import type { RoutedRecord } from '../provider.ts'
import { placeOfProfile } from './held-sets.ts'
import type { Profile } from './resources.ts'
import { compileProfile } from './routing-compile.ts'
import type { ZonePlace } from './zones.ts'

/** Says which profiles mcloud has made, and may take away again. */
const OWNER_TAG = 'mcloud-record'

export interface WantedProfile {
  readonly id: string
  readonly resourceGroup: string
  readonly name: string
  readonly profile: Profile
  /** Answers come from it already, so that changing it changes them. */
  readonly live: boolean
}

/** The profile that a record needs: the one that it is an alias of, with its other settings, or one of its own. */
export function wantedProfile(
  record: RoutedRecord,
  inUse: Profile | undefined,
  place: ZonePlace,
  subscription: string,
): WantedProfile | undefined {
  const part = compileProfile(record)
  if (part === undefined) return undefined
  const used = inUse?.id === undefined ? undefined : placeOfProfile(inUse.id)
  const name = used?.name ?? nameOf(record)
  const resourceGroup = used?.resourceGroup ?? place.resourceGroup
  const id =
    (used && inUse?.id) ??
    `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/trafficManagerProfiles/${name}`
  const profile: Profile = {
    location: 'global',
    tags: used === undefined ? { [OWNER_TAG]: canonicalDnsName(record.name) } : (inUse?.tags ?? {}),
    profileStatus: 'Enabled',
    dnsConfig: {
      relativeName: inUse?.dnsConfig?.relativeName ?? domainLabel(record, id),
      ttl: record.ttlSeconds,
    },
    ...part,
  }
  return { id, resourceGroup, name, profile, live: used !== undefined }
}

/** True for a profile that mcloud made for exactly this record. */
export function isOwnProfile(profile: Profile, record: RoutedRecord): boolean {
  return profile.tags?.[OWNER_TAG] === canonicalDnsName(record.name)
}

function nameOf(record: RoutedRecord): string {
  return `mcloud-${canonicalDnsName(record.name).replace(/[^a-z0-9]+/g, '-')}-${record.type.toLowerCase()}`.slice(
    0,
    63,
  )
}

// The label under trafficmanager.net is unique in the whole world; so is the resource's id.
function domainLabel(record: RoutedRecord, id: string): string {
  const digest = createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 10)
  return `${nameOf(record).slice(0, 50).replace(/-+$/, '')}-${digest}`
}
