import type { StepScope } from '../../runs/step.ts'
import { FORCED_LIMITS, type ForcedPromotion, type PreparedTraffic } from './forced-promotion.ts'

/**
 * Begins to prepare the DNS changes of every provider for itself, so that a dead one delays nobody; what was begun
 * earlier goes on.
 */
export function prepareTraffic(
  { subject, repointer, held }: ForcedPromotion,
  scope: StepScope,
): PreparedTraffic {
  const call = boundedBy(scope, FORCED_LIMITS.prepareRepointMs)
  held.repoints ??= repointer.split(subject.traffic).map(async (intent) => {
    try {
      return await repointer.prepare(intent, call)
    } catch (error) {
      return {
        failed: `${intent.texts.join('; ')}: ${error instanceof Error ? error.message : String(error)}`,
      }
    }
  })
  return held.repoints
}

/** The call of a step with no more than so much time. */
export function boundedBy(scope: StepScope, ms: number): StepScope['call'] {
  return { ...scope.call, deadlineMs: Math.min(scope.call.deadlineMs, scope.clock.now() + ms) }
}
