import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { type AzureState, groupId, type ManagedIdentity } from './state.ts'
import { tenantId } from './token.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

/** User-assigned managed identities. https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities @throws AzureFault */
export function handleManagedIdentities(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  [name, ...rest]: readonly string[],
): LabResponse {
  if (rest.length > 0) throw notModelled(request)
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.identities.map((identity) => json(state, identity)) })
  }
  const held = state.identities.find((identity) => identity.name.toLowerCase() === name.toLowerCase())
  if (request.method === 'GET') {
    if (held !== undefined) return armAnswer(host, 200, json(state, held))
    throw new AzureFault(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/${name}' under resource group '${state.resourceGroup}' was not found.`,
    )
  }
  if (request.method !== 'PUT') throw notModelled(request)
  const { location } = jsonBody(request)
  if (typeof location !== 'string') throw badRequest('The location property is required for this definition.')
  if (held !== undefined) return armAnswer(host, 200, json(state, held))
  const made: ManagedIdentity = {
    name,
    location,
    principalId: randomUuid(host),
    clientId: randomUuid(host),
  }
  state.identities.push(made)
  host.changed()
  return armAnswer(host, 201, json(state, made))
}

function json(state: AzureState, { name, location, principalId, clientId }: ManagedIdentity) {
  return {
    id: `${groupId(state)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location,
    tags: {},
    properties: { tenantId, principalId, clientId },
  }
}
