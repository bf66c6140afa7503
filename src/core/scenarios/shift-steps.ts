import { McloudError } from '../../errors/mcloud-error.ts'
import type { RepointIntent } from '../failover/repointer.ts'
import type { StepScope, Verdict } from '../runs/step.ts'
import { sendChanges } from './dns-step.ts'
import { failureOf } from './effect-steps.ts'
import { probeWorkloads } from './health-steps.ts'
import type { ScenarioContext, ScenarioRunStep } from './scenario-run.ts'
import type { ShiftStep } from './scenario-step.ts'

/** How often health is looked at while an increment is held, in milliseconds. */
const PACE_MS = 1_000

/** One step an increment: change the weights, then hold them while everything stays well. */
export function shiftSteps(id: string, step: ShiftStep, stages: readonly RepointIntent[]): ScenarioRunStep[] {
  return stages.slice(1).map((stage, index): ScenarioRunStep => {
    const stepId = `${id}-${index + 1}`
    const before = stages[index] ?? stage
    return {
      id: stepId,
      describe: () =>
        `Shift ${stage.texts.join('; ')}, and hold it for ${step.holdMs} ms while ${step.to} stays well`,
      run: async (context, scope) => {
        await sendChanges(context, stage, stepId, scope)
        await hold(context, step, scope)
        await scope.record(`held-${stepId}`, {})
      },
      verify: async (context, scope): Promise<Verdict> => {
        if (scope.recall(`held-${stepId}`) === undefined)
          return { kind: 'no', reason: 'it was not held to the end' }
        // later increments have gone beyond this one
        let verdict: Verdict = { kind: 'no', reason: 'DNS was not asked' }
        for (const reached of stages.slice(index + 1)) {
          verdict = await context.repointer.verify(reached, scope.call)
          if (verdict.kind === 'yes') return verdict
        }
        return verdict
      },
      undo: (context, scope) => sendChanges(context, before, `undo-${stepId}`, scope),
    }
  })
}

/** @throws McloudError RUN_STEP_FAILED as soon as something is not well */
async function hold(context: ScenarioContext, step: ShiftStep, scope: StepScope): Promise<void> {
  const endMs = scope.clock.now() + step.holdMs
  for (;;) {
    const { bad } = await probeWorkloads(context, step.to, scope)
    const refused = await gate(context, step, scope)
    const wrong = [...bad, ...(refused === undefined ? [] : [refused])]
    if (wrong.length > 0)
      throw new McloudError({
        code: 'RUN_STEP_FAILED',
        message: `Not well in ${step.to} with this share: ${wrong.join('; ')}`,
      })
    const leftMs = endMs - scope.clock.now()
    if (leftMs <= 0) return
    await scope.clock.sleep(Math.min(PACE_MS, leftMs), scope.call.signal)
    scope.call.signal.throwIfAborted()
  }
}

async function gate({ commands }: ScenarioContext, step: ShiftStep, scope: StepScope) {
  const [program] = step.gate
  if (program === undefined) return undefined
  return failureOf(program, await commands.run(step.gate, step.timeoutMs, scope.call))
}
