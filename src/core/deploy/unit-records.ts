import type { CoordinationStore } from '../runs/coordination-store.ts'
import { runKeys } from '../runs/keys.ts'
import { deployLane } from './deploy-lane.ts'

/** What is known of one unit in one environment from the commands that looked at it or changed it. */
export interface UnitRecord {
  readonly unit: string
  readonly environment?: string
  readonly applied?: { readonly at: string; readonly runId: string; readonly result: string }
  readonly drift?: {
    readonly at: string
    /** Resources that differ from the state. */
    readonly drifted: number
    /** Changes of the configuration that are not applied. */
    readonly pending: number
  }
}

const NO_ENVIRONMENT = '_'

/** What is recorded of units; those that nothing is known of are left out. */
export async function readUnitRecords(
  store: CoordinationStore,
  platform: string,
): Promise<readonly UnitRecord[]> {
  const keys = await store.list(`${runKeys(deployLane(platform)).units}`)
  const documents = await Promise.all(keys.map((key) => store.read(key)))
  return documents.flatMap((document) => (document === undefined ? [] : [document.value as UnitRecord]))
}

/** Adds what was found out about a unit; what was known of it otherwise stays. */
export async function recordUnit(
  store: CoordinationStore,
  platform: string,
  news: UnitRecord,
): Promise<void> {
  const key = runKeys(deployLane(platform)).unit(news.environment ?? NO_ENVIRONMENT, news.unit)
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = await store.read(key)
    const next = { ...(found?.value as UnitRecord | undefined), ...news }
    const written =
      found === undefined ? await store.create(key, next) : await store.replace(key, next, found.version)
    if (written === 'created' || written === 'replaced') return
  }
}
