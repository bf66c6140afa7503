import type { Lifecycle } from '../wire/database-lifecycle.ts'
import type { RecordsTimeline } from '../wire/records-timeline.ts'

/** Everything the lab's AWS account holds; plain JSON, element names as in the service models. */
export interface AwsState {
  account: string
  region: string
  hostedZones: HostedZone[]
  changes: ChangeInfo[]
  healthChecks: HealthCheck[]
  /** Tags by `type/id`. */
  tags: Record<string, Record<string, string>>
  databases: DbInstance[]
  roles: IamRole[]
  dataSync: DataSyncState
}

export interface HostedZone {
  readonly Id: string
  /** Lower case, with the final dot. */
  readonly Name: string
  readonly CallerReference: string
  Comment?: string
  readonly nameServers: readonly string[]
  timeline: RecordsTimeline<RecordSet>
}

export interface ChangeInfo {
  readonly Id: string
  readonly submittedAtMs: number
  readonly Comment?: string
}

export interface GeoLocation {
  readonly ContinentCode?: string
  readonly CountryCode?: string
  readonly SubdivisionCode?: string
}

/** A resource record set; members in the order of the service model, so that it renders as it is. */
export interface RecordSet {
  readonly Name: string
  readonly Type: string
  readonly SetIdentifier?: string
  readonly Weight?: number
  readonly Region?: string
  readonly GeoLocation?: GeoLocation
  readonly Failover?: 'PRIMARY' | 'SECONDARY'
  readonly MultiValueAnswer?: boolean
  readonly TTL?: number
  readonly ResourceRecords?: { readonly ResourceRecord: readonly { readonly Value: string }[] }
  readonly AliasTarget?: {
    readonly HostedZoneId: string
    readonly DNSName: string
    readonly EvaluateTargetHealth: boolean
  }
  readonly HealthCheckId?: string
}

export type HealthCheckType = 'HTTP' | 'HTTPS' | 'TCP' | 'CALCULATED'

export interface HealthCheckConfig {
  readonly IPAddress?: string
  readonly Port?: number
  readonly Type: HealthCheckType
  readonly ResourcePath?: string
  readonly FullyQualifiedDomainName?: string
  readonly RequestInterval?: number
  readonly FailureThreshold?: number
  readonly MeasureLatency?: boolean
  readonly Inverted?: boolean
  readonly Disabled?: boolean
  readonly HealthThreshold?: number
  readonly ChildHealthChecks?: { readonly ChildHealthCheck: readonly string[] }
  readonly EnableSNI?: boolean
}

export interface HealthCheck {
  readonly Id: string
  readonly CallerReference: string
  config: HealthCheckConfig
  version: number
}

export interface DbInstance {
  readonly DBInstanceIdentifier: string
  readonly DBName: string
  readonly MasterUsername: string
  readonly DbiResourceId: string
  readonly createdAtMs: number
  BackupRetentionPeriod: number
  life: Lifecycle
}

export interface IamRole {
  readonly RoleName: string
  readonly RoleId: string
  readonly Description?: string
  readonly createdAtMs: number
  /** JSON texts. */
  trust: string
  policies: Record<string, string>
  /** ARNs. */
  attached: string[]
}

/** An account with nothing in it. */
export function emptyAwsState(): AwsState {
  return {
    account: '000000000000',
    region: 'us-east-1',
    hostedZones: [],
    changes: [],
    healthChecks: [],
    tags: {},
    databases: [],
    roles: [],
    dataSync: { locations: [], tasks: [], executions: [] },
  }
}

export interface DataSyncState {
  locations: DataSyncLocation[]
  tasks: DataSyncTask[]
  executions: DataSyncExecution[]
}

/** A place that DataSync copies from or to; `path` is empty or ends with a slash. */
export interface DataSyncLocation {
  readonly arn: string
  readonly kind: 's3' | 'gcs' | 'azure-blob'
  /** Of Azure: account and container. */
  readonly bucket: string
  readonly path: string
  readonly storageClass?: string
}

export interface DataSyncTask {
  readonly arn: string
  readonly name: string
  readonly source: string
  readonly destination: string
  readonly tags: boolean
  status: 'CREATING' | 'AVAILABLE'
}

export interface DataSyncExecution {
  readonly arn: string
  readonly task: string
  readonly startedAtMs: number
  status: 'LAUNCHING' | 'TRANSFERRING' | 'SUCCESS' | 'ERROR'
  listed: number
  skipped: number
  copied: number
  copiedBytes: number
  failed: number
  reason?: string
}
