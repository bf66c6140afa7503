import type { HealthCheck, RoutedRecord, Target } from '../../providers/provider.ts'

/** A record in one line for people, e.g. `A failover, TTL 1 s: aws 192.0.2.1, then gcp 192.0.2.2; http :80/`. */
export function recordText(record: RoutedRecord): string {
  return `${record.type} ${record.routing.policy}, TTL ${record.ttlSeconds} s: ${routingText(record)}`
}

/** The targets of a record and what they are chosen by, in one line. */
export function routingText({ routing }: RoutedRecord): string {
  const checks = checksText(
    routing.policy === 'simple'
      ? [routing.target]
      : routing.policy === 'geolocation'
        ? [...routing.rules.map((rule) => rule.target), routing.fallback]
        : routing.targets,
  )
  switch (routing.policy) {
    case 'simple':
      return targetText(routing.target) + checks
    case 'failover':
      return routing.targets.map(targetText).join(', then ') + checks
    case 'weighted':
      return routing.targets.map((target) => `${target.weight} of ${targetText(target)}`).join(', ') + checks
    case 'latency':
      return routing.targets.map((target) => `${target.region}: ${targetText(target)}`).join(', ') + checks
    case 'geolocation': {
      const rules = routing.rules.map((rule) => `${rule.place}: ${targetText(rule.target)}`)
      return [...rules, `elsewhere: ${targetText(routing.fallback)}`].join(', ') + checks
    }
  }
}

function targetText({ cloud, value }: Target): string {
  return `${cloud} ${value}`
}

function checksText(targets: readonly Target[]): string {
  const texts = targets.map(({ health }) => (health === undefined ? 'none' : healthText(health)))
  const different = [...new Set(texts)]
  if (different.length === 1) return different[0] === 'none' ? '' : `; checked by ${different[0]}`
  return `; checked by ${targets.map(({ cloud }, index) => `${cloud} ${texts[index]}`).join(', ')}`
}

function healthText({ protocol, port, path, intervalSeconds, threshold }: HealthCheck): string {
  return `${protocol} :${port}${path ?? ''} every ${intervalSeconds} s, down after ${threshold}`
}
