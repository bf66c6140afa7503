import type { Cloud } from '../../config/clouds.ts'
import type { Platform, StatePlace } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Capabilities, Groundwork, StateStoreRef } from '../../providers/provider.ts'
import type { ProviderSet } from '../ports.ts'

/** A place of states that a cloud has to hold. */
export interface StateStore {
  /** Its name under `deploy.state`. */
  readonly name: string
  readonly cloud: Cloud
  readonly ref: StateStoreRef
}

const CLOUDS: Readonly<Partial<Record<StatePlace['kind'], Cloud>>> = {
  s3: 'aws',
  gcs: 'gcp',
  azurerm: 'azure',
}

/** Every place of `deploy.state` that lies in a cloud; folders are made by the first deployment. */
export function stateStoresOf({ deploy }: Platform): readonly StateStore[] {
  return Object.entries(deploy?.state ?? {}).flatMap(([name, place]) => {
    const cloud = CLOUDS[place.kind]
    return cloud === undefined ? [] : [{ name, cloud, ref: refOf(place) }]
  })
}

function refOf(place: StatePlace): StateStoreRef {
  switch (place.kind) {
    case 's3':
      return { bucket: place.bucket, region: place.region }
    case 'gcs':
      return { bucket: place.bucket }
    case 'azurerm':
      return {
        bucket: `${place.account}/${place.container}`,
        ...(place.resourceGroup === '' ? {} : { resourceGroup: place.resourceGroup }),
      }
    case 'local':
      return { bucket: place.folder }
  }
}

/** The capability of one cloud. @throws McloudError UNSUPPORTED, CONFIG_INVALID */
export async function groundworkOf(providers: ProviderSet, cloud: Cloud): Promise<Groundwork> {
  const { can, cannot } = await providers.get(cloud)
  const { groundwork }: Capabilities = can
  if (groundwork !== undefined) return groundwork
  throw new McloudError({
    code: 'UNSUPPORTED',
    message: cannot.groundwork?.reason ?? `nothing can be made in ${cloud} before a deployment`,
  })
}
