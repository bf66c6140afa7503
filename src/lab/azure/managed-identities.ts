import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { type AzureState, groupId, isSameName, type ManagedIdentity } from './state.ts'
import { tenantId } from './token.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

/** User-assigned managed identities. https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities @throws AzureFault */
export function handleManagedIdentities(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  group: string,
  [name, ...rest]: readonly string[],
): LabResponse {
  if (rest.length > 0) throw notModelled(request)
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.identities.map((identity) => json(state, identity)) })
  }
  const held = state.identities.find(
    (identity) => isSameName(identity.name, name) && isSameName(identity.group ?? state.resourceGroup, group),
  )
  if (request.method === 'GET') {
    if (held !== undefined) return armAnswer(host, 200, json(state, held))
    throw new AzureFault(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/${name}' under resource group '${group}' was not found.`,
    )
  }
  if (request.method !== 'PUT') throw notModelled(request)
  const { location } = jsonBody(request)
  if (typeof location !== 'string') throw badRequest('The location property is required for this definition.')
  if (held !== undefined) return armAnswer(host, 200, json(state, held))
  const made: ManagedIdentity = {
    ...(group === state.resourceGroup ? {} : { group }),
    name,
    location,
    principalId: randomUuid(host),
    clientId: randomUuid(host),
  }
  state.identities.push(made)
  host.changed()
  return armAnswer(host, 201, json(state, made))
}

function json(state: AzureState, { group, name, location, principalId, clientId }: ManagedIdentity) {
  return {
    id: `${groupId(state, group)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location,
    tags: {},
    properties: { tenantId, principalId, clientId },
  }
}
