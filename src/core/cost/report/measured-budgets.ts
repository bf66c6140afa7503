import type { Platform } from '../../../config/platform.ts'
import type { SpendCache } from '../spend-cache.ts'
import type { BudgetLine } from './report.ts'

/** The budgets as `cost budget` or `cost report` last measured them. */
export interface MeasuredBudgets {
  /** RFC 3339. */
  readonly at: string
  readonly budgets: readonly BudgetLine[]
}

/** Older measurements say nothing of today. */
const KEPT_MS = 7 * 86_400_000

/** Keeps a measurement for `status`, which asks nobody for costs itself. */
export async function keepMeasured(
  platform: Platform,
  budgets: readonly BudgetLine[],
  nowMs: number,
  cache: SpendCache,
): Promise<void> {
  if (budgets.length === 0) return
  const measured: MeasuredBudgets = { at: new Date(nowMs).toISOString(), budgets }
  await cache.put(keyOf(platform), measured)
}

/** The last measurement of this platform, if it is not too old. */
export async function lastMeasured(
  platform: Platform,
  cache: SpendCache | undefined,
): Promise<MeasuredBudgets | undefined> {
  return (await cache?.get(keyOf(platform), KEPT_MS)) as MeasuredBudgets | undefined
}

function keyOf(platform: Platform): string {
  return JSON.stringify(['budgets', 1, platform.name, platform.file ?? ''])
}
