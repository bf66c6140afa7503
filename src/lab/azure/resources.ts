import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { type AzureState, groupId } from './state.ts'
import { tenantId } from './token.ts'
import { armAnswer, notModelled } from './wire.ts'

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

/** The list of resource groups, or the lab's one. @throws AzureFault */
export function handleResourceGroups(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  one: boolean,
): LabResponse {
  if (request.method !== 'GET') throw notModelled(request)
  const group = {
    id: groupId(state),
    name: state.resourceGroup,
    type: 'Microsoft.Resources/resourceGroups',
    location: state.region,
    properties: { provisioningState: 'Succeeded' },
  }
  return armAnswer(host, 200, one ? group : { value: [group] })
}
