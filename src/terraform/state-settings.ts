import { join } from 'node:path'
import type { StatePlace } from '../config/platform.ts'
import type { Environment } from './terraform-process.ts'

/** The settings of the backend block for one unit, as `-backend-config` takes them. */
export function backendSettings(
  place: StatePlace,
  key: string,
  environment: Environment = {},
): Record<string, unknown> {
  if (place.kind === 'local') return { path: join(place.folder, key) }
  const path = place.prefix === undefined ? key : `${place.prefix.replace(/\/$/, '')}/${key}`
  switch (place.kind) {
    case 's3':
      // The lock is a file beside the state; DynamoDB locks are deprecated.
      // https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
      return {
        bucket: place.bucket,
        key: path,
        region: place.region,
        encrypt: true,
        use_lockfile: true,
        ...place.settings,
      }
    case 'gcs':
      return { bucket: place.bucket, prefix: path.replace(/\.tfstate$/, ''), ...place.settings }
    case 'azurerm':
      return {
        storage_account_name: place.account,
        container_name: place.container,
        ...(place.resourceGroup === '' ? {} : { resource_group_name: place.resourceGroup }),
        key: path,
        ...(hasOwnKey(environment) ? {} : { use_azuread_auth: true }),
        ...place.settings,
      }
  }
}

/**
 * Without it the backend looks up a key of the whole account, which an identity that may only use the blobs must not,
 * and which an account without keys refuses. https://developer.hashicorp.com/terraform/language/backend/azurerm
 */
function hasOwnKey(environment: Environment): boolean {
  return ['ARM_ACCESS_KEY', 'ARM_SAS_TOKEN', 'ARM_USE_AZUREAD'].some((name) => Boolean(environment[name]))
}
