import { McloudError } from '../../errors/mcloud-error.ts'
import { endCommand, type ForcedOptions, type Promoted } from '../failover/commands.ts'
import type { Rejoined } from '../failover/rejoin/rejoin-command.ts'
import type { Result } from '../result.ts'
import { showRun, unfinishedRun } from '../runs/list-runs.ts'
import type { Run } from '../runs/plan.ts'
import { planScenario, type ScenarioPlan, scenarioOf } from './plan-scenario.ts'
import { endScenario, HASH_WORD, startScenario } from './run-scenario.ts'
import type { ScenarioPorts } from './scenario-ports.ts'
import { SCENARIO_KIND } from './scenario-run.ts'

/** What a scenario ends with: the plan, or the run. */
export type Carried =
  | { readonly kind: 'scenario-plan'; readonly plan: ScenarioPlan }
  | { readonly kind: 'run'; readonly run: Run }

/** Plans a scenario, and keeps the plan in a file where one is named. */
export async function planScenarioCommand(
  request: ForcedOptions & { readonly scenario: string; readonly out: string | undefined },
  ports: ScenarioPorts,
): Promise<Result<Carried>> {
  const plan = await planScenario(ports, await scenarioOf(ports, request.scenario), request)
  if (request.out !== undefined) await (await ports.planFiles()).save(request.out, plan)
  return { kind: 'changes', data: { kind: 'scenario-plan', plan } }
}

/** Carries a scenario out, by a saved plan or one made now; asks before anything is changed. */
export async function scenarioCommand(
  request: ForcedOptions & { readonly scenario: string; readonly plan: string | undefined },
  ports: ScenarioPorts,
): Promise<Result<Carried>> {
  const scenario = await scenarioOf(ports, request.scenario)
  const { name } = await ports.platform()
  const expected = { kind: SCENARIO_KIND, platform: name, nowMs: ports.clock.now() }
  const plan: ScenarioPlan =
    request.plan === undefined
      ? await planScenario(ports, scenario, request)
      : await (await ports.planFiles()).load(request.plan, expected)
  if (plan.subject.scenario !== scenario.name)
    throw new McloudError({
      code: 'USAGE',
      message: `The plan is for the scenario ${plan.subject.scenario}, not for ${scenario.name}.`,
    })
  if (ports.global.dryRun) return { kind: 'changes', data: { kind: 'scenario-plan', plan } }
  const word = plan.hash.slice(0, HASH_WORD)
  await ports.confirm({
    risk: 'severe',
    // the plan's own hash says more than the platform's name
    platform: ports.global.confirm === word ? word : name,
    text: [
      `Platform ${name}: scenario ${scenario.name} (plan ${word}).`,
      ...plan.steps.map(({ text }) => `- ${text}`),
      ...plan.warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n'),
  })
  return ended(await startScenario(ports, plan))
}

/** Ends the named run, or the only one that is not over: a scenario, or a promotion. */
export async function endAnyCommand(
  direction: 'resume' | 'abort',
  runId: string | undefined,
  ports: ScenarioPorts,
): Promise<Result<Promoted | Rejoined | Carried>> {
  const [{ name }, store, host] = await Promise.all([ports.platform(), ports.store(), ports.runHost()])
  const reader = { store, platform: name, clock: ports.clock, host }
  const run = runId === undefined ? await unfinishedRun(reader) : await showRun(reader, runId)
  if (run?.plan.kind !== SCENARIO_KIND) return endCommand(direction, runId, ports)
  if (run.state === 'done' || run.state === 'aborted')
    return { kind: 'unchanged', data: { kind: 'run', run } }
  if (ports.global.dryRun) return { kind: 'changes', data: { kind: 'run', run } }
  const way = direction === 'resume' && !run.aborting ? 'goes on' : 'goes back'
  const word = run.plan.hash.slice(0, HASH_WORD)
  await ports.confirm({
    risk: 'severe',
    platform: ports.global.confirm === word ? word : name,
    text: `Run ${run.id} of a scenario is ${run.state}. It ${way}.`,
  })
  return ended(await endScenario(ports, run, direction))
}

function ended(run: Run): Result<Carried> {
  const untold = run.steps.some(
    ({ id, message }) => /-(notify|create-incident)$/.test(id) && message !== undefined,
  )
  return { kind: run.debts.length > 0 || untold ? 'partial' : 'done', data: { kind: 'run', run } }
}
