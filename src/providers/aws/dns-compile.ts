import { createHash } from 'node:crypto'
import type { HealthCheckConfig, ResourceRecordSet, ResourceRecordSetRegion } from '@aws-sdk/client-route-53'
import { canonicalDnsValue, withoutFinalDot } from '../../config/dns-value.ts'
import type { HealthCheck, RoutedRecord, Target } from '../provider.ts'

/** One record set that Route 53 is to hold; its health check is named by what it checks, not yet by an id. */
export interface DesiredSet {
  readonly set: ResourceRecordSet
  readonly health?: HealthCheckConfig
}

/** Compiles a record that Route 53 does not refuse into its record sets. */
export function compileRecord(record: RoutedRecord): readonly DesiredSet[] {
  const { routing } = record
  const label = uniqueLabels()
  switch (routing.policy) {
    case 'simple':
      return [toSet(record, routing.target, {})]
    case 'failover':
      return routing.targets.map((target, index) =>
        toSet(record, target, {
          SetIdentifier: label(target.cloud),
          Failover: index === 0 ? 'PRIMARY' : 'SECONDARY',
        }),
      )
    case 'weighted':
      return routing.targets.map((target) =>
        toSet(record, target, { SetIdentifier: label(target.cloud), Weight: target.weight }),
      )
    case 'geolocation':
      return [
        ...routing.rules.map(({ place, target }) =>
          toSet(record, target, {
            SetIdentifier: label(`${target.cloud}-${place.replace(':', '-').toLowerCase()}`),
            GeoLocation: place.startsWith('country:')
              ? { CountryCode: place.slice('country:'.length) }
              : { ContinentCode: place },
          }),
        ),
        toSet(record, routing.fallback, {
          SetIdentifier: label(`${routing.fallback.cloud}-default`),
          GeoLocation: { CountryCode: '*' },
        }),
      ]
    case 'latency':
      return routing.targets.map((target) =>
        toSet(record, target, {
          SetIdentifier: label(`${target.cloud}-${target.region}`),
          Region: target.region as ResourceRecordSetRegion,
        }),
      )
  }
}

function toSet(record: RoutedRecord, target: Target, routing: Partial<ResourceRecordSet>): DesiredSet {
  return {
    set: {
      Name: `${withoutFinalDot(record.name)}.`,
      Type: record.type,
      TTL: record.ttlSeconds,
      ResourceRecords: [
        { Value: record.type === 'CNAME' ? `${withoutFinalDot(target.value)}.` : target.value },
      ],
      ...routing,
    },
    ...(target.health === undefined
      ? {}
      : { health: compileHealth(record.type, target.value, target.health) }),
  }
}

function compileHealth(type: RoutedRecord['type'], value: string, health: HealthCheck): HealthCheckConfig {
  return {
    Type: health.protocol === 'tcp' ? 'TCP' : health.protocol === 'http' ? 'HTTP' : 'HTTPS',
    ...(type === 'CNAME' ? { FullyQualifiedDomainName: withoutFinalDot(value) } : { IPAddress: value }),
    Port: health.port,
    ...(health.protocol === 'tcp' ? {} : { ResourcePath: health.path ?? '/' }),
    RequestInterval: health.intervalSeconds as 10 | 30,
    FailureThreshold: health.threshold,
  }
}

/** The same for equal checks, so that a repeated creation finds the first one. At most 64 characters. */
export function callerReference(config: HealthCheckConfig, generation: number): string {
  const digest = createHash('sha256').update(healthKey(config)).digest('hex').slice(0, 40)
  return `mcloud-${digest}-${generation}`
}

/** Equal for two checks that check the same thing in the same way. */
export function healthKey(config: HealthCheckConfig): string {
  return JSON.stringify([
    config.Type,
    canonicalDnsValue('AAAA', config.IPAddress ?? ''),
    canonicalDnsValue('CNAME', config.FullyQualifiedDomainName ?? ''),
    config.Port,
    config.ResourcePath ?? '',
    config.RequestInterval,
    config.FailureThreshold,
    config.SearchString ?? '',
    config.Inverted === true,
    config.Disabled === true,
  ])
}

function uniqueLabels(): (wanted: string) => string {
  const given = new Set<string>()
  return (wanted) => {
    let label = wanted
    for (let n = 2; given.has(label); n += 1) label = `${wanted}-${n}`
    given.add(label)
    return label
  }
}
