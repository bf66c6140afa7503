import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { type AzureState, groupId, groupOf, isSameName, type ResourceGroup } from './state.ts'
import { tenantId } from './token.ts'
import { AzureFault, armAnswer, jsonBody, notModelled } from './wire.ts'

function subscriptionJson(state: AzureState): unknown {
  return {
    id: `/subscriptions/${state.subscription}`,
    authorizationSource: 'RoleBased',
    subscriptionId: state.subscription,
    tenantId,
    displayName: 'mcloud lab',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  }
}

/** The list of subscriptions, or the lab's one. @throws AzureFault */
export function handleSubscriptions(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  one: boolean,
): LabResponse {
  if (request.method !== 'GET') throw notModelled(request)
  return armAnswer(
    host,
    200,
    one ? subscriptionJson(state) : { value: [subscriptionJson(state)], count: { type: 'Total', value: 1 } },
  )
}

/**
 * The list of resource groups, or one of them: read and made. https://learn.microsoft.com/rest/api/resources/resource-groups
 * @throws AzureFault
 */
export function handleResourceGroups(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  name: string | undefined,
): LabResponse {
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    const own = groupOf(state, state.resourceGroup) as ResourceGroup
    return armAnswer(host, 200, { value: [own, ...state.otherGroups].map((one) => groupJson(state, one)) })
  }
  const held = groupOf(state, name)
  switch (request.method) {
    case 'GET':
      if (held === undefined) throw noGroup(name)
      return armAnswer(host, 200, groupJson(state, held))
    case 'HEAD':
      if (held === undefined) throw noGroup(name)
      return armAnswer(host, 204, undefined)
    case 'PUT': {
      const made = groupIn(request, name)
      if (held !== undefined && !isSameName(held.location, made.location))
        throw new AzureFault(
          409,
          'InvalidResourceGroupLocation',
          `Invalid resource group location '${made.location}'. The Resource group already exists in location '${held.location}'.`,
        )
      if (held === undefined) {
        state.otherGroups.push(made)
        host.changed()
      }
      return armAnswer(host, held === undefined ? 201 : 200, groupJson(state, held ?? made))
    }
    default:
      throw notModelled(request)
  }
}

/** What Resource Manager answers for anything in a group that there is not. */
export function noGroup(name: string): AzureFault {
  return new AzureFault(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`)
}

function groupIn(request: LabRequest, name: string): ResourceGroup {
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
  if (!/^[\w().-]{1,90}$/.test(name) || name.endsWith('.'))
    throw new AzureFault(
      400,
      'InvalidResourceGroup',
      `The provided resource group name '${name}' has these invalid characters.`,
    )
  const { location, tags } = jsonBody(request)
  if (typeof location !== 'string' || location === '')
    throw new AzureFault(400, 'LocationRequired', 'The location property is required for this definition.')
  return { name, location, tags: (tags ?? {}) as ResourceGroup['tags'] }
}

function groupJson(state: AzureState, { name, location, tags }: ResourceGroup) {
  return {
    id: groupId(state, name),
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    tags,
    properties: { provisioningState: 'Succeeded' },
  }
}
