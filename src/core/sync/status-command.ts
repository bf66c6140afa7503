import type { Result } from '../result.ts'
import { type PairStatus, pairStatus } from './pair-status.ts'
import type { SyncPorts } from './sync-ports.ts'
import { pairsFor } from './sync-request.ts'

export interface PairStatuses {
  readonly pairs: readonly PairStatus[]
}

/** `mcloud sync status`: when each pair was last alike, against its objective. */
export async function syncStatus(
  request: { readonly from: string | undefined; readonly to: string | undefined },
  ports: SyncPorts,
): Promise<Result<PairStatuses>> {
  const specs = await pairsFor(request, ports)
  const stores = await ports.syncStores()
  const pairs = await Promise.all(
    specs.map(async (spec) => pairStatus(spec, await stores.history(spec), ports.clock.now())),
  )
  return { kind: pairs.every(({ state }) => state === 'alike') ? 'done' : 'partial', data: { pairs } }
}
