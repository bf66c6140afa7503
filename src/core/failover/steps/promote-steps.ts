import type { PromoteStep } from '../promotion.ts'
import { OPEN_STEPS, REPOINT_STEP } from './open-steps.ts'
import { PAUSE_STEPS } from './pause-steps.ts'
import { PREPARE_STEPS } from './prepare-steps.ts'
import { SETTLE_STEPS } from './settle-steps.ts'

/** The planned sequence in its order; docs/failover.md says why it is this one. */
export const PROMOTE_STEPS: readonly PromoteStep[] = [
  ...PREPARE_STEPS,
  ...PAUSE_STEPS,
  ...OPEN_STEPS,
  REPOINT_STEP,
  ...SETTLE_STEPS,
]
