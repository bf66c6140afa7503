import type { Cloud } from '../../config/clouds.ts'
import type { Platform, TrafficRecord, TrafficTarget } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { HealthCheck, RoutedRecord, Target, ZoneRef } from '../../providers/provider.ts'

/**
 * The routed record that the platform file asks for, in the one routing model. A record that follows a database
 * puts the cloud of its present primary first (failover), or answers with it alone (simple).
 * @throws McloudError CONFIG_INVALID when a cloud that must answer has no target
 */
export function wantedRecord(
  platform: Pick<Platform, 'clouds'>,
  record: TrafficRecord,
  primary: Cloud | undefined,
): RoutedRecord {
  const first = record.follows === undefined ? undefined : primary
  const { name, type, ttlSeconds } = record
  return { name, type, ttlSeconds, routing: routingOf(platform, record, first) }
}

function routingOf(
  platform: Pick<Platform, 'clouds'>,
  record: TrafficRecord,
  first: Cloud | undefined,
): RoutedRecord['routing'] {
  const health = record.health === undefined ? {} : { health: healthOf(record.health) }
  const target = ({ cloud, value }: TrafficTarget): Target => ({ cloud, value, ...health })
  switch (record.policy) {
    case 'simple': {
      const chosen = first === undefined ? record.targets[0] : targetOf(record, first)
      if (chosen === undefined) throw noTarget(record, 'its answer')
      // The only answer is given whatever its health, so that there is nothing to check.
      return { policy: 'simple', target: { cloud: chosen.cloud, value: chosen.value } }
    }
    case 'failover': {
      const head = first === undefined ? [] : [targetOf(record, first)]
      const rest = record.targets.filter((each) => !head.includes(each))
      return { policy: 'failover', targets: [...head, ...rest].map(target) }
    }
    case 'weighted':
      return {
        policy: 'weighted',
        targets: record.targets.map((each) => ({ ...target(each), weight: each.weight ?? 1 })),
      }
    case 'latency':
      return {
        policy: 'latency',
        targets: record.targets.map((each) => ({
          ...target(each),
          region: platform.clouds[each.cloud]?.region ?? '',
        })),
      }
    case 'geolocation': {
      const { default: fallback, ...places } = record.places
      if (fallback === undefined) throw noTarget(record, 'the default place')
      return {
        policy: 'geolocation',
        rules: Object.entries(places).map(([place, cloud]) => ({
          place,
          target: target(targetOf(record, cloud)),
        })),
        fallback: target(targetOf(record, fallback)),
      }
    }
  }
}

/** The zone of the platform as one provider knows it. */
export function zoneRefOf(traffic: NonNullable<Platform['traffic']>, provider: Cloud): ZoneRef {
  const id = traffic.providers[provider]?.zoneId
  return { domain: traffic.zone, ...(id === undefined ? {} : { id }) }
}

function targetOf(record: TrafficRecord, cloud: Cloud): TrafficTarget {
  const found = record.targets.find((each) => each.cloud === cloud)
  if (found === undefined) throw noTarget(record, cloud)
  return found
}

function healthOf(health: NonNullable<TrafficRecord['health']>): HealthCheck {
  const { protocol, port, path, intervalSeconds, threshold } = health
  return { protocol, port, ...(path === undefined ? {} : { path }), intervalSeconds, threshold }
}

function noTarget(record: TrafficRecord, what: string): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    message: `The record ${record.name} has no target for ${what}.`,
    hint: 'Add the target to the record in the platform file.',
  })
}
