import { parseDuration } from './duration.ts'
import type { Traffic, TrafficHealthCheck, TrafficRecord } from './platform.ts'
import { filled, mapValues, present } from './present.ts'
import type { PlatformFile } from './schema.ts'

type TrafficSection = NonNullable<PlatformFile['traffic']>
type RecordSection = TrafficSection['records'][string]
type HealthSection = NonNullable<RecordSection['health']>

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
    type: filled(section.type),
    policy: section.policy,
    ttlSeconds: seconds(section.ttl),
    targets: section.targets.map(({ cloud, value, weight }) => ({ cloud, value, ...present({ weight }) })),
    places: { ...section.places },
    ...present({
      follows: section.follows,
      health: section.health === undefined ? undefined : normaliseHealth(section.health),
    }),
  }
}

function normaliseHealth(section: HealthSection): TrafficHealthCheck {
  return {
    protocol: filled(section.protocol),
    port: filled(section.port),
    ...present({ path: section.path }),
    intervalSeconds: seconds(section.interval),
    threshold: filled(section.threshold),
  }
}

function seconds(duration: string | undefined): number {
  return filled(parseDuration(filled(duration))) / 1_000
}
