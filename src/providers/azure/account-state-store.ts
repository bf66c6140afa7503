import { McloudError } from '../../errors/mcloud-error.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, Presence, Provision, StateStoreRef } from '../provider.ts'
import { makeArmPut } from './arm-put.ts'
import type { AzureContext } from './context.ts'
import { settled } from './settled.ts'

/** What a storage account for states has to be. https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create */
const ACCOUNT = {
  minimumTlsVersion: 'TLS1_2',
  allowBlobPublicAccess: false,
  supportsHttpsTrafficOnly: true,
} as const

interface Wire {
  readonly properties?: Readonly<Record<string, unknown>>
}

/** A storage account and a container for states: versions, no public access, TLS only. Azure encrypts all of them. */
export function accountStateStore(context: AzureContext, ref: StateStoreRef): readonly Provision[] {
  const { rest, region } = context
  const [account = '', container = ''] = ref.bucket.split('/')
  const path = storageAccountId(context, ref)
  const blobs = `${path}/blobServices/default`
  const put = makeArmPut(context)
  const read = (name: string, at: string, call: Call) =>
    orUndefined(rest<Wire>({ name, service: 'storage', path: at, call }))
  const readAccount = (call: Call) => read('StorageAccounts_GetProperties', path, call)
  const ready = (call: Call) =>
    settled(
      `storage account ${account}`,
      async (again) => (await readAccount(again))?.properties?.provisioningState as string | undefined,
      'Succeeded',
      call,
    )

  const whole: Provision = {
    what: `storage account ${account}`,
    look: async (call) => ((await readAccount(call)) === undefined ? { kind: 'absent' } : { kind: 'there' }),
    make: async (call) => {
      const body = { sku: { name: 'Standard_LRS' }, kind: 'StorageV2', location: region, properties: ACCOUNT }
      await put({ name: 'StorageAccounts_Create', service: 'storage', path, body, call })
      await ready(call)
    },
  }
  const closed: Provision = {
    what: `TLS 1.2 and no public access of storage account ${account}`,
    look: async (call): Promise<Presence> => {
      const held = (await readAccount(call))?.properties
      if (held === undefined) return { kind: 'absent' }
      const faults = Object.entries(ACCOUNT).filter(([name, wanted]) => held[name] !== wanted)
      if (faults.length === 0) return { kind: 'there' }
      return { kind: 'differs', found: faults.map(([name]) => `${name} is ${held[name]}`).join(', ') }
    },
    make: async (call) => {
      const body = { properties: ACCOUNT }
      await put({ name: 'StorageAccounts_Update', service: 'storage', path, method: 'PATCH', body, call })
      await ready(call)
    },
  }
  const versions: Provision = {
    what: `versions of storage account ${account}`,
    look: async (call): Promise<Presence> => {
      const held = await read('BlobServices_GetServiceProperties', blobs, call)
      if (held === undefined) return { kind: 'absent' }
      if (held.properties?.isVersioningEnabled === true) return { kind: 'there' }
      return { kind: 'differs', found: 'versions are not kept' }
    },
    make: (call) => {
      const body = { properties: { isVersioningEnabled: true } }
      return put({ name: 'BlobServices_SetServiceProperties', service: 'storage', path: blobs, body, call })
    },
  }
  const inner: Provision = {
    what: `container ${ref.bucket}`,
    look: async (call) =>
      (await read('BlobContainers_Get', `${blobs}/containers/${container}`, call)) === undefined
        ? { kind: 'absent' }
        : { kind: 'there' },
    make: (call) =>
      put({
        name: 'BlobContainers_Create',
        service: 'storage',
        path: `${blobs}/containers/${container}`,
        body: { properties: { publicAccess: 'None' } },
        call,
      }),
  }
  return [whole, closed, versions, inner]
}

/** Resource id of the account of a store. @throws McloudError CONFIG_INVALID where no resource group is named */
export function storageAccountId({ subscription, resourceGroup }: AzureContext, ref: StateStoreRef): string {
  const group = ref.resourceGroup ?? resourceGroup
  const [account = ''] = ref.bucket.split('/')
  if (group !== undefined)
    return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `The resource group of the storage account ${account} is not named.`,
    hint: 'Name it in clouds.azure.resourceGroup, or in resourceGroup of the state.',
  })
}
