import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Topology } from '../failover/topology.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import { runKeys } from '../runs/keys.ts'

interface Place {
  readonly store: CoordinationStore
  readonly platform: string
}

/** Keeps what was observed when a run had ended; the run stays as it is where the store refuses. */
export async function keepTopology(
  { store, platform }: Place,
  runId: string,
  after: Topology,
): Promise<void> {
  try {
    await store.create(runKeys(platform).topologyAfter(runId), after)
  } catch (error) {
    if (!isMcloudError(error) || error.code !== 'STORE_FAILED') throw error
  }
}

/** What was observed when a run had ended; undefined where nobody could look. @throws McloudError STORE_FAILED */
export async function readTopology({ store, platform }: Place, runId: string): Promise<Topology | undefined> {
  return (await store.read(runKeys(platform).topologyAfter(runId)))?.value as Topology | undefined
}
