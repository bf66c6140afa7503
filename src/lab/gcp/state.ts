import type { Lifecycle } from '../wire/database-lifecycle.ts'
import type { RecordsTimeline } from '../wire/records-timeline.ts'

/** Everything the lab's Google Cloud project holds; plain JSON, field names as in the APIs. */
export interface GcpState {
  project: string
  projectNumber: string
  region: string
  zones: ManagedZone[]
  healthChecks: HealthCheck[]
  computeOperations: ComputeOperation[]
  instances: SqlInstance[]
  sqlOperations: SqlOperation[]
  uptimeChecks: UptimeCheck[]
  /** Names of the services that are switched on. */
  services: string[]
  serviceOperations: ServiceOperation[]
  serviceAccounts: ServiceAccount[]
  /** Access policies by `project` and e-mail address of a service account. */
  policies: Record<string, IamPolicy>
  transferJobs: TransferJob[]
  transferOperations: TransferOperation[]
}

/** The enabling of a service. */
export interface ServiceOperation {
  readonly name: string
  readonly service: string
  readonly doneAtMs: number
}

export interface ServiceAccount {
  readonly email: string
  readonly uniqueId: string
  readonly displayName: string
}

/** An access policy; its etag counts its versions. */
export interface IamPolicy {
  readonly version: number
  readonly etag: string
  readonly bindings: readonly IamBinding[]
}

export interface IamBinding {
  readonly role: string
  readonly members: readonly string[]
  readonly condition?: unknown
}

interface TransferPlace {
  readonly bucketName: string
  /** Empty, or ends with a slash. */
  readonly path?: string
}

/** A job of Storage Transfer Service. */
export interface TransferJob {
  readonly name: string
  description: string
  transferSpec: {
    readonly gcsDataSink: TransferPlace
    readonly gcsDataSource?: TransferPlace
    readonly awsS3DataSource?: TransferPlace & {
      readonly roleArn?: string
      readonly credentialsSecret?: string
    }
  }
  readonly createdAtMs: number
  latestOperationName?: string
}

export interface TransferOperation {
  readonly name: string
  readonly transferJobName: string
  readonly startedAtMs: number
  endedAtMs?: number
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED'
  found: number
  copied: number
  copiedBytes: number
  skipped: number
  readonly failures: { readonly url: string; readonly reason: string }[]
  /** Why it failed as a whole. */
  reason?: string
}

/** An uptime check of Cloud Monitoring. */
export interface UptimeCheck {
  readonly id: string
  readonly displayName: string
  readonly host: string
  readonly protocol: 'http' | 'https' | 'tcp'
  readonly port: number
  readonly path: string
  readonly period: string
}

export interface ManagedZone {
  readonly id: string
  readonly name: string
  /** Lower case, with the final dot. */
  readonly dnsName: string
  description: string
  readonly nameServers: readonly string[]
  readonly creationTime: string
  labels?: Record<string, string>
  timeline: RecordsTimeline<ResourceRecordSet>
  changes: DnsChange[]
}

export interface DnsChange {
  readonly id: string
  readonly startedAtMs: number
  readonly doneAtMs: number
  readonly additions: readonly ResourceRecordSet[]
  readonly deletions: readonly ResourceRecordSet[]
}

export interface ResourceRecordSet {
  readonly name: string
  readonly type: string
  readonly ttl: number
  readonly rrdatas?: readonly string[]
  readonly routingPolicy?: RoutingPolicy
}

export interface RoutingPolicy {
  readonly geo?: GeoPolicy
  readonly wrr?: { readonly items: readonly (Bucket & { readonly weight: number })[] }
  readonly primaryBackup?: PrimaryBackupPolicy
  readonly healthCheck?: string
}

export interface GeoPolicy {
  readonly enableFencing?: boolean
  readonly items: readonly (Bucket & { readonly location: string })[]
}

export interface PrimaryBackupPolicy {
  readonly primaryTargets: HealthCheckedTargets
  readonly backupGeoTargets: GeoPolicy
  readonly trickleTraffic?: number
}

export interface Bucket {
  readonly rrdatas?: readonly string[]
  readonly healthCheckedTargets?: HealthCheckedTargets
}

export interface HealthCheckedTargets {
  readonly externalEndpoints?: readonly string[]
}

export interface HealthCheck {
  readonly id: string
  readonly name: string
  readonly creationTimestamp: string
  config: HealthCheckConfig
}

export interface HealthCheckConfig {
  readonly description?: string
  readonly type: 'HTTP' | 'HTTPS' | 'TCP'
  readonly checkIntervalSec: number
  readonly timeoutSec: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  readonly sourceRegions?: readonly string[]
  readonly httpHealthCheck?: PortCheck
  readonly httpsHealthCheck?: PortCheck
  readonly tcpHealthCheck?: PortCheck
}

export interface PortCheck {
  readonly port?: number
  readonly portSpecification?: string
  readonly requestPath?: string
  readonly host?: string
  readonly proxyHeader?: string
}

export interface ComputeOperation {
  readonly id: string
  readonly name: string
  readonly operationType: 'insert' | 'patch' | 'update' | 'delete'
  readonly targetLink: string
  readonly targetId: string
  readonly startedAtMs: number
}

export interface SqlInstance {
  readonly name: string
  readonly createdAtMs: number
  readonly databaseName: string
  settings: Record<string, unknown> & { settingsVersion: string; activationPolicy: 'ALWAYS' | 'NEVER' }
  life: Lifecycle
}

export interface SqlOperation {
  readonly name: string
  readonly operationType: 'UPDATE' | 'RESTART'
  readonly targetId: string
  readonly insertedAtMs: number
  /** Set once over: whether the server followed. */
  outcome?: 'done' | 'failed'
}

/** A project with nothing in it. */
export function emptyGcpState(): GcpState {
  return {
    project: 'shop-lab',
    projectNumber: '100000000001',
    region: 'us-central1',
    zones: [],
    healthChecks: [],
    computeOperations: [],
    instances: [],
    sqlOperations: [],
    uptimeChecks: [],
    services: [
      'serviceusage.googleapis.com',
      'storage.googleapis.com',
      'cloudresourcemanager.googleapis.com',
    ],
    serviceOperations: [],
    serviceAccounts: [],
    policies: {},
    transferJobs: [],
    transferOperations: [],
  }
}

/** The name of a health check from any form of its URL; undefined where the text is none of this project. */
export function healthCheckName(state: GcpState, url: string): string | undefined {
  const match = /(?:^|\/)projects\/([^/]+)\/global\/healthChecks\/([^/]+)$/.exec(url)
  return match !== null && (match[1] === state.project || match[1] === state.projectNumber)
    ? match[2]
    : undefined
}
