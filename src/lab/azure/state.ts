import { emptyKubernetesState, type KubernetesState } from '../kubernetes/state.ts'
import type { Lifecycle } from '../wire/database-lifecycle.ts'
import type { RecordsTimeline } from '../wire/records-timeline.ts'

/** Everything the lab's Azure subscription holds; plain JSON, property names as on the wire. */
export interface AzureState {
  subscription: string
  /** That of the demo platform. */
  resourceGroup: string
  /** Others that were made. */
  otherGroups: ResourceGroup[]
  region: string
  zones: DnsZone[]
  /** Traffic Manager profiles with what its name servers know of them. */
  profiles: RecordsTimeline<Profile>
  servers: FlexibleServer[]
  operations: Operation[]
  /** Names of storage accounts. */
  storageAccounts: string[]
  /** What Resource Manager keeps of them besides, by name. */
  accountSettings: Record<string, AccountSettings>
  identities: ManagedIdentity[]
  roleAssignments: RoleAssignment[]
  /** Namespaces of resource providers that are registered or about to be, with the time of it. */
  registrations: Record<string, number>
  /** A cluster of this subscription. */
  kubernetes: KubernetesState
}

export interface ResourceGroup {
  readonly name: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
}

export interface AccountSettings {
  /** Its resource group; absent: that of the demo platform. */
  readonly group?: string
  readonly readyAtMs: number
  readonly properties: Readonly<Record<string, unknown>>
  /** Properties of its blob service. */
  readonly blobs: Readonly<Record<string, unknown>>
}

export interface ManagedIdentity {
  /** Its resource group; absent: that of the demo platform. */
  readonly group?: string
  readonly name: string
  readonly location: string
  readonly principalId: string
  readonly clientId: string
}

export interface RoleAssignment {
  readonly scope: string
  readonly name: string
  readonly principalId: string
  readonly roleDefinitionId: string
}

export interface DnsZone {
  /** Lower case, without the final dot. */
  readonly name: string
  readonly etag: string
  readonly nameServers: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  timeline: RecordsTimeline<RecordSet>
}

export interface RecordSet {
  /** Relative to the zone, lower case; `@` for the apex. */
  readonly name: string
  readonly type: string
  readonly etag: string
  readonly ttl: number
  readonly metadata?: Readonly<Record<string, string>>
  /** Resource id of what an alias record set follows. */
  readonly target?: string
  /** The records under the wire's own property (`ARecords`, `CNAMERecord`, ...). */
  readonly records: Readonly<Record<string, unknown>>
}

export type RoutingMethod = 'Priority' | 'Weighted' | 'Performance' | 'Geographic' | 'MultiValue'

export interface Profile {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly profileStatus: 'Enabled' | 'Disabled'
  readonly trafficRoutingMethod: RoutingMethod
  readonly relativeName: string
  readonly ttl: number
  readonly monitor: MonitorConfig
  readonly maxReturn?: number
  readonly endpoints: readonly Endpoint[]
}

export interface MonitorConfig {
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP'
  readonly port: number
  readonly path?: string
  readonly intervalInSeconds: number
  readonly timeoutInSeconds: number
  readonly toleratedNumberOfFailures: number
}

export interface Endpoint {
  readonly name: string
  readonly target: string
  readonly endpointStatus: 'Enabled' | 'Disabled'
  readonly weight: number
  readonly priority: number
  readonly endpointLocation?: string
  readonly geoMapping?: readonly string[]
  readonly alwaysServe: 'Enabled' | 'Disabled'
}

export interface FlexibleServer {
  readonly name: string
  readonly administratorLogin: string
  readonly createdAtMs: number
  readonly tags: Readonly<Record<string, string>>
  life: Lifecycle
}

/** A long-running operation; over when its server is at rest. */
export interface Operation {
  readonly id: string
  readonly server: string
  readonly startedAtMs: number
  /** Set once another operation has begun on the same server. */
  outcome?: 'Succeeded' | 'Failed'
}

/** A subscription with nothing in it. */
export function emptyAzureState(): AzureState {
  return {
    subscription: '00000000-0000-0000-0000-000000000001',
    resourceGroup: 'shop',
    otherGroups: [],
    region: 'eastus',
    zones: [],
    profiles: [],
    servers: [],
    operations: [],
    storageAccounts: [],
    accountSettings: {},
    identities: [],
    roleAssignments: [],
    registrations: {},
    kubernetes: emptyKubernetesState(),
  }
}

/** The prefix of every resource of a group, that of the demo platform where none is named. */
export function groupId(state: AzureState, group = state.resourceGroup): string {
  return `/subscriptions/${state.subscription}/resourceGroups/${group}`
}

/** A group by its name in any case; undefined where there is none. */
export function groupOf(state: AzureState, name: string): ResourceGroup | undefined {
  const own = { name: state.resourceGroup, location: state.region, tags: {} }
  return [own, ...state.otherGroups].find((group) => isSameName(group.name, name))
}

/** Names in Azure are the same in any case of their letters. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** The resource id of a Traffic Manager profile. */
export function profileId(state: AzureState, name: string): string {
  return `${groupId(state)}/providers/Microsoft.Network/trafficManagerProfiles/${name}`
}
