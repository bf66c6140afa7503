import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { storedName } from './blob-containers.ts'
import { type AccountSettings, type AzureState, groupId, isSameName } from './state.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create */
const DEFAULTS: AccountSettings = {
  readyAtMs: 0,
  properties: { minimumTlsVersion: 'TLS1_0', allowBlobPublicAccess: true, supportsHttpsTrafficOnly: true },
  blobs: {},
}

/** Where a request about storage accounts is answered. */
export interface AccountPlace {
  readonly state: AzureState
  readonly host: LabHost
  /** Resource group of the request. */
  readonly group: string
  readonly containers: ObjectStore<BlobAttributes>
}

/** Storage accounts, their blob service and its containers, as Resource Manager has them. @throws AzureFault */
export function handleStorageAccounts(
  place: AccountPlace,
  request: LabRequest,
  [name, kind, which, part, container, ...rest]: readonly string[],
): LabResponse {
  const { state, host } = place
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.storageAccounts.map((one) => accountJson(state, host, one)) })
  }
  if (kind === undefined) return handleAccount(place, request, name)
  if (!isHere(place, name)) throw noAccount(place, name)
  if (kind.toLowerCase() !== 'blobservices' || which !== 'default' || rest.length > 0)
    throw notModelled(request)
  if (part === undefined) return handleBlobService(state, host, request, name)
  if (part.toLowerCase() !== 'containers' || container === undefined) throw notModelled(request)
  return handleContainer(place, request, { account: name, container })
}

function handleAccount(place: AccountPlace, request: LabRequest, name: string): LabResponse {
  const { state, host, group } = place
  const isThere = isHere(place, name)
  switch (request.method) {
    case 'GET':
      if (!isThere) throw noAccount(place, name)
      return armAnswer(host, 200, accountJson(state, host, name))
    case 'PUT': {
      const { properties = {}, location, sku } = jsonBody(request)
      if (!/^[a-z0-9]{3,24}$/.test(name))
        throw new AzureFault(400, 'AccountNameInvalid', `${name} is not a valid storage account name.`)
      if (typeof location !== 'string' || sku === undefined)
        throw badRequest('The sku and location of the storage account are required.')
      if (!isThere && state.storageAccounts.includes(name))
        throw new AzureFault(
          409,
          'StorageAccountAlreadyTaken',
          `The storage account named ${name} is already taken.`,
        )
      keep(place, name, { ...(properties as object) }, isThere ? undefined : host.now() + host.transitionMs)
      if (!isThere) state.storageAccounts.push(name)
      host.changed()
      const at = `${host.baseUrl()}${groupId(state, group)}/providers/Microsoft.Storage/storageAccounts/${name}`
      return isThere
        ? armAnswer(host, 200, accountJson(state, host, name))
        : armAnswer(host, 202, undefined, { location: `${at}?api-version=2023-05-01`, 'retry-after': '1' })
    }
    case 'PATCH': {
      if (!isThere) throw noAccount(place, name)
      keep(place, name, { ...((jsonBody(request).properties ?? {}) as object) })
      host.changed()
      return armAnswer(host, 200, accountJson(state, host, name))
    }
    default:
      throw notModelled(request)
  }
}

function handleBlobService(state: AzureState, host: LabHost, request: LabRequest, name: string): LabResponse {
  const held = state.accountSettings[name] ?? DEFAULTS
  if (request.method === 'PUT') {
    const properties = (jsonBody(request).properties ?? {}) as object
    state.accountSettings[name] = { ...held, blobs: { ...held.blobs, ...properties } }
    host.changed()
  } else if (request.method !== 'GET') throw notModelled(request)
  return armAnswer(host, 200, {
    id: `${accountId(state, name)}/blobServices/default`,
    name: 'default',
    type: 'Microsoft.Storage/storageAccounts/blobServices',
    properties: state.accountSettings[name]?.blobs ?? {},
  })
}

function handleContainer(
  { state, host, containers }: AccountPlace,
  request: LabRequest,
  { account, container }: { readonly account: string; readonly container: string },
): LabResponse {
  const stored = storedName(account, container)
  const isThere = containers.get(stored) !== undefined
  const shown = (status: number) =>
    armAnswer(host, status, {
      id: `${accountId(state, account)}/blobServices/default/containers/${container}`,
      name: container,
      type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
      properties: { publicAccess: 'None', leaseStatus: 'Unlocked', leaseState: 'Available' },
    })
  if (request.method === 'PUT') {
    if (!/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(container))
      throw new AzureFault(400, 'ContainerNameInvalid', `The container name '${container}' is not valid.`)
    if (!isThere) containers.create(stored, {})
    return shown(isThere ? 200 : 201)
  }
  if (request.method !== 'GET') throw notModelled(request)
  if (!isThere) throw new AzureFault(404, 'ContainerNotFound', 'The specified container does not exist.')
  return shown(200)
}

/** Names of accounts are unique in all of Azure, so the lab has one list of them. */
function isHere({ state, group }: AccountPlace, name: string): boolean {
  return (
    state.storageAccounts.includes(name) &&
    isSameName(state.accountSettings[name]?.group ?? state.resourceGroup, group)
  )
}

function keep({ state, group }: AccountPlace, name: string, properties: object, readyAtMs?: number): void {
  const held = state.accountSettings[name] ?? DEFAULTS
  state.accountSettings[name] = {
    ...held,
    ...(group === state.resourceGroup ? {} : { group }),
    readyAtMs: readyAtMs ?? held.readyAtMs,
    properties: { ...held.properties, ...properties },
  }
}

function accountId(state: AzureState, name: string): string {
  return `${groupId(state, state.accountSettings[name]?.group)}/providers/Microsoft.Storage/storageAccounts/${name}`
}

function accountJson(state: AzureState, host: LabHost, name: string) {
  const { readyAtMs, properties } = state.accountSettings[name] ?? DEFAULTS
  return {
    id: accountId(state, name),
    name,
    type: 'Microsoft.Storage/storageAccounts',
    location: state.region,
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    properties: {
      ...properties,
      provisioningState: readyAtMs <= host.now() ? 'Succeeded' : 'Creating',
      primaryEndpoints: { blob: `${host.baseUrl()}/${name}/` },
    },
  }
}

function noAccount({ group }: AccountPlace, name: string): AzureFault {
  return new AzureFault(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.Storage/storageAccounts/${name}' under resource group '${group}' was not found.`,
  )
}
