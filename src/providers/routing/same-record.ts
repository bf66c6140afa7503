import { canonicalDnsValue, withoutFinalDot } from '../../config/dns-value.ts'
import type { HealthCheck, RoutedRecord, Routing, Target } from '../provider.ts'

/**
 * True when two records answer alike: order counts for failover only, and the cloud that a value belongs to is a
 * label.
 */
export function sameRecord(a: RoutedRecord, b: RoutedRecord): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))
}

/** True when two health checks probe the same thing in the same way. */
export function sameHealth(a: HealthCheck | undefined, b: HealthCheck | undefined): boolean {
  return JSON.stringify(canonicalHealth(a)) === JSON.stringify(canonicalHealth(b))
}

/** A domain name in the one spelling that comparisons use. */
export function canonicalName(name: string): string {
  return withoutFinalDot(name).toLowerCase()
}

function canonical({ name, type, ttlSeconds, routing }: RoutedRecord): unknown {
  return [canonicalName(name), type, ttlSeconds, routing.policy, ...canonicalRouting(type, routing)]
}

function canonicalRouting(type: RoutedRecord['type'], routing: Routing): readonly unknown[] {
  const text = (target: Target, ...rest: unknown[]) =>
    JSON.stringify([canonicalDnsValue(type, target.value), canonicalHealth(target.health), ...rest])
  switch (routing.policy) {
    case 'simple':
      return [text(routing.target)]
    case 'failover':
      return routing.targets.map((target) => text(target))
    case 'weighted':
      return routing.targets.map((target) => text(target, target.weight)).sort()
    case 'latency':
      return routing.targets.map((target) => text(target, target.region)).sort()
    case 'geolocation':
      return [text(routing.fallback), ...routing.rules.map((rule) => text(rule.target, rule.place)).sort()]
  }
}

function canonicalHealth(health: HealthCheck | undefined): unknown {
  if (health === undefined) return null
  const path = health.protocol === 'tcp' ? null : (health.path ?? '/')
  return [health.protocol, health.port, path, health.intervalSeconds, health.threshold]
}
