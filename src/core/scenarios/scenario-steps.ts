import { McloudError } from '../../errors/mcloud-error.ts'
import type { ForcedPromotion } from '../failover/forced/forced-promotion.ts'
import { FORCED_STEPS } from '../failover/forced/forced-steps.ts'
import type { Promotion } from '../failover/promotion.ts'
import { PROMOTE_STEPS } from '../failover/steps/promote-steps.ts'
import type { Step } from '../runs/step.ts'
import { dnsStep } from './dns-step.ts'
import { approveStep, commandStep, notifyStep } from './effect-steps.ts'
import { capacityStep, waitStep } from './health-steps.ts'
import {
  isForcedMove,
  type ScenarioContext,
  type ScenarioRunStep,
  type ScenarioSubject,
} from './scenario-run.ts'
import type { ScenarioStep } from './scenario-step.ts'
import { shiftSteps } from './shift-steps.ts'
import { syncStep } from './sync-step.ts'

/** The steps of a run: those of the scenario, a promotion in full where one stands. */
export function scenarioSteps(
  steps: readonly ScenarioStep[],
  { promotion, dns, syncs }: Pick<ScenarioSubject, 'promotion' | 'dns' | 'syncs'>,
): ScenarioRunStep[] {
  return steps.flatMap((step, index): ScenarioRunStep[] => {
    const id = `${index + 1}-${step.use}`
    switch (step.use) {
      case 'promote-database':
        if (promotion === undefined) return []
        return isForcedMove(promotion)
          ? FORCED_STEPS.map((one) => inside(one, forcedOf))
          : PROMOTE_STEPS.map((one) => inside(one, plannedOf))
      case 'update-dns':
        return [dnsStep(id, dns.updates[index] ?? { texts: [], detail: { changes: [] } })]
      case 'shift-traffic':
        return shiftSteps(id, step, dns.shifts[index] ?? [])
      case 'wait-healthy':
        return [waitStep(id, step)]
      case 'verify-capacity':
        return [capacityStep(id, step)]
      case 'sync-storage':
        return [syncStep(id, syncs?.[index] ?? [])]
      case 'notify':
      case 'create-incident':
        return [notifyStep(id, step)]
      case 'run-command':
        return [commandStep(id, step)]
      case 'approve':
        return [approveStep(id, step)]
    }
    return []
  })
}

/** A step of a promotion as one of a scenario. */
function inside<C>(step: Step<C>, of: (context: ScenarioContext) => C): ScenarioRunStep {
  const { check, undo } = step
  return {
    id: step.id,
    describe: (context) => step.describe(of(context)),
    run: (context, scope) => step.run(of(context), scope),
    verify: (context, scope) => step.verify(of(context), scope),
    ...(step.commitPoint === undefined ? {} : { commitPoint: step.commitPoint }),
    ...(check === undefined ? {} : { check: (context, scope) => check(of(context), scope) }),
    ...(undo === undefined ? {} : { undo: (context, scope) => undo(of(context), scope) }),
  }
}

function plannedOf({ move }: ScenarioContext): Promotion {
  if (move?.way === 'planned') return move.promotion
  throw misfit()
}

function forcedOf({ move }: ScenarioContext): ForcedPromotion {
  if (move?.way === 'forced') return move.promotion
  throw misfit()
}

function misfit(): McloudError {
  return new McloudError({ code: 'INTERNAL', message: 'A scenario has steps of a promotion that it is not.' })
}
