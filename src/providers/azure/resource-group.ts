import { orUndefined } from '../calls/or-undefined.ts'
import type { Provision, StateStoreRef } from '../provider.ts'
import { makeArmPut } from './arm-put.ts'
import type { AzureContext } from './context.ts'

/**
 * The resource group of the platform and those that stores name besides. One that is there is left alone wherever it
 * is: its region is only that of its own records. https://learn.microsoft.com/rest/api/resources/resource-groups
 */
export function resourceGroups(
  context: AzureContext,
  stores: readonly StateStoreRef[],
): readonly Provision[] {
  const named = [context.resourceGroup, ...stores.map((store) => store.resourceGroup)]
  // Names of groups are the same in any case of their letters.
  const groups = new Map(named.flatMap((name) => (name === undefined ? [] : [[name.toLowerCase(), name]])))
  return [...groups.values()].map((name) => resourceGroup(context, name))
}

function resourceGroup(context: AzureContext, name: string): Provision {
  const { rest, region, subscription } = context
  const path = `/subscriptions/${subscription}/resourceGroups/${name}`
  return {
    what: `resource group ${name}`,
    look: async (call) => {
      const found = await orUndefined(
        rest<object>({ name: 'ResourceGroups_Get', service: 'resources', path, call }),
      )
      return found === undefined ? { kind: 'absent' } : { kind: 'there' }
    },
    make: (call) =>
      makeArmPut(context)({
        name: 'ResourceGroups_CreateOrUpdate',
        service: 'resources',
        path,
        body: { location: region },
        call,
      }),
  }
}
