import { canonicalDnsName } from '../../config/dns-value.ts'
import type { RoutedRecord, Target } from '../provider.ts'
import type { PolicyItem, RecordSet, RoutingPolicy } from './record-set.ts'
import { GOOGLE_REGION } from './routing-refusal.ts'

export interface CompileInput {
  /** URL of the health check of the record, for a record that has one. */
  readonly healthCheckUrl: string | undefined
  /** The Google Cloud region that the single backup item is filed under; with one item it is always the nearest. */
  readonly backupLocation: string
}

/** The record set that says exactly what the record says, for a record that `gcpRefusal` lets pass. */
export function compileRecordSet(record: RoutedRecord, input: CompileInput): RecordSet {
  const common = {
    name: `${canonicalDnsName(record.name)}.`,
    type: record.type,
    ttl: record.ttlSeconds,
  }
  if (record.routing.policy === 'simple') {
    return { ...common, rrdatas: [rrdata(record, record.routing.target)] }
  }
  const healthCheck = input.healthCheckUrl === undefined ? {} : { healthCheck: input.healthCheckUrl }
  return { ...common, routingPolicy: { ...compilePolicy(record, input), ...healthCheck } }
}

function compilePolicy(record: RoutedRecord, input: CompileInput): RoutingPolicy {
  const { routing } = record
  if (routing.policy === 'weighted') {
    return {
      wrr: { items: routing.targets.map((t) => ({ weight: t.weight, ...compileItem(record, t) })) },
    }
  }
  if (routing.policy === 'geolocation') {
    const items = routing.rules.map((rule) => ({
      location: rule.place.slice(GOOGLE_REGION.length),
      ...compileItem(record, rule.target),
    }))
    return { geo: { items, enableFencing: false } }
  }
  const [primary, backup] = routing.policy === 'failover' ? routing.targets : []
  if (primary === undefined || backup === undefined) {
    throw new Error(`${record.name}: a record that Cloud DNS cannot express was not refused`)
  }
  return {
    primaryBackup: {
      primaryTargets: { externalEndpoints: [rrdata(record, primary)] },
      backupGeoTargets: {
        items: [{ location: input.backupLocation, ...compileItem(record, backup) }],
        enableFencing: false,
      },
      trickleTraffic: 0,
    },
  }
}

function compileItem(record: RoutedRecord, target: Target): PolicyItem {
  const value = rrdata(record, target)
  return target.health === undefined
    ? { rrdatas: [value] }
    : { healthCheckedTargets: { externalEndpoints: [value] } }
}

function rrdata(record: RoutedRecord, target: Target): string {
  return record.type === 'CNAME' ? `${canonicalDnsName(target.value)}.` : target.value
}
