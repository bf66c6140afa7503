import type { Cloud } from '../config/clouds.ts'
import type { CloudSettings, Platform } from '../config/platform.ts'
import type { SyncStores } from '../core/sync/sync-ports.ts'
import { isMcloudError } from '../errors/mcloud-error.ts'
import type { ProcessLike } from './process-like.ts'

export interface SyncStoresInput {
  readonly platform: () => Promise<Platform>
  readonly environment: ProcessLike['env']
  readonly workingFolder: string
}

/** Joins the object stores with the providers' credentials; without a platform file the environment says it all. */
export async function joinSyncStores(input: SyncStoresInput): Promise<SyncStores> {
  const { environment, workingFolder } = input
  const { makeSyncStores } = await import('../storage/open-stores.ts')
  const { thisProcess } = await import('./this-process.ts')
  const settings = settingsOf(input)
  return makeSyncStores({
    environment,
    workingFolder,
    host: thisProcess(),
    endpointOf: async (cloud) => {
      const { objectEndpoint } = await import('../providers/object-endpoint.ts')
      return objectEndpoint(cloud, await settings(cloud), environment)
    },
    access: {
      s3: async () => {
        const { awsObjectAccess } = await import('../providers/aws/object-access.ts')
        return awsObjectAccess(await settings('aws'), environment)
      },
      gcs: async () => {
        const { gcpObjectAccess } = await import('../providers/gcp/object-access.ts')
        return gcpObjectAccess(await settings('gcp'), environment)
      },
      transferService: async () => {
        const { gcpTransferAccess } = await import('../providers/gcp/transfer-access.ts')
        return gcpTransferAccess(await settings('gcp'), environment)
      },
      dataSync: async () => {
        const { awsDataSyncAccess } = await import('../providers/aws/datasync-access.ts')
        return awsDataSyncAccess(await settings('aws'), environment)
      },
      azureBlob: async (account) => {
        const { azureObjectAccess } = await import('../providers/azure/object-access.ts')
        return azureObjectAccess(account, await settings('azure'), environment)
      },
    },
  })
}

const USUAL_REGION = { aws: 'us-east-1', gcp: 'us-central1', azure: 'eastus' } as const

function settingsOf({ platform, environment }: SyncStoresInput) {
  let known: Promise<Platform | undefined> | undefined
  const file = () => {
    known ??= platform().catch((error: unknown) => {
      if (isMcloudError(error) && error.code === 'CONFIG_NOT_FOUND' && !environment.MCLOUD_CONFIG)
        return undefined
      throw error
    })
    return known
  }
  return async (cloud: Cloud): Promise<CloudSettings> => {
    const named = (await file())?.clouds[cloud]
    if (named !== undefined) return named
    const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION
    return { region: cloud === 'aws' && region ? region : USUAL_REGION[cloud], endpoints: {} }
  }
}
