import type { Platform } from '../../config/platform.ts'
import {
  CHANGE,
  KEEP_RUNS,
  type Permission,
  pairBuckets,
  READ_COSTS,
  READ_DATABASES,
  READ_TRAFFIC,
  runsIn,
  STATES,
  STOP_AND_START,
  SYNC,
  serversIn,
  servesDns,
} from './permission.ts'

const scope = ({ clouds }: Platform) => [`/subscriptions/${clouds.azure?.subscription ?? 'SUBSCRIPTION'}`]
const dns = (platform: Platform) => (servesDns(platform, 'azure') ? scope(platform) : [])
const routed = (platform: Platform) =>
  Object.values(platform.traffic?.records ?? {}).some(({ policy }) => policy !== 'simple')
    ? dns(platform)
    : []
const servers = (platform: Platform) => (serversIn(platform, 'azure').length > 0 ? scope(platform) : [])
const whereAny = (names: readonly string[], platform: Platform) => (names.length > 0 ? scope(platform) : [])

const ZONES = 'Microsoft.Network/dnsZones'
const PROFILES = 'Microsoft.Network/trafficManagerProfiles'
const SERVERS = 'Microsoft.DBforPostgreSQL/flexibleServers'
const ACCOUNTS = 'Microsoft.Storage/storageAccounts'
const BLOBS = `${ACCOUNTS}/blobServices/containers/blobs`
const RECORDS = ['A', 'AAAA', 'CNAME']
const operate = 'operate'
const setUp = 'set up'

/** https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations */
export const AZURE_PERMISSIONS: readonly Permission[] = [
  {
    commands: ['doctor'],
    purpose: operate,
    actions: ['Microsoft.Resources/subscriptions/read'],
    on: 'subscription',
    resources: scope,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: [`${ZONES}/read`, ...RECORDS.map((type) => `${ZONES}/${type}/read`)],
    on: "zone (subscription, where neither a resource group nor a zone's resource id is named)",
    resources: dns,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: [`${PROFILES}/read`],
    where: 'for all records but simple ones',
    on: 'profile or resource group',
    resources: routed,
  },
  {
    commands: READ_DATABASES,
    purpose: operate,
    actions: [`${SERVERS}/read`],
    on: 'server',
    resources: servers,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: RECORDS.map((type) => `${ZONES}/${type}/write`),
    on: 'zone',
    resources: dns,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: RECORDS.map((type) => `${ZONES}/${type}/delete`),
    where: 'where a record changes between a name and an address',
    on: 'zone',
    resources: dns,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: [`${PROFILES}/write`, `${PROFILES}/delete`],
    where: 'for all records but simple ones',
    on: 'resource group of the zone',
    resources: routed,
  },
  {
    commands: STOP_AND_START,
    purpose: operate,
    actions: [`${SERVERS}/stop/action`, `${SERVERS}/start/action`],
    where: 'where a server is stopped or started',
    on: 'server',
    resources: servers,
  },
  {
    commands: STOP_AND_START,
    purpose: operate,
    actions: [
      'Microsoft.DBforPostgreSQL/locations/azureAsyncOperation/read',
      'Microsoft.DBforPostgreSQL/locations/operationResults/read',
    ],
    where: 'where a server is stopped or started',
    on: 'subscription',
    resources: servers,
  },
  {
    commands: READ_COSTS,
    purpose: operate,
    actions: ['Microsoft.CostManagement/query/action'],
    on: 'subscription, or `cost.sources.azure.scope`',
    resources: scope,
  },
  {
    commands: KEEP_RUNS,
    purpose: operate,
    actions: [],
    dataActions: [`${BLOBS}/read`, `${BLOBS}/write`, `${BLOBS}/add/action`],
    where: 'with `coordination.kind: azure-blob`',
    on: 'container',
    resources: (platform) => whereAny(runsIn(platform, 'azure-blob'), platform),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: [],
    dataActions: [`${BLOBS}/read`, `${BLOBS}/tags/read`],
    on: 'container',
    resources: (platform) => whereAny(pairBuckets(platform, 'azure', 'read'), platform),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: [],
    dataActions: [`${BLOBS}/write`, `${BLOBS}/add/action`, `${BLOBS}/tags/write`, `${BLOBS}/delete`],
    where: 'where the container is a destination',
    on: 'container',
    resources: (platform) => whereAny(pairBuckets(platform, 'azure', 'written'), platform),
  },
  {
    commands: [...STATES, 'setup azure'],
    purpose: setUp,
    actions: [
      `${ACCOUNTS}/read`,
      `${ACCOUNTS}/write`,
      `${ACCOUNTS}/blobServices/read`,
      `${ACCOUNTS}/blobServices/write`,
      `${ACCOUNTS}/blobServices/containers/read`,
      `${ACCOUNTS}/blobServices/containers/write`,
    ],
    on: 'resource group of each state',
    resources: scope,
  },
  {
    commands: [...STATES, 'setup azure'],
    purpose: setUp,
    actions: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
    on: 'resource group',
    resources: scope,
  },
  {
    commands: [...STATES, 'setup azure'],
    purpose: setUp,
    actions: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
    where: 'where a resource group is not there',
    on: 'subscription',
    resources: scope,
  },
  {
    commands: ['setup azure'],
    purpose: setUp,
    actions: ['Microsoft.Resources/subscriptions/read', 'Microsoft.Resources/subscriptions/providers/read'],
    on: 'subscription',
    resources: scope,
  },
  {
    commands: ['setup azure'],
    purpose: setUp,
    actions: [
      'Microsoft.Storage/register/action',
      'Microsoft.ManagedIdentity/register/action',
      'Microsoft.Network/register/action',
      'Microsoft.DBforPostgreSQL/register/action',
    ],
    where: 'where the resource provider is needed and not registered, and that of each `--service`',
    on: 'subscription',
    resources: scope,
  },
  {
    commands: ['setup azure'],
    purpose: setUp,
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/write',
      'Microsoft.Authorization/roleAssignments/read',
      'Microsoft.Authorization/roleAssignments/write',
    ],
    on: 'resource group',
    resources: scope,
  },
]
