import { sameHealth } from '../../routing/same-record.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { HealthCheck, RoutedRecord, Target, Unsupported } from '../provider.ts'
import { recordMistake } from '../routing/record-mistake.ts'
import { healthCheckRefusal } from './health-check.ts'

const POLICIES = 'https://cloud.google.com/dns/docs/routing-policies-overview'
const MAX_WEIGHT = 1000

/** Prefix of a place that Cloud DNS itself routes by: the Google Cloud region nearest to the querier. */
export const GOOGLE_REGION = 'gcp-region:'

/** Why Cloud DNS cannot express a record exactly, if it cannot. */
export function gcpRefusal(record: RoutedRecord): Unsupported | undefined {
  const mistake = recordMistake(record)
  if (mistake !== undefined) return unsupported(mistake)
  return shapeRefusal(record) ?? healthRefusal(record, targetsOf(record))
}

function shapeRefusal({ routing }: RoutedRecord): Unsupported | undefined {
  switch (routing.policy) {
    case 'simple':
      return undefined
    case 'failover':
      if (routing.targets.length !== 2) {
        return unsupported(
          `failover of Cloud DNS has exactly two tiers, primary and backup, not ${routing.targets.length}`,
        )
      }
      if (routing.targets[0]?.health === undefined) {
        return unsupported('failover of Cloud DNS needs a health check on the first target')
      }
      return undefined
    case 'weighted': {
      const wrong = routing.targets.find((t) => !(t.weight >= 0 && t.weight <= MAX_WEIGHT))
      return wrong && unsupported(`weights of Cloud DNS are 0 to ${MAX_WEIGHT}, not ${wrong.weight}`)
    }
    case 'latency':
      return unsupported('Cloud DNS has no policy by latency, only by the nearest Google Cloud region')
    case 'geolocation':
      return geolocationRefusal(routing)
  }
}

function geolocationRefusal(
  routing: Extract<RoutedRecord['routing'], { policy: 'geolocation' }>,
): Unsupported | undefined {
  const foreign = routing.rules.find((rule) => !rule.place.startsWith(GOOGLE_REGION))
  if (foreign !== undefined) {
    return unsupported(
      `Cloud DNS routes by the Google Cloud region nearest to the querier, not by continent or country (${foreign.place}); places are written ${GOOGLE_REGION}NAME there`,
    )
  }
  const places = routing.rules.map((rule) => rule.place)
  if (new Set(places).size !== places.length)
    return unsupported('Cloud DNS takes each region once in a policy')
  const first = routing.rules[0]?.target
  const { fallback } = routing
  if (
    first === undefined ||
    first.value !== fallback.value ||
    first.cloud !== fallback.cloud ||
    !sameHealth(first.health, fallback.health)
  ) {
    return unsupported(
      'geolocation of Cloud DNS has no default: some region is always nearest; the default must be the target of the first place',
    )
  }
  return undefined
}

function healthRefusal(record: RoutedRecord, targets: readonly Target[]): Unsupported | undefined {
  const checks = targets.flatMap((target) => (target.health === undefined ? [] : [target.health]))
  const first = checks[0]
  if (first === undefined) return undefined
  if (record.routing.policy === 'simple') {
    return unsupported('a plain record set of Cloud DNS answers without any health check')
  }
  if (record.type === 'CNAME') return unsupported('Cloud DNS checks the health of A and AAAA targets only')
  if (checks.some((check) => !sameHealth(check, first))) {
    return unsupported('Cloud DNS has one health check for all targets of a record set')
  }
  return healthCheckRefusal(first)
}

function unsupported(reason: string): Unsupported {
  return { reason, url: POLICIES }
}

/** The one health check of a record that is not refused. */
export function sharedHealth(record: RoutedRecord): HealthCheck | undefined {
  return targetsOf(record).find((target) => target.health !== undefined)?.health
}
