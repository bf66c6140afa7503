import type { Scenario } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { keepTopology } from '../audit/topology-after.ts'
import { chooseDatabase, type FailoverPorts, inputFor } from '../failover/failover-ports.ts'
import { observe } from '../failover/observation.ts'
import { check, type FailoverInput, plan, recheck, withServers } from '../failover/promote.ts'
import type { Promotion } from '../failover/promotion.ts'
import { releaseContents } from '../failover/steps/pause-steps.ts'
import { describeTopology } from '../failover/topology.ts'
import { trafficRepointer } from '../failover/traffic-repointer.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { HealthProber } from '../ports.ts'
import { hashOf } from '../runs/canonical-json.ts'
import { makeRunEngine, type RunReport } from '../runs/engine.ts'
import type { Plan, Run } from '../runs/plan.ts'
import { describeSteps, sealPlan } from '../runs/seal-plan.ts'
import type { CommandRunner } from './command-runner.ts'
import { SCENARIO_KIND, type ScenarioContext, type ScenarioSubject } from './scenario-run.ts'
import { readSteps, type ScenarioStep } from './scenario-step.ts'
import { scenarioSteps } from './scenario-steps.ts'

/** What the commands of scenarios are given. */
export interface ScenarioPorts extends FailoverPorts {
  health(): Promise<HealthProber>
  notifier(): Promise<Notifier>
  commands(): Promise<CommandRunner>
}

export type ScenarioPlan = Plan<ScenarioSubject>

const VALID_MS = 60 * 60_000
/** Beginning of a plan's hash by which people name it. */
export const HASH_WORD = 12

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

/** One plan for all of a scenario. @throws McloudError CONFIG_INVALID, PREFLIGHT_FAILED */
export async function planScenario(ports: ScenarioPorts, scenario: Scenario): Promise<ScenarioPlan> {
  const platform = await ports.platform()
  const steps = readSteps(platform, scenario)
  await refuseEarlyDns(ports, steps)
  const move = steps.find(({ use }) => use === 'promote-database')
  const promoted =
    move?.use === 'promote-database'
      ? await plan(await inputFor(ports, chooseDatabase(platform, move)), move.to)
      : undefined
  const subject: ScenarioSubject = {
    scenario: scenario.name,
    definition: hashOf(scenario.steps),
    database: promoted?.subject.database ?? `scenario-${scenario.name}`,
    ...(promoted === undefined ? {} : { promotion: promoted.subject }),
  }
  const nowMs = ports.clock.now()
  return sealPlan({
    kind: SCENARIO_KIND,
    platform: platform.name,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + VALID_MS).toISOString(),
    subject,
    // describing needs the subjects only
    steps: describeSteps(scenarioSteps(steps, promoted !== undefined), {
      subject,
      promotion: { subject: promoted?.subject },
    } as ScenarioContext),
    warnings: [
      ...(promoted?.warnings ?? []),
      ...(move?.use === 'promote-database' && promoted === undefined
        ? [`${move.database} is in ${move.to} already: it is not promoted.`]
        : []),
    ],
  })
}

/** Names must not lead to a server that takes no writes. @throws McloudError PREFLIGHT_FAILED */
async function refuseEarlyDns(ports: ScenarioPorts, steps: readonly ScenarioStep[]): Promise<void> {
  const platform = await ports.platform()
  for (const [index, step] of steps.entries()) {
    if (step.use !== 'update-dns') continue
    for (const database of step.databases) {
      const isMoved = steps
        .slice(0, index)
        .some((one) => one.use === 'promote-database' && one.database === database && one.to === step.to)
      if (isMoved) continue
      const seen = await check(await inputFor(ports, chooseDatabase(platform, { database })), step.to)
      if (seen.alreadyThere) continue
      throw new McloudError({
        code: 'PREFLIGHT_FAILED',
        message: `Step ${index + 1} would lead the names that follow ${database} to ${step.to}, where it takes no writes.`,
        hint: 'Put promote-database before update-dns.',
      })
    }
  }
}

/** Carries an approved plan out. @throws McloudError as the promotion does */
export async function startScenario(ports: ScenarioPorts, approved: ScenarioPlan): Promise<Run> {
  const { subject } = approved
  return execute(ports, approved, (engine, work) =>
    engine.start({
      ...work,
      plan: approved,
      kind: SCENARIO_KIND,
      subject: subject.database,
      ...(subject.promotion === undefined ? {} : { expectedEpoch: subject.promotion.epoch }),
      undoOnFailure: subject.promotion !== undefined,
      commands: (runId) => ({
        resume: `mcloud failover resume --run ${runId}`,
        abort: `mcloud failover abort --run ${runId}`,
      }),
    }),
  )
}

/** Ends an unfinished scenario, forward or back. @throws McloudError as `startScenario`, RUN_COMMITTED */
export async function endScenario(
  ports: ScenarioPorts,
  run: Run,
  direction: 'resume' | 'abort',
): Promise<Run> {
  return execute(ports, run.plan as ScenarioPlan, (engine, work) =>
    engine[direction]({ ...work, runId: run.id }),
  )
}

type Work = {
  readonly steps: ReturnType<typeof scenarioSteps>
  readonly context: ScenarioContext
  readonly call: FailoverInput['call']
}
type Begin = (engine: ReturnType<typeof makeRunEngine>, work: Work) => Promise<RunReport>

async function execute(ports: ScenarioPorts, approved: ScenarioPlan, begin: Begin): Promise<Run> {
  const platform = await ports.platform()
  const { subject, hash } = approved
  const { promotion: moved } = subject
  const scenario = await scenarioOf(ports, subject.scenario)
  if (hashOf(scenario.steps) !== subject.definition)
    throw new McloudError({
      code: 'PLAN_STALE',
      message: `The steps of ${scenario.name} have changed in the platform file since the plan was made.`,
    })
  const [store, host, providers, nameServers, health, notifier, commands] = await Promise.all([
    ports.store(),
    ports.runHost(),
    ports.providers(),
    ports.nameServers(),
    ports.health(),
    ports.notifier(),
    ports.commands(),
  ])
  const { clock, progress } = ports
  const engine = makeRunEngine({ store, platform: platform.name, clock, progress, host })
  const work = (promotion: Promotion | undefined): Work => ({
    steps: scenarioSteps(readSteps(platform, scenario), moved !== undefined),
    call: ports.call(60 * 60_000),
    context: {
      platform,
      subject,
      promotion,
      repointer: promotion?.repointer ?? trafficRepointer(platform, { providers, nameServers, clock }),
      providers,
      health,
      notifier,
      commands,
      approve: (text) =>
        ports.confirm({
          risk: 'severe',
          platform: hash.slice(0, HASH_WORD),
          text: `${scenario.name}: ${text}`,
        }),
    },
  })
  const finished = ({ run, failure }: RunReport): Run => {
    if (failure !== undefined) throw failure
    return run
  }
  if (moved === undefined) return finished(await begin(engine, work(undefined)))
  const database = chooseDatabase(platform, { database: moved.database })
  const input = { ...(await inputFor(ports, database)), call: ports.call(60 * 60_000) }
  return withServers(input, async (servers) => {
    const promotion: Promotion = {
      subject: moved,
      database,
      servers,
      repointer: input.repointer,
      held: {},
      recheck: (scope) => recheck({ ...input, call: scope.call }, moved, servers, scope.runId),
    }
    try {
      const run = finished(await begin(engine, work(promotion)))
      const seen = await observe(input, database, servers, input.call)
      await keepTopology(input, run.id, describeTopology(seen))
      return run
    } finally {
      await releaseContents(promotion)
    }
  })
}
