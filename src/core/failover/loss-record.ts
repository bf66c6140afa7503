import type { CoordinationStore } from '../runs/coordination-store.ts'
import { runKeys } from '../runs/keys.ts'

/** What a forced promotion really lost, found out when the old primary came back. */
export interface KnownLoss {
  /** The run that found it out. */
  readonly countedBy: string
  readonly countedAt: string
  /** How it was counted, in words. */
  readonly method: string
  /** Rows that were committed on the old primary and never arrived. */
  readonly rows: number
  readonly tables: readonly {
    readonly table: string
    /** Rows that are only on the old primary. */
    readonly missing: number
    /** Rows that are on both and differ; the new primary may have changed them since. */
    readonly different: number
  }[]
  /** Files with these rows. */
  readonly files: readonly string[]
}

/** Adds to the record of a run what it has lost; the first count stands. */
export async function recordLoss(
  store: CoordinationStore,
  platform: string,
  runId: string,
  loss: KnownLoss,
): Promise<void> {
  await store.create(runKeys(platform).loss(runId), loss)
}

/** What a run is known to have lost; undefined while nobody has counted. */
export async function readLoss(
  store: CoordinationStore,
  platform: string,
  runId: string,
): Promise<KnownLoss | undefined> {
  return (await store.read(runKeys(platform).loss(runId)))?.value as KnownLoss | undefined
}
