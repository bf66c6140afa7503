import type { Call } from '../../providers/provider.ts'
import type { ListedObject, ObjectStore, Removal } from './object-store.ts'

const BATCH = 1_000
const LOOKS_AT_A_TIME = 32

/**
 * Deletes objects in batches, each after a second look: one that stands on the other side after all is left
 * alone, and so is one that has been written since it was listed.
 */
export async function removeObjects(
  from: ObjectStore,
  other: ObjectStore,
  objects: readonly ListedObject[],
  call: Call,
): Promise<readonly Removal[]> {
  const removals: Removal[] = []
  for (let start = 0; start < objects.length; start += BATCH) {
    const batch = objects.slice(start, start + BATCH)
    const meant: ListedObject[] = []
    for (let first = 0; first < batch.length; first += LOOKS_AT_A_TIME) {
      await Promise.all(
        batch.slice(first, first + LOOKS_AT_A_TIME).map(async (object) => {
          const [here, there] = await Promise.all([from.head(object.key, call), other.head(object.key, call)])
          if (there === undefined && here?.version === object.version) meant.push(object)
          else removals.push({ key: object.key, kind: here === undefined ? 'removed' : 'changed' })
        }),
      )
    }
    if (meant.length > 0) removals.push(...(await from.remove(meant, call)))
  }
  return removals
}
