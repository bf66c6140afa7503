import { canonicalDnsName, canonicalDnsValue } from '../config/dns-value.ts'
import type { HealthCheck, RoutedRecord, Routing, Target } from '../providers/provider.ts'

/** True when two records answer alike; the cloud that a target belongs to is a label, its value is what counts. */
export function sameRecord(a: RoutedRecord, b: RoutedRecord): boolean {
  return canonicalText(a) === canonicalText(b)
}

/** True when two health checks probe the same thing in the same way. */
export function sameHealth(a: HealthCheck | undefined, b: HealthCheck | undefined): boolean {
  return JSON.stringify(healthOf(a)) === JSON.stringify(healthOf(b))
}

/** Equal for records that answer alike. */
function canonicalText(record: RoutedRecord): string {
  const { name, type, ttlSeconds, routing } = record
  return JSON.stringify([canonicalDnsName(name), type, ttlSeconds, routing.policy, ...itemsOf(type, routing)])
}

/** Only failover has an order. */
function itemsOf(type: string, routing: Routing): string[] {
  const text = (target: Target, ...rest: unknown[]) =>
    JSON.stringify([canonicalDnsValue(type, target.value), healthOf(target.health), ...rest])
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

function healthOf(health: HealthCheck | undefined): unknown {
  if (health === undefined) return null
  const { protocol, port, path, intervalSeconds, threshold } = health
  return [protocol, port, protocol === 'tcp' ? null : (path ?? '/'), intervalSeconds, threshold]
}
