import type { Scenario } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { chooseDatabase, inputFor } from '../failover/failover-ports.ts'
import { planForcedPromotion } from '../failover/forced/promote-forced.ts'
import { plan } from '../failover/promote.ts'
import { hashOf } from '../runs/canonical-json.ts'
import type { Plan } from '../runs/plan.ts'
import { describeSteps, sealPlan } from '../runs/seal-plan.ts'
import { planDns } from './dns-plan.ts'
import type { ForcedFlags, PromoteStep } from './promote-settings.ts'
import type { ScenarioPorts } from './scenario-ports.ts'
import { isForcedMove, SCENARIO_KIND, type ScenarioContext, type ScenarioSubject } from './scenario-run.ts'
import { readSteps } from './scenario-step.ts'
import { scenarioSteps } from './scenario-steps.ts'
import { planSyncs } from './sync-plan.ts'

export type ScenarioPlan = Plan<ScenarioSubject>

const VALID_MS = 60 * 60_000

/** The scenario of that name. @throws McloudError USAGE */
export async function scenarioOf(ports: ScenarioPorts, name: string): Promise<Scenario> {
  const { scenarios } = await ports.platform()
  const found = scenarios[name]
  if (found !== undefined) return found
  throw new McloudError({
    code: 'USAGE',
    message: `There is no scenario ${name}.`,
    hint: `The platform file has: ${Object.keys(scenarios).join(', ') || 'none'}.`,
  })
}

/** One plan for all of a scenario. @throws McloudError CONFIG_INVALID, USAGE, PREFLIGHT_FAILED */
export async function planScenario(
  ports: ScenarioPorts,
  scenario: Scenario,
  flags: ForcedFlags = {},
): Promise<ScenarioPlan> {
  const platform = await ports.platform()
  const steps = readSteps(platform, scenario, flags)
  const move = steps.find((step): step is PromoteStep => step.use === 'promote-database')
  const promoted = move === undefined ? undefined : await planMove(ports, move)
  const { warnings, ...dns } = await planDns(ports, steps)
  const syncs = await planSyncs(ports, steps)
  const subject: ScenarioSubject = {
    scenario: scenario.name,
    definition: hashOf(scenario.steps),
    database: promoted?.subject.database ?? `scenario-${scenario.name}`,
    ...(promoted === undefined ? {} : { promotion: promoted.subject }),
    dns,
    ...(Object.keys(syncs).length === 0 ? {} : { syncs }),
  }
  const nowMs = ports.clock.now()
  return sealPlan({
    kind: SCENARIO_KIND,
    platform: platform.name,
    createdAt: new Date(nowMs).toISOString(),
    // evidence of a forced promotion grows old sooner
    expiresAt: promoted?.expiresAt ?? new Date(nowMs + VALID_MS).toISOString(),
    subject,
    // describing needs the subjects only
    steps: describeSteps(scenarioSteps(steps, subject), {
      subject,
      move: {
        way: isForcedMove(subject.promotion) ? 'forced' : 'planned',
        promotion: { subject: subject.promotion },
      },
    } as ScenarioContext),
    warnings: [
      ...(promoted?.warnings ?? []),
      ...warnings,
      ...(move !== undefined && promoted === undefined
        ? [`${move.database} is in ${move.to} already: it is not promoted.`]
        : []),
    ],
  })
}

async function planMove(ports: ScenarioPorts, move: PromoteStep) {
  const input = await inputFor(ports, chooseDatabase(await ports.platform(), move))
  return move.forced === undefined
    ? await plan(input, move.to)
    : await planForcedPromotion(input, move.to, move.forced)
}
