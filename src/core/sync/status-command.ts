import type { Result } from '../result.ts'
import type { PairSpec } from './pair-spec.ts'
import { type PairStatus, pairStatus } from './pair-status.ts'
import type { SyncPorts, SyncStores } from './sync-ports.ts'
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
    specs.map(async (spec) => {
      const known = request.to === undefined ? spec : await inItsDirection(spec, stores)
      return pairStatus(known, await stores.history(known), ports.clock.now())
    }),
  )
  return { kind: pairs.every(({ state }) => state === 'alike') ? 'done' : 'partial', data: { pairs } }
}

/** Two addresses do not say in which direction they were last synchronised: what is remembered does. */
async function inItsDirection(spec: PairSpec, stores: Pick<SyncStores, 'history'>): Promise<PairSpec> {
  const twoWay: PairSpec = { ...spec, rules: { ...spec.rules, direction: 'two-way' } }
  const [one, two] = await Promise.all([stores.history(spec), stores.history(twoWay)])
  return (two?.lastRunAtMs ?? 0) > (one?.lastRunAtMs ?? 0) ? twoWay : spec
}
