import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { storedName } from './blob-containers.ts'
import { type AccountSettings, type AzureState, groupId } from './state.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create */
const DEFAULTS: AccountSettings = {
  readyAtMs: 0,
  properties: { minimumTlsVersion: 'TLS1_0', allowBlobPublicAccess: true, supportsHttpsTrafficOnly: true },
  blobs: {},
}

/** Storage accounts, their blob service and its containers, as Resource Manager has them. @throws AzureFault */
export function handleStorageAccounts(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  [name, kind, which, part, container, ...rest]: readonly string[],
  containers: ObjectStore<BlobAttributes>,
): LabResponse {
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.storageAccounts.map((one) => accountJson(state, host, one)) })
  }
  if (kind === undefined) return handleAccount(state, host, request, name)
  if (!state.storageAccounts.includes(name)) throw noAccount(state, name)
  if (kind.toLowerCase() !== 'blobservices' || which !== 'default' || rest.length > 0)
    throw notModelled(request)
  if (part === undefined) return handleBlobService(state, host, request, name)
  if (part.toLowerCase() !== 'containers' || container === undefined) throw notModelled(request)
  return handleContainer(state, host, request, { account: name, container }, containers)
}

function handleAccount(state: AzureState, host: LabHost, request: LabRequest, name: string): LabResponse {
  const isThere = state.storageAccounts.includes(name)
  switch (request.method) {
    case 'GET':
      if (!isThere) throw noAccount(state, name)
      return armAnswer(host, 200, accountJson(state, host, name))
    case 'PUT': {
      const { properties = {}, location, sku } = jsonBody(request)
      if (!/^[a-z0-9]{3,24}$/.test(name))
        throw new AzureFault(400, 'AccountNameInvalid', `${name} is not a valid storage account name.`)
      if (typeof location !== 'string' || sku === undefined)
        throw badRequest('The sku and location of the storage account are required.')
      keep(state, name, { ...(properties as object) }, isThere ? undefined : host.now() + host.transitionMs)
      if (!isThere) state.storageAccounts.push(name)
      host.changed()
      const place = `${host.baseUrl()}${groupId(state)}/providers/Microsoft.Storage/storageAccounts/${name}`
      return isThere
        ? armAnswer(host, 200, accountJson(state, host, name))
        : armAnswer(host, 202, undefined, { location: `${place}?api-version=2023-05-01`, 'retry-after': '1' })
    }
    case 'PATCH': {
      if (!isThere) throw noAccount(state, name)
      keep(state, name, { ...((jsonBody(request).properties ?? {}) as object) })
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
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  { account, container }: { readonly account: string; readonly container: string },
  containers: ObjectStore<BlobAttributes>,
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

function keep(state: AzureState, name: string, properties: object, readyAtMs?: number): void {
  const held = state.accountSettings[name] ?? DEFAULTS
  state.accountSettings[name] = {
    ...held,
    readyAtMs: readyAtMs ?? held.readyAtMs,
    properties: { ...held.properties, ...properties },
  }
}

function accountId(state: AzureState, name: string): string {
  return `${groupId(state)}/providers/Microsoft.Storage/storageAccounts/${name}`
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

function noAccount({ resourceGroup }: AzureState, name: string): AzureFault {
  return new AzureFault(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.Storage/storageAccounts/${name}' under resource group '${resourceGroup}' was not found.`,
  )
}
