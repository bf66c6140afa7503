import type { Groundwork } from '../provider.ts'
import { accountStateStore } from './account-state-store.ts'
import type { AzureContext } from './context.ts'
import { managedIdentity } from './managed-identity.ts'
import { resourceGroups } from './resource-group.ts'
import { resourceProvider } from './resource-provider.ts'

/** Resource groups, storage accounts for states, resource providers, and a user-assigned managed identity. */
export function makeAzureGroundwork(context: AzureContext): Groundwork {
  return {
    groups: (stores) => resourceGroups(context, stores),
    stateStore: (ref) => accountStateStore(context, ref),
    services: (names) => names.map((name) => resourceProvider(context, name)),
    deployIdentity: (ref) => managedIdentity(context, ref),
  }
}
