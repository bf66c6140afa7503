import type { Groundwork } from '../provider.ts'
import { accountStateStore } from './account-state-store.ts'
import type { AzureContext } from './context.ts'
import { managedIdentity } from './managed-identity.ts'
import { resourceProvider } from './resource-provider.ts'

/** Storage accounts for states, resource providers of the subscription, and a user-assigned managed identity. */
export function makeAzureGroundwork(context: AzureContext): Groundwork {
  return {
    stateStore: (ref) => accountStateStore(context, ref),
    services: (names) => names.map((name) => resourceProvider(context, name)),
    deployIdentity: (ref) => managedIdentity(context, ref),
  }
}
