import type { Cloud } from '../../config/clouds.ts'
import type { Database, Platform, TrafficRecord } from '../../config/platform.ts'
import type { Identity, ObservedDatabase, RoutedRecord, TargetHealth } from '../../providers/provider.ts'
import type { ServerState } from '../databases/server.ts'
import type { UnitRecord } from '../deploy/unit-records.ts'
import type { DnsAnswer, HealthProbe } from '../ports.ts'
import type { Debt, Run } from '../runs/plan.ts'
import type { PairStatus } from '../sync/pair-status.ts'
import type { Asked } from './ask.ts'

/** Everything that was asked for one picture, as it was answered; judged by `assess`. */
export interface Observation {
  /** RFC 3339. */
  readonly at: string
  readonly elapsedMs: number
  readonly platform: Platform
  /** The clouds that are shown; databases are asked in all of them. */
  readonly shown: readonly Cloud[]
  readonly clouds: readonly CloudObservation[]
  readonly databases: readonly DatabaseObservation[]
  readonly workloads: readonly WorkloadObservation[]
  readonly records: readonly RecordObservation[]
  readonly store: Asked<StoreObservation>
  /** Absent where the platform has no pairs of buckets, or nothing keeps their state. */
  readonly syncs?: Asked<readonly PairStatus[]>
}

export interface CloudObservation {
  readonly cloud: Cloud
  readonly region: string
  readonly identity: Asked<Identity>
}

export interface DatabaseObservation {
  readonly database: Database
  readonly members: readonly MemberObservation[]
}

export interface MemberObservation {
  readonly cloud: Cloud
  readonly instance: string
  /** `undefined`: the cloud says that there is no such instance. */
  readonly control: Asked<ObservedDatabase | undefined>
  readonly server: Asked<ServerState>
}

export interface WorkloadObservation {
  readonly workload: string
  readonly cloud: Cloud
  readonly url: string
  readonly probe: Asked<HealthProbe>
}

export interface RecordObservation {
  readonly record: TrafficRecord
  readonly providers: readonly ProviderRecordObservation[]
}

export interface ProviderRecordObservation {
  readonly provider: Cloud
  readonly held: Asked<HeldAnswer>
  /** The servers that answer for the zone; why they are not known where they are not. */
  readonly nameServers: Asked<readonly { readonly server: string; readonly answer: Asked<DnsAnswer> }[]>
  /** What the provider's own checkers see; absent where the record is not health-checked, or none can be asked. */
  readonly probes?: Asked<readonly TargetHealth[]>
}

/** What a provider holds for a name. */
export type HeldAnswer =
  | { readonly held: undefined }
  | { readonly held: RoutedRecord; readonly remarks: readonly string[] }

export interface StoreObservation {
  readonly describe: string
  /** Committed epoch by database. */
  readonly epochs: Readonly<Record<string, number>>
  readonly run?: Run
  readonly debts: readonly Debt[]
  /** The deployment that is not over. */
  readonly deployment?: Run
  readonly units: readonly UnitRecord[]
}
