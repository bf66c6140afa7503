import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'

/** What commands need of a cloud; docs/permissions.md and the policies that mcloud prints are both made from it. */
export interface Permission {
  /** Commands as they are typed, without `mcloud`. */
  readonly commands: readonly string[]
  /** By a person and once, or in daily work. */
  readonly purpose: 'operate' | 'set up'
  /** Actions (AWS, Azure) or permissions (Google Cloud). */
  readonly actions: readonly string[]
  /** Azure's actions on what is inside of a resource. */
  readonly dataActions?: readonly string[]
  /** When it is needed, to be read after the actions: `where records are health-checked`. */
  readonly where?: string
  /** On what, with names in capitals. */
  readonly on: string
  /** The same of one platform; empty where that does not need it. Absent: always needed, on what `on` says. */
  readonly resources?: (platform: Platform) => readonly string[]
}

export const READ_TRAFFIC = ['doctor', 'status', 'traffic show', 'failover check', 'failover plan']
export const READ_DATABASES = ['doctor', 'status', 'failover check', 'failover plan']
export const CHANGE = [
  'failover promote',
  'failover resume',
  'failover abort',
  'failover failback',
  'failover settle',
]
export const STOP_AND_START = ['failover promote --forced', 'failover rejoin']
export const READ_COSTS = ['cost report', 'cost budget', 'cost forecast', 'cost anomalies', 'cost allocate']
export const KEEP_RUNS = ['every command that plans, runs or shows runs']
export const SYNC = ['sync', 'sync apply', 'sync plan', 'sync resume', 'sync verify', 'sync watch']
export const STATES = ['deploy bootstrap']

/** Whether DNS of the platform is served by a cloud. */
export function servesDns({ traffic }: Platform, cloud: Cloud): boolean {
  return traffic?.providers[cloud] !== undefined
}

/** Whether records in a cloud are health-checked. */
export function checksHealth(platform: Platform, cloud: Cloud): boolean {
  const records = Object.values(platform.traffic?.records ?? {})
  return servesDns(platform, cloud) && records.some(({ health }) => health !== undefined)
}

/** Names of the database servers in a cloud. */
export function serversIn({ databases }: Platform, cloud: Cloud): readonly string[] {
  return Object.values(databases).flatMap(({ members }) => members[cloud]?.instance ?? [])
}

/** Buckets of pairs in a cloud, by what is done with them. */
export function pairBuckets(
  { storage }: Platform,
  cloud: Cloud,
  side: 'read' | 'written',
): readonly string[] {
  const buckets = Object.values(storage ?? {}).flatMap(({ buckets, direction, source }) => {
    const bucket = buckets[cloud]
    if (bucket === undefined) return []
    return side === 'read' || direction === 'two-way' || source !== cloud ? [bucket] : []
  })
  return [...new Set(buckets)]
}

/** The place of runs, where it is of this kind. */
export function runsIn({ coordination }: Platform, kind: 's3' | 'gcs' | 'azure-blob'): readonly string[] {
  return coordination?.kind === kind ? [coordination.place] : []
}

/** Places of states of one kind. */
export function statesIn(platform: Platform, kind: 's3' | 'gcs' | 'azurerm'): readonly string[] {
  return Object.values(platform.deploy?.state ?? {}).flatMap((place) => {
    if (place.kind !== kind) return []
    return place.kind === 'azurerm'
      ? [`${place.account}/${place.container}`]
      : 'bucket' in place
        ? [place.bucket]
        : []
  })
}
