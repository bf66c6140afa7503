import { McloudError } from '../../errors/mcloud-error.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { runKeys } from './keys.ts'
import type { Debt } from './plan.ts'

interface DebtDocument {
  readonly debt: Debt
  readonly clearedAt?: string
}

/** Makes a debt stand open; one that is open already stays as it is. */
export async function addDebt(store: CoordinationStore, platform: string, debt: Debt): Promise<void> {
  await changeDebt(store, platform, debt.id, (present) =>
    present !== undefined && present.clearedAt === undefined ? present : { debt },
  )
}

/** Makes a debt that the journal knows stand open, unless it was cleared since that run added it. */
export async function restoreDebt(store: CoordinationStore, platform: string, debt: Debt): Promise<void> {
  await changeDebt(store, platform, debt.id, (present) => {
    const isMissing = present === undefined
    const isOfEarlierRun = present?.clearedAt !== undefined && present.debt.runId !== debt.runId
    return isMissing || isOfEarlierRun ? { debt } : present
  })
}

/** All open debts of a platform, oldest first. */
export async function listDebts(store: CoordinationStore, platform: string): Promise<readonly Debt[]> {
  const keys = await store.list(runKeys(platform).debts)
  const documents = await Promise.all(keys.map((key) => store.read(key)))
  return documents
    .map((document) => document?.value as DebtDocument | undefined)
    .filter((document): document is DebtDocument => document !== undefined)
    .filter((document) => document.clearedAt === undefined)
    .map((document) => document.debt)
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1))
}

/** Notes that a debt is paid; returns whether it stood open. */
export async function clearDebt(
  store: CoordinationStore,
  platform: string,
  id: string,
  nowMs: number,
): Promise<boolean> {
  let wasOpen = false
  await changeDebt(store, platform, id, (present) => {
    wasOpen = present !== undefined && present.clearedAt === undefined
    return wasOpen && present !== undefined
      ? { ...present, clearedAt: new Date(nowMs).toISOString() }
      : present
  })
  return wasOpen
}

async function changeDebt(
  store: CoordinationStore,
  platform: string,
  id: string,
  change: (present: DebtDocument | undefined) => DebtDocument | undefined,
): Promise<void> {
  const key = runKeys(platform).debt(id)
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await store.read(key)
    const present = found?.value as DebtDocument | undefined
    const next = change(present)
    if (next === present || next === undefined) return
    const written =
      found === undefined ? await store.create(key, next) : await store.replace(key, next, found.version)
    if (written === 'created' || written === 'replaced') return
  }
  throw new McloudError({
    code: 'STORE_FAILED',
    message: `${store.describe}: other processes kept changing ${key}.`,
    retry: 'safe',
  })
}
