import type { Cloud } from './clouds.ts'

/**
 * A platform as every command sees it: the file's words resolved into values with units, defaults filled in,
 * environment references replaced. The file itself has the shape of `schema.ts`.
 */
export interface Platform {
  readonly name: string
  readonly strategy: 'active-active' | 'active-passive' | 'hybrid'
  /** Only the clouds that the platform lives on, in the file's order. */
  readonly clouds: Readonly<Partial<Record<Cloud, CloudSettings>>>
  readonly databases: Readonly<Record<string, Database>>
  readonly traffic?: Traffic
  readonly storage?: Readonly<Record<string, Storage>>
  readonly workloads: Readonly<Record<string, Workload>>
  readonly objectives: Objectives
  readonly scenarios: Readonly<Record<string, Scenario>>
  readonly coordination?: Coordination
  readonly notifications: Readonly<Record<string, NotificationChannel>>
  readonly deploy?: Deploy
  /** Sections that this version keeps but does not act on (alerts, pipelines). */
  readonly later: Readonly<Record<string, unknown>>
  /** Absolute path of the file it was read from. */
  readonly file?: string
  /** Where a value stands in that file, `mcloud.yaml:12:7`, for mistakes that are found after the reading. */
  readonly placeOf?: (path: readonly (string | number)[]) => string
  /** What is allowed and yet unwise, such as a secret in clear; printed on stderr by the CLI. */
  readonly warnings?: readonly PlatformWarning[]
}

export interface PlatformWarning {
  /** `mcloud.yaml:12:7`. */
  readonly at: string
  readonly message: string
  readonly expected?: string
}

export interface CloudSettings {
  readonly region: string
  /** AWS account id. */
  readonly account?: string
  /** Google project id. */
  readonly project?: string
  /** Azure subscription id. */
  readonly subscription?: string
  readonly resourceGroup?: string
  readonly tenant?: string
  /** AWS profile name. */
  readonly profile?: string
  /** Endpoint overrides by service (`route53`, `rds`, `sts`, `dns`, `sql`, `compute`, `resourceManager`, ...) or `default`. */
  readonly endpoints: Readonly<Record<string, string>>
  /** PEM file of a certificate authority trusted for the overridden endpoints. */
  readonly caFile?: string
}

export interface Database {
  readonly name: string
  readonly engine: 'postgres'
  /** The cloud that is the primary when all is well; the present primary is observed, not read here. */
  readonly primary: Cloud
  /** One server a cloud, the primary's included. */
  readonly members: Readonly<Partial<Record<Cloud, DatabaseMember>>>
  /** Every role that the application writes with. */
  readonly writers: readonly string[]
  readonly lagThresholdMs: number
}

export interface DatabaseMember {
  readonly cloud: Cloud
  /** Name in the cloud's control plane. */
  readonly instance: string
  readonly region?: string
  readonly resourceGroup?: string
  /** Administrator's connection string; absent when its environment variable is not set. */
  readonly url?: string
  /** The environment variable that `url` came from or should come from. */
  readonly urlFrom?: string
  /** `host:port` by which the other members reach this server; from `url` where absent. */
  readonly replicationHost?: string
  /** PEM file of the certificate authority of the server; `verify-full` is the default for all but loopback. */
  readonly caFile?: string
}

export interface Traffic {
  /** Domain without the final dot. */
  readonly zone: string
  /** DNS providers that serve the zone. */
  readonly providers: Readonly<Partial<Record<Cloud, TrafficProvider>>>
  readonly records: Readonly<Record<string, TrafficRecord>>
}

export interface TrafficProvider {
  readonly zoneId?: string
  /** `host` or `host:port`; absent: asked of the provider. */
  readonly nameServers?: readonly string[]
}

export interface TrafficRecord {
  /** Absolute name without the final dot. */
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  readonly policy: 'simple' | 'failover' | 'weighted' | 'geolocation' | 'latency'
  readonly ttlSeconds: number
  /** In the file's order, which for failover is the order of preference. */
  readonly targets: readonly TrafficTarget[]
  /** Continent or country to cloud, and `default` (geolocation only). */
  readonly places: Readonly<Record<string, Cloud>>
  /** The database whose present primary comes first (failover) or is the only answer (simple). */
  readonly follows?: string
  readonly health?: TrafficHealthCheck
}

export interface TrafficTarget {
  readonly cloud: Cloud
  readonly value: string
  /** Weighted only. */
  readonly weight?: number
}

export interface TrafficHealthCheck {
  readonly protocol: 'http' | 'https' | 'tcp'
  readonly port: number
  readonly path?: string
  readonly intervalSeconds: number
  readonly threshold: number
}

/** Buckets kept alike. */
export interface Storage extends StorageClassRules {
  readonly name: string
  /** Bucket in each cloud, in the file's order; in Azure `account/container`. */
  readonly buckets: Readonly<Partial<Record<Cloud, string>>>
  readonly direction: 'one-way' | 'two-way'
  /** One-way only. */
  readonly source?: Cloud
  readonly conflicts: 'none' | 'newer' | 'older' | 'larger' | 'smaller' | 'first' | 'second'
  readonly compare: 'proof' | 'size'
  /** Bytes a second. */
  readonly bandwidthBytes?: number
  /** What a transfer service is given instead of the operator's keys. */
  readonly transferRole?: string
  readonly transferSecret?: string
  readonly transferKey?: string
  readonly storageClass: Readonly<Partial<Record<Cloud, string>>>
  readonly metadata: boolean
  readonly tags: boolean
  readonly classes: Readonly<Record<string, StorageClassRules & { readonly name: string }>>
}

