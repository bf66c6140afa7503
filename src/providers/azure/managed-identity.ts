import { createHash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, DeployIdentityRef, Provision } from '../provider.ts'
import { storageAccountId } from './account-state-store.ts'
import { makeArmPut } from './arm-put.ts'
import type { AzureContext } from './context.ts'

/** Storage Blob Data Contributor. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage */
const STORE_ROLE = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

interface Identity {
  readonly properties?: { readonly principalId?: string }
}

interface Assignments {
  readonly value?: readonly {
    readonly properties?: { readonly principalId?: string; readonly roleDefinitionId?: string }
  }[]
}

/** A user-assigned managed identity with its roles: on the containers of states, and on the resource group. */
export function managedIdentity(
  context: AzureContext,
  { name, stores, grants }: DeployIdentityRef,
): readonly Provision[] {
  const { subscription, resourceGroup, region, rest } = context
  if (resourceGroup === undefined)
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `The resource group of the identity ${name} is not named.`,
      hint: 'Name it in clouds.azure.resourceGroup.',
    })
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`
  const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`
  const put = makeArmPut(context)
  const read = (call: Call) =>
    orUndefined(
      rest<Identity>({ name: 'UserAssignedIdentities_Get', service: 'managedIdentity', path, call }),
    )
  const identity: Provision = {
    what: `managed identity ${name}`,
    look: async (call) => ((await read(call)) === undefined ? { kind: 'absent' } : { kind: 'there' }),
    make: (call) =>
      put({
        name: 'UserAssignedIdentities_CreateOrUpdate',
        service: 'managedIdentity',
        path,
        body: { location: region },
        call,
      }),
  }
  const assignment = (what: string, scope: string, role: string): Provision => ({
    what: `role ${what} for managed identity ${name}`,
    look: async (call) => {
      const principalId = (await read(call))?.properties?.principalId
      if (principalId === undefined) return { kind: 'absent' }
      const found = await orUndefined(
        rest<Assignments>({
          name: 'RoleAssignments_ListForScope',
          service: 'authorization',
          path: `${scope}/providers/Microsoft.Authorization/roleAssignments`,
          query: { $filter: `principalId eq '${principalId}'` },
          call,
        }),
      )
      const isThere = found?.value?.some(
        ({ properties }) =>
          properties?.principalId === principalId &&
          properties.roleDefinitionId?.toLowerCase().endsWith(`/${role.toLowerCase()}`) === true,
      )
      return isThere === true ? { kind: 'there' } : { kind: 'absent' }
    },
    make: async (call) => {
      const principalId = (await read(call))?.properties?.principalId
      const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`
      await put({
        name: 'RoleAssignments_Create',
        service: 'authorization',
        path: `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidOf(`${scope} ${principalId} ${role}`)}`,
        // With its kind, Azure does not look the identity up in a copy that does not know it yet.
        body: { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } },
        call,
      })
    },
  })
  return [
    identity,
    ...stores.map((ref) =>
      assignment(
        `Storage Blob Data Contributor on ${ref.bucket}`,
        `${storageAccountId(context, ref)}/blobServices/default/containers/${ref.bucket.split('/')[1]}`,
        STORE_ROLE,
      ),
    ),
    ...grants.map((role) =>
      assignment(`${role} on resource group ${resourceGroup}`, group, role.split('/').at(-1) ?? role),
    ),
  ]
}

/** The same name for the same assignment, so that a second attempt meets the first. */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
