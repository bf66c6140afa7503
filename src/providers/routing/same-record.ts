import type { HealthCheck, RoutedRecord, Routing, Target } from '../provider.ts'

/** True when two records mean the same: order counts for failover only, spelling of names does not. */
export function sameRecord(a: RoutedRecord, b: RoutedRecord): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))
}

/** True when two health checks probe the same thing in the same way. */
export function sameHealth(a: HealthCheck | undefined, b: HealthCheck | undefined): boolean {
  return JSON.stringify(canonicalHealth(a)) === JSON.stringify(canonicalHealth(b))
}

/** A name or address in the one spelling that comparisons use. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function canonical(record: RoutedRecord): unknown {
  return [canonicalName(record.name), record.type, record.ttlSeconds, canonicalRouting(record.routing)]
}

function canonicalRouting(routing: Routing): unknown {
  switch (routing.policy) {
    case 'simple':
      return [routing.policy, canonicalTarget(routing.target)]
    case 'failover':
      return [routing.policy, routing.targets.map(canonicalTarget)]
    case 'weighted':
      return [routing.policy, sorted(routing.targets.map((t) => [canonicalTarget(t), t.weight]))]
    case 'latency':
      return [routing.policy, sorted(routing.targets.map((t) => [canonicalTarget(t), t.region]))]
    case 'geolocation':
      return [
        routing.policy,
        sorted(routing.rules.map((rule) => [rule.place, canonicalTarget(rule.target)])),
        canonicalTarget(routing.fallback),
      ]
  }
}

function canonicalTarget(target: Target): unknown {
  return [target.cloud, canonicalName(target.value), canonicalHealth(target.health)]
}

function canonicalHealth(health: HealthCheck | undefined): unknown {
  if (health === undefined) return null
  const path = health.protocol === 'tcp' ? null : (health.path ?? '/')
  return [health.protocol, health.port, path, health.intervalSeconds, health.threshold]
}

function sorted(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort()
}
