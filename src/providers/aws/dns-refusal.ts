import { isIPv4, isIPv6 } from 'node:net'
import type { HealthCheck, RoutedRecord, Target, Unsupported } from '../provider.ts'

const DOCS = 'https://docs.aws.amazon.com/Route53/latest'
const RECORDS = `${DOCS}/APIReference/API_ResourceRecordSet.html`
const CHECKS = `${DOCS}/APIReference/API_HealthCheckConfig.html`
const FAILOVER = `${DOCS}/DeveloperGuide/dns-failover-types.html`
const CONTINENTS = new Set(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'])

/** Why Route 53 cannot hold exactly this record; undefined: it can. */
export function route53Refusal(record: RoutedRecord): Unsupported | undefined {
  return firstOf(shapeRefusals(record)) ?? firstOf(routingRefusals(record))
}

function* shapeRefusals(record: RoutedRecord): Generator<Refusal> {
  yield [!isName(record.name), RECORDS, `${record.name} is no domain name`]
  yield [!isInteger(record.ttlSeconds, 0, 2_147_483_647), RECORDS, 'a TTL is a whole number of seconds']
  const targets = targetsOf(record)
  yield [targets.length === 0, RECORDS, 'a record needs a target']
  for (const target of targets) {
    yield [!isValue(record.type, target.value), RECORDS, `${target.value} is no value of type ${record.type}`]
    yield* healthRefusals(target.health)
  }
}

function* routingRefusals(record: RoutedRecord): Generator<Refusal> {
  const { routing } = record
  switch (routing.policy) {
    case 'simple':
      yield [routing.target.health !== undefined, FAILOVER, 'a simple record is answered whatever its health']
      return
    case 'failover':
      yield [
        routing.targets.length !== 2,
        `${RECORDS}#Route53-Type-ResourceRecordSet-Failover`,
        'Route 53 fails over between exactly one primary and one secondary record',
      ]
      yield [
        routing.targets[0]?.health === undefined,
        FAILOVER,
        'the first target needs a health check: without one the second would never answer',
      ]
      return
    case 'weighted': {
      const weights = routing.targets.map((target) => target.weight)
      const page = `${RECORDS}#Route53-Type-ResourceRecordSet-Weight`
      yield [
        weights.some((weight) => !isInteger(weight, 0, 255)),
        page,
        'weights are whole numbers from 0 to 255',
      ]
      yield [
        weights.every((weight) => weight === 0),
        page,
        'when all weights are 0 Route 53 answers with all',
      ]
      return
    }
    case 'geolocation': {
      const places = routing.rules.map((rule) => rule.place)
      const page = `${RECORDS}#Route53-Type-ResourceRecordSet-GeoLocation`
      const unknown = places.find((place) => !isPlace(place))
      yield [unknown !== undefined, page, `${unknown} is neither a continent nor country:<ISO 3166 code>`]
      yield [new Set(places).size < places.length, page, 'a place can have one target only']
      return
    }
    case 'latency': {
      const regions = routing.targets.map((target) => target.region)
      const page = `${RECORDS}#Route53-Type-ResourceRecordSet-Region`
      const foreign = regions.find((region) => !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
      yield [
        foreign !== undefined,
        page,
        `Route 53 measures latency to AWS regions only, and ${foreign} is none`,
      ]
      yield [new Set(regions).size < regions.length, page, 'a region can have one target only']
    }
  }
}

function* healthRefusals(health: HealthCheck | undefined): Generator<Refusal> {
  if (health === undefined) return
  const { path } = health
  yield [![10, 30].includes(health.intervalSeconds), CHECKS, 'health checks run every 10 or every 30 seconds']
  yield [!isInteger(health.threshold, 1, 10), CHECKS, 'the failure threshold is a whole number from 1 to 10']
  yield [!isInteger(health.port, 1, 65_535), CHECKS, 'a port is a whole number from 1 to 65535']
  yield [health.protocol === 'tcp' && path !== undefined, CHECKS, 'a TCP health check has no path']
  yield [
    path !== undefined && !/^\/[\x21-\x7e]{0,254}$/.test(path),
    CHECKS,
    'a path begins with / and has 255 characters at most',
  ]
}

/** Whether it stands in the way, the vendor's page, the reason. */
type Refusal = readonly [boolean, string, string]

function firstOf(refusals: Iterable<Refusal>): Unsupported | undefined {
  for (const [refused, url, reason] of refusals) if (refused) return { reason, url }
  return undefined
}

function targetsOf({ routing }: RoutedRecord): readonly Target[] {
  if (routing.policy === 'simple') return [routing.target]
  if (routing.policy === 'geolocation') return [...routing.rules.map((rule) => rule.target), routing.fallback]
  return routing.targets
}

function isInteger(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

function isName(name: string): boolean {
  const labels = name.split('.')
  return (
    name.length <= 253 && labels.length > 1 && labels.every((label) => /^(\*|[a-z0-9_-]{1,63})$/i.test(label))
  )
}

function isValue(type: RoutedRecord['type'], value: string): boolean {
  if (type === 'A') return isIPv4(value)
  return type === 'AAAA' ? isIPv6(value) : isName(value)
}

function isPlace(place: string): boolean {
  if (CONTINENTS.has(place)) return true
  const country = /^country:([A-Z]{2})$/.exec(place)?.[1]
  if (country === undefined) return false
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(country) !== undefined
}
