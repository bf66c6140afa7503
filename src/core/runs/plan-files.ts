import type { Plan } from './plan.ts'
import type { PlanExpectation } from './seal-plan.ts'

/** Plans kept in files, between the one who makes them and the one who approves them. */
export interface PlanFiles {
  /** @throws McloudError STORE_FAILED */
  save(file: string, plan: Plan): Promise<void>
  /** @throws McloudError PLAN_INVALID, PLAN_STALE */
  load<S>(file: string, expected: PlanExpectation): Promise<Plan<S>>
}
