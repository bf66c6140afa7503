import type { LabCloud, LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { handleKubernetes, kubernetesPath } from '../kubernetes/api-server.ts'
import { handleInMemory } from '../objects/in-memory.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { resumeTransition } from '../wire/database-lifecycle.ts'
import { answerFromZones } from '../wire/dns-answer.ts'
import { currentRecords } from '../wire/records-timeline.ts'
import { pathOf, pathSegments, queryOf } from '../wire/request-url.ts'
import { makeBlobService } from './blob.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { storedName } from './blob-containers.ts'
import { blobThrottled } from './blob-wire.ts'
import { handleCostQuery } from './cost-management.ts'
import { azureViews } from './dns-answers.ts'
import { handleDnsZones } from './dns-zones.ts'
import { trafficManagerProbes } from './endpoint-status.ts'
import { handleFlexibleServers, handleOperations } from './flexible-servers.ts'
import { handleLogin, isLoginPath } from './login.ts'
import { handleManagedIdentities } from './managed-identities.ts'
import { handleProviders, providerPath } from './resource-providers.ts'
import { handleResourceGroups, handleSubscriptions, noGroup } from './resources.ts'
import { handleRetailPrices, isRetailPath } from './retail-prices.ts'
import { assignmentPath, handleRoleAssignments } from './role-assignments.ts'
import { seedAzure } from './seed.ts'
import { type AzureState, emptyAzureState, groupOf } from './state.ts'
import { handleStorageAccounts } from './storage-accounts.ts'
import { checkNameAvailability, handleTrafficManager } from './traffic-manager.ts'
import { AzureFault, armRefusal, requireApiVersion, requireBearer } from './wire.ts'

/** The lab's Azure: DNS, Traffic Manager, PostgreSQL flexible servers, storage accounts and Blob Storage, managed identities, role assignments, costs, resources and sign-in over one subscription. */
export function makeAzureCloud(host: LabHost): LabCloud {
  let state: AzureState = emptyAzureState()
  const blobs = makeBlobService(host, () => state.storageAccounts)
  return {
    name: 'azure',
    serviceOf: (request) => (blobs.takes(request) ? 'blob' : serviceOf(request)),
    services: AZURE_SERVICES,
    objects: blobs,
    handle: async (request: LabRequest): Promise<LabResponse> => {
      if (blobs.takes(request)) return handleInMemory(blobs, request)
      const path = kubernetesPath(request)
      if (path !== undefined) return handleKubernetes(state.kubernetes, host, request, path)
      try {
        return handle(state, host, request, blobs.store)
      } catch (error) {
        return armRefusal(
          host,
          error instanceof AzureFault
            ? error
            : new AzureFault(500, 'InternalServerError', `The lab failed: ${String(error)}`),
        )
      }
    },
    throttled: (service) =>
      service === 'blob'
        ? blobThrottled(host)
        : armRefusal(
            host,
            new AzureFault(
              429,
              'TooManyRequests',
              `The request to ${service} was throttled: the number of requests exceeds the limit. Please try again after '1' seconds.`,
            ),
          ),
    answerDns: (question) => answerFromZones(azureViews(state, host), question),
    probes: () => trafficManagerProbes(currentRecords(state.profiles)),
    seed: (seed) => {
      state = seedAzure(host, seed)
      for (const account of state.storageAccounts)
        for (const bucket of seed.buckets ?? []) {
          const name = storedName(account, bucket)
          if (blobs.store.get(name) === undefined) blobs.store.create(name, {})
        }
      host.changed()
    },
    save: () => structuredClone(state),
    restore: (saved) => {
      state = { ...emptyAzureState(), ...(structuredClone(saved) as AzureState) }
      for (const server of state.servers) resumeTransition(host, server.name, server.life)
    },
  }
}

/** A path of Azure Resource Manager taken apart; names keep their case, words are compared in lower case. */
interface Route {
  readonly subscription?: string
  readonly resourceGroup?: string
  /** `subscriptions`, `resourcegroups`, or a provider's type in lower case. */
  readonly type: string
  /** What follows the type. */
  readonly rest: readonly string[]
  /** Whether the path ends in the name of one subscription or group. */
  readonly one: boolean
}

function routeOf(request: LabRequest): Route | undefined {
  const parts = pathSegments(request)
  const word = (index: number) => parts[index]?.toLowerCase()
  let at = 0
  const place: { subscription?: string; resourceGroup?: string } = {}
  if (word(0) === 'subscriptions') {
    if (parts[1] !== undefined) place.subscription = parts[1]
    at = 2
    if (parts.length <= 2) return { ...place, type: 'subscriptions', rest: [], one: parts.length === 2 }
    if (word(2) === 'resourcegroups') {
      if (parts[3] !== undefined) place.resourceGroup = parts[3]
      at = 4
      if (parts.length <= 4) return { ...place, type: 'resourcegroups', rest: [], one: parts.length === 4 }
    }
  }
  if (word(at) !== 'providers' || parts[at + 2] === undefined) return undefined
  return { ...place, type: `${word(at + 1)}/${word(at + 2)}`, rest: parts.slice(at + 3), one: false }
}

/** Types that are kept in groups that were made, too. */
const IN_ANY_GROUP = new Set([
  'microsoft.storage/storageaccounts',
  'microsoft.managedidentity/userassignedidentities',
])

const SERVICE_OF_TYPE = {
  'microsoft.network/dnszones': 'dns',
  'microsoft.network/trafficmanagerprofiles': 'trafficmanager',
  'microsoft.network/checktrafficmanagernameavailability': 'trafficmanager',
  'microsoft.dbforpostgresql/flexibleservers': 'postgresql',
  'microsoft.dbforpostgresql/locations': 'postgresql',
  'microsoft.costmanagement/query': 'costmanagement',
  'microsoft.storage/storageaccounts': 'storage',
  'microsoft.managedidentity/userassignedidentities': 'managedidentity',
} as const

const AZURE_SERVICES = [
  ...new Set(Object.values(SERVICE_OF_TYPE)),
  'blob',
  'kubernetes',
  'login',
  'authorization',
  'prices',
  'resources',
] as const
type AzureService = (typeof AZURE_SERVICES)[number]

function serviceOf(request: LabRequest): AzureService {
  // A cluster of the subscription, not an API of Azure's.
  if (kubernetesPath(request) !== undefined) return 'kubernetes'
  if (isLoginPath(pathOf(request))) return 'login'
  if (assignmentPath(request) !== undefined) return 'authorization'
  if (isRetailPath(pathOf(request))) return 'prices'
  const known: Readonly<Record<string, AzureService>> = SERVICE_OF_TYPE
  return known[routeOf(request)?.type ?? ''] ?? 'resources'
}

function handle(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  containers: ObjectStore<BlobAttributes>,
): LabResponse {
  if (isLoginPath(pathOf(request))) return handleLogin(host, request)
  if (isRetailPath(pathOf(request))) return handleRetailPrices(host, request, queryOf(request))
  requireBearer(host, request)
  const query = queryOf(request)
  const provider = providerPath(request)
  if (provider !== undefined) {
    requireApiVersion('providers', query)
    return handleProviders(state, host, request, provider)
  }
  const assignment = assignmentPath(request)
  if (assignment !== undefined) {
    requireApiVersion('microsoft.authorization/roleassignments', query)
    return handleRoleAssignments(state, host, request, assignment, query)
  }
  const route = routeOf(request)
  if (route === undefined)
    throw new AzureFault(404, 'NotFound', `This lab does not model ${request.method} ${pathOf(request)}.`)
  requireApiVersion(
    route.type === 'microsoft.dbforpostgresql/locations'
      ? 'microsoft.dbforpostgresql/flexibleservers'
      : route.type,
    query,
  )
  if (route.subscription !== undefined && route.subscription.toLowerCase() !== state.subscription) {
    throw new AzureFault(
      404,
      'SubscriptionNotFound',
      `The subscription '${route.subscription}' could not be found.`,
    )
  }
  if (route.type === 'resourcegroups') return handleResourceGroups(state, host, request, route.resourceGroup)
  const group = groupOf(state, route.resourceGroup ?? state.resourceGroup)?.name
  if (group === undefined) throw noGroup(route.resourceGroup ?? '')
  if (group !== state.resourceGroup && !IN_ANY_GROUP.has(route.type))
    throw new AzureFault(
      404,
      'NotFound',
      `This lab keeps ${route.type} in the group ${state.resourceGroup} only.`,
    )
  // Only lists are to be had without naming the group.
  if (
    route.rest.length > 0 &&
    route.resourceGroup === undefined &&
    route.type !== 'microsoft.dbforpostgresql/locations'
  ) {
    throw new AzureFault(404, 'NotFound', `This lab does not model ${request.method} ${pathOf(request)}.`)
  }
  switch (route.type) {
    case 'subscriptions':
      return handleSubscriptions(state, host, request, route.one)
    case 'microsoft.network/dnszones':
      return handleDnsZones(state, host, request, route.rest, query)
    case 'microsoft.network/trafficmanagerprofiles':
      return handleTrafficManager(state, host, request, route.rest)
    case 'microsoft.network/checktrafficmanagernameavailability':
      return checkNameAvailability(state, host, request)
    case 'microsoft.dbforpostgresql/flexibleservers':
      return handleFlexibleServers(state, host, request, route.rest, query)
    case 'microsoft.storage/storageaccounts':
      return handleStorageAccounts({ state, host, group, containers }, request, route.rest)
    case 'microsoft.managedidentity/userassignedidentities':
      return handleManagedIdentities(state, host, request, group, route.rest)
    case 'microsoft.costmanagement/query':
      return handleCostQuery(state, host, request)
    default:
      return handleOperations(state, host, request, route.rest, query)
  }
}