/** What a class says for itself, and the section for all that has no class. */
export interface StorageClassRules {
  readonly prefix?: string
  /** 0: at once. */
  readonly everyMs?: number
  readonly deletes?: boolean
  /** The greater of a number of objects and a share of them, 0 to 1. */
  readonly maxDelete?: { readonly count: number; readonly share: number }
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  /** Absent: mcloud itself. */
  readonly engine?: 'builtin' | 'rclone' | 'managed'
}

export interface Workload {
  readonly name: string
  readonly kind: string
  /** Health URL in each cloud it runs in. */
  readonly health: Readonly<Partial<Record<Cloud, string>>>
}

export interface Objectives {
  readonly rtoMs?: number
  /** By data class: `database`, or a sync class such as `uploads`. */
  readonly rpoMs: Readonly<Record<string, number>>
  /** Times since the fault by which a stage is reached, e.g. `detected`, `dns`. */
  readonly milestonesMs?: Readonly<Record<string, number>>
  readonly drillEveryMs?: number
}

export interface Scenario {
  readonly name: string
  readonly trigger?: Readonly<Record<string, unknown>>
  readonly steps: readonly { readonly use: string; readonly with: Readonly<Record<string, unknown>> }[]
}

export interface Coordination {
  readonly kind: 'file' | 's3' | 'gcs' | 'azure-blob' | 'kubernetes'
  /** Folder (file), bucket or container; absolute path for files. */
  readonly place: string
  readonly cloud?: Cloud
  readonly prefix?: string
  /** A file store holds for one machine only; outside the lab the operator says so. */
  readonly singleOperator: boolean
  readonly settings: Readonly<Record<string, string>>
}

export interface NotificationChannel {
  readonly name: string
  readonly kind: 'slack' | 'pagerduty' | 'webhook' | 'email'
  readonly settings: Readonly<Record<string, string>>
}

/** Terraform units over all clouds. */
export interface Deploy {
  /** `terraform`, `tofu`, or a path; absent: the first on the PATH. */
  readonly tool?: string
  readonly parallel: number
  /** How long a state that somebody else has locked is waited for. */
  readonly lockWaitMs: number
  readonly order: readonly string[]
  readonly waves: readonly string[]
  readonly variables: Readonly<Record<string, unknown>>
  /** The environment where the command line names none. */
  readonly environment?: string
  readonly environments: Readonly<Record<string, DeployEnvironment>>
  readonly state: Readonly<Record<string, StatePlace>>
  readonly units: Readonly<Record<string, DeployUnit>>
  readonly policies: DeployPolicies
  /** Checked after each wave. */
  readonly health: readonly HealthGate[]
  /** What becomes of what was applied before a check that failed. */
  readonly onFailure: 'stop' | 'rollback'
}

export interface DeployEnvironment {
  readonly variables: Readonly<Record<string, unknown>>
  readonly approval: 'auto' | 'manual'
}

export interface DeployUnit {
  readonly name: string
  readonly cloud?: Cloud
  /** Absolute path of the Terraform root. */
  readonly folder: string
  readonly needs: readonly string[]
  readonly variables: Readonly<Record<string, unknown>>
  readonly inputs: readonly UnitInput[]
  /** Variables by environment. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Name of a place of `state`; absent where the root keeps its own. */
  readonly state?: string
  readonly wave?: string
  readonly health: readonly HealthGate[]
  readonly apis: readonly string[]
  readonly serviceAccount?: string
}

/** A variable of one unit that is an output of another. */
export interface UnitInput {
  readonly variable: string
  readonly unit: string
  readonly output: string
}

export type StatePlace =
  | {
      readonly kind: 's3'
      readonly bucket: string
      readonly region: string
      readonly prefix?: string
      readonly settings: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'gcs'
      readonly bucket: string
      readonly prefix?: string
      readonly settings: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'azurerm'
      readonly account: string
      readonly container: string
      readonly resourceGroup: string
      readonly prefix?: string
      readonly settings: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'local'; readonly folder: string }

export interface HealthGate {
  readonly name: string
  readonly probe:
    | { readonly kind: 'http'; readonly url: string; readonly status?: number }
    | { readonly kind: 'tcp'; readonly address: string }
    | { readonly kind: 'dns'; readonly name: string; readonly answers: readonly string[] }
    | { readonly kind: 'command'; readonly command: readonly string[] }
  readonly successes: number
  readonly everyMs: number
  readonly withinMs: number
}

export interface DeployPolicies {
  readonly statefulLoss: 'refuse' | 'confirm'
  readonly stateful: readonly string[]
  readonly maxDestroy?: number
  readonly maxChanges?: number
  readonly regions: Readonly<Partial<Record<Cloud, readonly string[]>>>
  readonly requiredTags: readonly string[]
  readonly publicExposure: 'refuse' | 'warn' | 'allow'
  /** US dollars a month. */
  readonly maxMonthlyIncrease?: number
  readonly opa?: { readonly policies: string; readonly package: string; readonly binary?: string }
}
