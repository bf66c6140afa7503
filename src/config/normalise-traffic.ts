import { parseDuration } from './duration.ts'
import type { Traffic, TrafficHealthCheck, TrafficRecord } from './platform.ts'
import { mapValues, present } from './present.ts'
import type { PlatformFile } from './schema.ts'

type TrafficSection = NonNullable<PlatformFile['traffic']>
type RecordSection = TrafficSection['records'][string]
type HealthSection = NonNullable<RecordSection['health']>

const USUAL_PORT = { http: 80, https: 443, tcp: 0 } as const

/** The traffic section with absolute names, seconds and defaults. */
export function normaliseTraffic(section: TrafficSection): Traffic {
  return {
    zone: section.zone,
    providers: mapValues(section.providers, (provider) => present(provider)),
    records: mapValues(section.records, (record, name) => normaliseRecord(section.zone, name, record)),
  }
}

function normaliseRecord(zone: string, name: string, section: RecordSection): TrafficRecord {
  return {
    name: name === '@' ? zone : `${name}.${zone}`,
    type: section.type ?? 'A',
    policy: section.policy,
    ttlSeconds: seconds(section.ttl ?? '60s'),
    targets: section.targets.map(({ cloud, value, weight }) => ({ cloud, value, ...present({ weight }) })),
    places: { ...section.places },
    ...present({
      follows: section.follows,
      health: section.health === undefined ? undefined : normaliseHealth(section.health),
    }),
  }
}

function normaliseHealth(section: HealthSection): TrafficHealthCheck {
  const protocol = section.protocol ?? 'https'
  const path = section.path ?? (protocol === 'tcp' ? undefined : '/')
  return {
    protocol,
    port: section.port ?? USUAL_PORT[protocol],
    ...present({ path }),
    intervalSeconds: seconds(section.interval ?? '30s'),
    threshold: section.threshold ?? 3,
  }
}

function seconds(duration: string): number {
  return (parseDuration(duration) ?? 0) / 1_000
}
