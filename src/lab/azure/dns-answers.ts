import { isIPv4, isIPv6 } from 'node:net'
import type { LabHost } from '../cloud.ts'
import { chooseByWeight } from '../wire/choose.ts'
import { type DnsData, type DnsZoneView, recordData } from '../wire/dns-answer.ts'
import { distanceKm, type Place, placeOf } from '../wire/geography.ts'
import { visibleRecords } from '../wire/records-timeline.ts'
import { shapes } from './dns-record-input.ts'
import { endpointMonitorStatus } from './endpoint-status.ts'
import {
  type AzureState,
  type DnsZone,
  type Endpoint,
  type Profile,
  profileId,
  type RecordSet,
} from './state.ts'

const trafficManagerZone = 'trafficmanager.net'

/** The zones as the name servers have them now, and Traffic Manager's own, routed for each client. */
export function azureViews(state: AzureState, host: LabHost): DnsZoneView[] {
  const profiles = visibleRecords(state.profiles, host.now())
  return [
    ...state.zones.map((zone) => zoneView(state, host, zone, profiles)),
    trafficManagerView(host, profiles),
  ]
}

function zoneView(
  state: AzureState,
  host: LabHost,
  zone: DnsZone,
  profiles: readonly Profile[],
): DnsZoneView {
  const records = visibleRecords(zone.timeline, host.now())
  const full = (record: RecordSet) => (record.name === '@' ? zone.name : `${record.name}.${zone.name}`)
  return {
    apex: zone.name,
    names: new Set(records.map(full)),
    lookup: (name, type, client) => {
      const record = records.find((candidate) => candidate.type === type && full(candidate) === name)
      if (record === undefined) return []
      if (record.target !== undefined) {
        const profile = profiles.find((candidate) => profileId(state, candidate.name) === record.target)
        if (profile === undefined) return []
        // An alias is flattened: the addresses that Traffic Manager gives, or for CNAME its name.
        return type === 'CNAME'
          ? [{ ttl: record.ttl, data: `${profile.relativeName}.${trafficManagerZone}` }]
          : routed(host, profile, type, client)
      }
      const shape = shapes[type]
      if (shape === undefined) return []
      const content = record.records[shape.property] ?? []
      const list = (Array.isArray(content) ? content : [content]) as Record<string, unknown>[]
      return list.map((item) => ({ ttl: record.ttl, data: recordData(type, shape.text(item)) }))
    },
  }
}

function trafficManagerView(host: LabHost, profiles: readonly Profile[]): DnsZoneView {
  return {
    apex: trafficManagerZone,
    names: new Set(profiles.map((profile) => `${profile.relativeName}.${trafficManagerZone}`)),
    lookup: (name, type, client) => {
      if (name === trafficManagerZone) {
        return type === 'SOA'
          ? [
              {
                ttl: 30,
                data: recordData(
                  'SOA',
                  `ns.${trafficManagerZone} hostmaster.${trafficManagerZone} 1 900 300 604800 30`,
                ),
              },
            ]
          : []
      }
      const profile = profiles.find((candidate) => `${candidate.relativeName}.${trafficManagerZone}` === name)
      return profile === undefined ? [] : routed(host, profile, type, client)
    },
  }
}

function routed(host: LabHost, profile: Profile, type: string, client: string): DnsData[] {
  return choose(host, profile, placeOf(client)).flatMap(({ target }): DnsData[] => {
    if (isIPv4(target)) return type === 'A' ? [{ ttl: profile.ttl, data: target }] : []
    if (isIPv6(target)) return type === 'AAAA' ? [{ ttl: profile.ttl, data: target }] : []
    return type === 'A' || type === 'AAAA' || type === 'CNAME'
      ? [{ ttl: profile.ttl, type: 'CNAME', data: target }]
      : []
  })
}

/**
 * The endpoints that this client gets; where all are degraded, all count as healthy.
 * https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring#traffic-routing-methods
 */
function choose(host: LabHost, profile: Profile, place: Place): readonly Endpoint[] {
  if (profile.profileStatus === 'Disabled') return []
  const usable = profile.endpoints.filter((endpoint) => endpoint.endpointStatus === 'Enabled')
  const healthy = usable.filter((endpoint) => endpointMonitorStatus(host, profile, endpoint) !== 'Degraded')
  const pool = healthy.length > 0 ? healthy : usable
  switch (profile.trafficRoutingMethod) {
    case 'Priority':
      return pool.toSorted((a, b) => a.priority - b.priority).slice(0, 1)
    case 'Weighted':
      return one(chooseByWeight(host, pool, (endpoint) => endpoint.weight))
    case 'Performance': {
      const distances = pool.map((endpoint) => distanceKm(place, endpoint.endpointLocation ?? ''))
      const nearest = Math.min(...distances)
      return one(
        chooseByWeight(
          host,
          pool.filter((_, index) => distances[index] === nearest),
          () => 1,
        ),
      )
    }
    case 'Geographic':
      // A place belongs to one endpoint: without nested profiles there is no failover from it.
      return one(geographic(usable, place))
    case 'MultiValue':
      return pool.slice(0, profile.maxReturn ?? 1)
  }
}

function one(endpoint: Endpoint | undefined): Endpoint[] {
  return endpoint === undefined ? [] : [endpoint]
}

/** From the narrowest code to the widest. */
function geographic(endpoints: readonly Endpoint[], place: Place): Endpoint | undefined {
  const codes = [
    `${place.country}-${place.subdivision}`,
    place.country,
    `GEO-${place.continent === 'OC' ? 'AP' : place.continent}`,
    'WORLD',
  ]
  for (const code of codes) {
    const found = endpoints.find((endpoint) => endpoint.geoMapping?.includes(code))
    if (found !== undefined) return found
  }
  return undefined
}
