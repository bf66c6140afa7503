import { McloudError } from '../../errors/mcloud-error.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * A folder that is not there is a mistake and no empty source.
 * @throws McloudError NOT_FOUND
 */
export async function requirePlace(store: ObjectStore): Promise<void> {
  if ((await store.exists?.()) !== false) return
  throw new McloudError({
    code: 'NOT_FOUND',
    message: `${store.address} is not there`,
    hint: 'Check how the folder is written; a source is never made.',
  })
}
