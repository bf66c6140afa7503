import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'
import type { RoutedRecord } from '../../providers/provider.ts'
import { recordText } from './record-text.ts'
import { wantedRecord } from './wanted-record.ts'
import { dnsProvidersOf } from './zone-servers.ts'

/** Changes of DNS that belong together, as those that moving a database asks for; plain JSON, made without any call. */
export interface RepointPlan {
  readonly database?: string
  readonly to?: Cloud
  readonly changes: readonly RepointChange[]
}

/** One record at one DNS provider. */
export interface RepointChange {
  readonly provider: Cloud
  readonly record: RoutedRecord
}

/**
 * Plans the records that follow a database for a primary in the given cloud, at every DNS provider. The same call
 * with the old cloud is the way back.
 * @throws McloudError CONFIG_INVALID when a record that follows has no target in that cloud
 */
export function planRepoint(platform: Platform, database: string, to: Cloud): RepointPlan {
  const { traffic } = platform
  if (traffic === undefined) return { database, to, changes: [] }
  const records = Object.values(traffic.records)
    .filter((record) => record.follows === database)
    .map((record) => wantedRecord(platform, record, to))
  const changes = records.flatMap((record) =>
    dnsProvidersOf(traffic).map((provider) => ({ provider, record })),
  )
  return { database, to, changes }
}

/** One line a change for plans and questions. */
export function repointText({ provider, record }: RepointChange): string {
  return `${record.name} at ${provider}: ${recordText(record)}`
}
