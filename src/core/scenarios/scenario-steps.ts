import { McloudError } from '../../errors/mcloud-error.ts'
import type { Promotion } from '../failover/promotion.ts'
import { PROMOTE_STEPS } from '../failover/steps/promote-steps.ts'
import type { Step } from '../runs/step.ts'
import { dnsStep } from './dns-step.ts'
import { approveStep, commandStep, notifyStep } from './effect-steps.ts'
import { capacityStep, waitStep } from './health-steps.ts'
import type { ScenarioContext, ScenarioRunStep } from './scenario-run.ts'
import type { ScenarioStep } from './scenario-step.ts'

/** The steps of a run: those of the scenario, a promotion in full where one stands. */
export function scenarioSteps(steps: readonly ScenarioStep[], moves: boolean): ScenarioRunStep[] {
  return steps.flatMap((step, index): ScenarioRunStep[] => {
    const id = `${index + 1}-${step.use}`
    switch (step.use) {
      case 'promote-database':
        return moves ? PROMOTE_STEPS.map(insideScenario) : []
      case 'update-dns':
        return [dnsStep(id, step)]
      case 'wait-healthy':
        return [waitStep(id, step)]
      case 'verify-capacity':
        return [capacityStep(id, step)]
      case 'notify':
        return [notifyStep(id, step)]
      case 'run-command':
        return [commandStep(id, step)]
      case 'approve':
        return [approveStep(id, step)]
    }
    return []
  })
}

function insideScenario(step: Step<Promotion>): ScenarioRunStep {
  const { check, undo } = step
  return {
    id: step.id,
    describe: (context) => step.describe(promotionOf(context)),
    run: (context, scope) => step.run(promotionOf(context), scope),
    verify: (context, scope) => step.verify(promotionOf(context), scope),
    ...(step.commitPoint === undefined ? {} : { commitPoint: step.commitPoint }),
    ...(check === undefined ? {} : { check: (context, scope) => check(promotionOf(context), scope) }),
    ...(undo === undefined ? {} : { undo: (context, scope) => undo(promotionOf(context), scope) }),
  }
}

function promotionOf({ promotion }: ScenarioContext): Promotion {
  if (promotion !== undefined) return promotion
  throw new McloudError({ code: 'INTERNAL', message: 'A scenario without a promotion has steps of one.' })
}
