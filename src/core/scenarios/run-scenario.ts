import { McloudError } from '../../errors/mcloud-error.ts'
import { observeEnd, observeFailure } from '../failover/end-of-run.ts'
import { chooseDatabase, inputFor } from '../failover/failover-ports.ts'
import { forcedLimits, forcedPromotionOf } from '../failover/forced/promote-forced.ts'
import { type OpenLimits, type OpenServers, openServers } from '../failover/open-servers.ts'
import { type FailoverInput, promotionOf, recheck } from '../failover/promote.ts'
import { releaseContents } from '../failover/steps/pause-steps.ts'
import { trafficRepointer } from '../failover/traffic-repointer.ts'
import { hashOf } from '../runs/canonical-json.ts'
import { makeRunEngine, type RunReport } from '../runs/engine.ts'
import type { Run } from '../runs/plan.ts'
import { type ScenarioPlan, scenarioOf } from './plan-scenario.ts'
import type { ScenarioPorts } from './scenario-ports.ts'
import {
  isForcedMove,
  type Move,
  SCENARIO_KIND,
  type ScenarioContext,
  type ScenarioSubject,
} from './scenario-run.ts'
import { readSteps, type ScenarioStep } from './scenario-step.ts'
import { scenarioSteps } from './scenario-steps.ts'

/** Beginning of a plan's hash by which people name it. */
export const HASH_WORD = 12

/** Longer than any scenario that goes well, waiting for people included. */
const RUN_MS = 60 * 60_000

/** Carries an approved plan out. @throws McloudError as the promotion does */
export async function startScenario(ports: ScenarioPorts, approved: ScenarioPlan): Promise<Run> {
  const { subject } = approved
  const steps = await stepsOf(ports, subject)
  return execute(ports, approved, steps, forcedStart(approved, ports.clock.now()), async (engine, work) => {
    // before any step of it, also those that stand before the promotion
    await work.recheck()
    return engine.start({
      ...work,
      plan: approved,
      kind: SCENARIO_KIND,
      subject: subject.database,
      ...(subject.promotion === undefined ? {} : { expectedEpoch: subject.promotion.epoch }),
      undoOnFailure: isUndone(subject, steps),
      commands: (runId) => ({
        resume: `mcloud failover resume --run ${runId}`,
        abort: `mcloud failover abort --run ${runId}`,
      }),
    })
  })
}

/** Ends an unfinished scenario, forward or back. @throws McloudError as `startScenario`, RUN_COMMITTED */
export async function endScenario(
  ports: ScenarioPorts,
  run: Run,
  direction: 'resume' | 'abort',
): Promise<Run> {
  const plan = run.plan as ScenarioPlan
  const { promotion } = plan.subject
  const limits = isForcedMove(promotion) ? { without: promotion.from } : {}
  const steps = await stepsOf(ports, plan.subject)
  return execute(ports, plan, steps, limits, (engine, work) =>
    engine[direction]({ ...work, runId: run.id, undoOnFailure: isUndone(plan.subject, steps) }),
  )
}

/** Whether what was done before a failure is taken back by itself. */
function isUndone({ promotion }: ScenarioSubject, steps: readonly ScenarioStep[]): boolean {
  return promotion !== undefined || steps.some((step) => step.use === 'shift-traffic' && step.rollback)
}

function forcedStart({ createdAt, subject }: ScenarioPlan, nowMs: number): OpenLimits {
  const { promotion } = subject
  return isForcedMove(promotion) ? forcedLimits({ createdAt, subject: promotion }, nowMs) : {}
}

/** The scenario as the platform file has it now. @throws McloudError PLAN_STALE where the plan was made of another */
async function stepsOf(ports: ScenarioPorts, subject: ScenarioSubject): Promise<ScenarioStep[]> {
  const scenario = await scenarioOf(ports, subject.scenario)
  if (hashOf(scenario.steps) !== subject.definition)
    throw new McloudError({
      code: 'PLAN_STALE',
      message: `The steps of ${scenario.name} have changed in the platform file since the plan was made.`,
    })
  // what was accepted on the command line stands in the plan
  return readSteps(await ports.platform(), scenario, isForcedMove(subject.promotion) ? 'as planned' : {})
}

type Work = {
  readonly steps: ReturnType<typeof scenarioSteps>
  readonly context: ScenarioContext
  readonly call: FailoverInput['call']
  /** Is the plan of the promotion still true? @throws McloudError PLAN_STALE, PREFLIGHT_FAILED */
  recheck(): Promise<void>
}
type Begin = (engine: ReturnType<typeof makeRunEngine>, work: Work) => Promise<RunReport>

async function execute(
  ports: ScenarioPorts,
  { subject, hash }: ScenarioPlan,
  steps: readonly ScenarioStep[],
  limits: OpenLimits,
  begin: Begin,
): Promise<Run> {
  const { clock, progress, boundary } = ports
  const platform = await ports.platform()
  const [store, host, providers, nameServers, health, notifier, commands] = await Promise.all([
    ports.store(),
    ports.runHost(),
    ports.providers(),
    ports.nameServers(),
    ports.health(),
    ports.notifier(),
    ports.commands(),
  ])
  const engine = makeRunEngine({
    store,
    platform: platform.name,
    clock,
    progress,
    host,
    ...(boundary === undefined ? {} : { boundary }),
  })
  const work = (move: Move | undefined, recheckMove: Work['recheck']): Work => ({
    recheck: recheckMove,
    steps: scenarioSteps(steps, subject),
    call: ports.call(RUN_MS),
    context: {
      platform,
      subject,
      move,
      repointer: trafficRepointer(platform, { providers, nameServers, clock }),
      providers,
      health,
      notifier,
      commands,
      syncStores: () => ports.syncStores(),
      approve: (text) =>
        ports.confirm({
          risk: 'severe',
          platform: hash.slice(0, HASH_WORD),
          named: 'the plan',
          text: `${subject.scenario}: ${text}`,
        }),
    },
  })
  const { promotion } = subject
  if (promotion === undefined) {
    const { run, failure } = await begin(
      engine,
      work(undefined, async () => {}),
    )
    if (failure !== undefined) throw failure
    return run
  }
  const database = chooseDatabase(platform, { database: promotion.database })
  const input = { ...(await inputFor(ports, database)), call: ports.call(RUN_MS) }
  const servers = await openServers(input, limits)
  const move = moveOf(input, promotion, servers)
  try {
    const { run, failure } = await begin(
      engine,
      work(move, async () => {
        // a forced one is judged under the lock, when its primary has been given up
        if (!isForcedMove(promotion)) await recheck(input, promotion, servers)
      }),
    )
    if (failure === undefined) await observeEnd(input, servers, run)
    else {
      await observeFailure(input, servers, run)
      throw failure
    }
    return run
  } finally {
    if (move.way === 'planned') await releaseContents(move.promotion)
    await servers.close()
  }
}

function moveOf(
  input: FailoverInput,
  subject: NonNullable<ScenarioSubject['promotion']>,
  servers: OpenServers,
): Move {
  return isForcedMove(subject)
    ? { way: 'forced', promotion: forcedPromotionOf(input, subject, servers) }
    : { way: 'planned', promotion: promotionOf(input, subject, servers) }
}
