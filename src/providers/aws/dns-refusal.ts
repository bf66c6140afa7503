import { targetsOf } from '../../routing/targets-of.ts'
import type { RoutedRecord, Target, Unsupported } from '../provider.ts'
import { isCountry, recordMistake } from '../routing/record-mistake.ts'

const DOCS = 'https://docs.aws.amazon.com/Route53/latest'
const RECORDS = `${DOCS}/APIReference/API_ResourceRecordSet.html`
const CHECKS = `${DOCS}/APIReference/API_HealthCheckConfig.html`
const FAILOVER = `${DOCS}/DeveloperGuide/dns-failover-types.html`
const MAX_TTL_SECONDS = 2_147_483_647
const CONTINENTS = new Set(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'])

/** Why Route 53 cannot hold exactly this record; undefined: it can. */
export function route53Refusal(record: RoutedRecord): Unsupported | undefined {
  const mistake = recordMistake(record)
  if (mistake !== undefined) return { reason: mistake, url: RECORDS }
  if (record.ttlSeconds > MAX_TTL_SECONDS) {
    return { reason: `times to live are ${MAX_TTL_SECONDS} s at most`, url: RECORDS }
  }
  return firstOf(routingRefusals(record)) ?? firstOf(targetsOf(record).flatMap(healthRefusals))
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

function healthRefusals({ health }: Target): readonly Refusal[] {
  if (health === undefined) return []
  return [
    [![10, 30].includes(health.intervalSeconds), CHECKS, 'health checks run every 10 or every 30 seconds'],
    [!isInteger(health.threshold, 1, 10), CHECKS, 'the failure threshold is a whole number from 1 to 10'],
  ]
}

/** Whether it stands in the way, the vendor's page, the reason. */
type Refusal = readonly [boolean, string, string]

function firstOf(refusals: Iterable<Refusal>): Unsupported | undefined {
  for (const [refused, url, reason] of refusals) if (refused) return { reason, url }
  return undefined
}

function isInteger(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

function isPlace(place: string): boolean {
  return CONTINENTS.has(place) || (place.startsWith('country:') && isCountry(place.slice('country:'.length)))
}
