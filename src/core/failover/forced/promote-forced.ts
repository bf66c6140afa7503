import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import { makeRunEngine, type RunReport } from '../../runs/engine.ts'
import type { Plan, Run } from '../../runs/plan.ts'
import { acceptPlan } from '../../runs/seal-plan.ts'
import { bindingOf, changesSince } from '../binding.ts'
import { refuseFailed } from '../check-failover.ts'
import type { Check } from '../checks/check.ts'
import { trafficCheck } from '../checks/traffic-check.ts'
import { observeEnd, observeFailure } from '../end-of-run.ts'
import { observe } from '../observation.ts'
import { type OpenLimits, type OpenServers, openServers } from '../open-servers.ts'
import type { FailoverCheck, FailoverInput } from '../promote.ts'
import { type PromotionReport, reportPromotion } from '../report.ts'
import { describeTopology } from '../topology.ts'
import { checkForced } from './check-forced.ts'
import { gatherEvidence } from './forced-evidence.ts'
import { type Accepted, FORCED_KIND, type ForcedPromotion, type ForcedSubject } from './forced-promotion.ts'
import { FORCED_STEPS } from './forced-steps.ts'
import { planForced } from './plan-forced.ts'
import { type Sighting, sourceControl } from './source-control.ts'

/** How long the lost primary is waited for before it counts as lost, in milliseconds. */
const SILENCE_MS = 2_000
/** A plan of this age saw the silence of the primary just now. */
const FRESH_MS = 10_000

/** The pre-flight checks of a forced promotion; nothing is changed. */
export async function checkForcedPromotion(
  input: FailoverInput,
  to: Cloud,
  accepted: Accepted,
): Promise<FailoverCheck> {
  return withServers(input, { openMs: SILENCE_MS }, async (servers) => {
    const { checks, observation } = await look(input, servers, to, accepted)
    return { checks, topology: describeTopology(observation), alreadyThere: false }
  })
}

/** Checks and plans. @throws McloudError PREFLIGHT_FAILED with every failed check */
export async function planForcedPromotion(
  input: FailoverInput,
  to: Cloud,
  accepted: Accepted,
): Promise<Plan<ForcedSubject>> {
  return withServers(input, { openMs: SILENCE_MS }, async (servers) => {
    const seen = await look(input, servers, to, accepted)
    refuseFailed({ checks: seen.checks })
    const traffic = input.repointer.plan(input.database.name, to)
    return planForced({ platform: input.platform, ...seen, to, accepted, traffic, nowMs: input.clock.now() })
  })
}

/**
 * Carries a forced plan out. A failure before the commit point is undone by itself; an unknown outcome, and a failure
 * after it, leave the run open for `resume`.
 * @throws McloudError PLAN_INVALID, PLAN_STALE, PREFLIGHT_FAILED, RUN_LOCKED, RUN_STEP_FAILED, OUTCOME_UNKNOWN
 */
export async function promoteForced(
  input: FailoverInput,
  approved: Plan<ForcedSubject>,
): Promise<PromotionReport> {
  acceptPlan(approved, { kind: FORCED_KIND, platform: input.platform, nowMs: input.clock.now() })
  const { database, epoch } = approved.subject
  return withServers(input, forcedLimits(approved, input.clock.now()), (servers) =>
    execute(input, approved.subject, servers, (engine, work) =>
      engine.start({
        ...work,
        plan: approved,
        kind: FORCED_KIND,
        subject: database,
        expectedEpoch: epoch,
        undoOnFailure: true,
        commands: (runId) => ({
          resume: `mcloud failover resume --run ${runId}`,
          abort: `mcloud failover abort --run ${runId}`,
        }),
      }),
    ),
  )
}

/** Whoever answers now must not be overlooked, and a primary that was silent just now is not waited for again. */
export function forcedLimits(
  { createdAt, subject }: { readonly createdAt: string; readonly subject: Pick<ForcedSubject, 'from'> },
  nowMs: number,
): OpenLimits {
  return nowMs - Date.parse(createdAt) < FRESH_MS ? { without: subject.from } : { openMs: SILENCE_MS }
}

/** Ends an unfinished forced promotion, forward or back. @throws McloudError as `promoteForced`, RUN_COMMITTED */
export async function goOnForced(
  input: FailoverInput,
  run: Run,
  direction: 'resume' | 'abort',
): Promise<PromotionReport> {
  const { subject } = run.plan as Plan<ForcedSubject>
  return withServers(input, { without: subject.from }, (servers) =>
    execute(input, subject, servers, (engine, work) =>
      engine[direction]({ ...work, runId: run.id, undoOnFailure: true }),
    ),
  )
}

type Work = {
  readonly steps: typeof FORCED_STEPS
  readonly context: ForcedPromotion
  readonly call: FailoverInput['call']
}

async function execute(
  input: FailoverInput,
  subject: ForcedSubject,
  servers: OpenServers,
  begin: (engine: ReturnType<typeof makeRunEngine>, work: Work) => Promise<RunReport>,
): Promise<PromotionReport> {
  const engine = makeRunEngine(input)
  const context = forcedPromotionOf(input, subject, servers)
  const { run, failure } = await begin(engine, { steps: FORCED_STEPS, context, call: input.call })
  if (failure !== undefined) {
    await observeFailure(input, servers, run)
    throw failure
  }
  return await reportPromotion(input, run, await observeEnd(input, servers, run))
}

/** What the steps of a forced promotion work with. */
export function forcedPromotionOf(
  input: FailoverInput,
  subject: ForcedSubject,
  servers: OpenServers,
): ForcedPromotion {
  return {
    subject,
    database: input.database,
    servers,
    repointer: input.repointer,
    control: controlOf(input, subject.from),
    held: {},
    recheck: (scope) => recheck({ ...input, call: scope.call }, subject, servers, scope.runId),
  }
}

/** @throws McloudError PLAN_STALE, PREFLIGHT_FAILED */
async function recheck(
  input: FailoverInput,
  subject: ForcedSubject,
  servers: OpenServers,
  ownRun: string,
): Promise<void> {
  const { checks, observation } = await look(input, servers, subject.to, subject.accepted, ownRun)
  refuseFailed({ checks })
  const changes = changesSince(subject.binding, bindingOf(observation))
  if (changes.length === 0) return
  throw new McloudError({
    code: 'PLAN_STALE',
    message: `Since the plan was made there have changed: ${changes.join('; ')}. Nothing was changed by mcloud.`,
    problems: changes.map((change) => ({ at: 'plan', message: change })),
  })
}

async function look(
  input: FailoverInput,
  servers: OpenServers,
  to: Cloud,
  accepted: Accepted,
  ownRun?: string,
) {
  // of the members that do not answer one is the lost primary: its control plane is asked beside the others
  const sightings = new Map<Cloud, Promise<Sighting>>()
  for (const { cloud } of Object.values(input.database.members)) {
    if (cloud === to || servers.find(cloud) !== undefined) continue
    const sighting = controlOf(input, cloud).look(input.call)
    sighting.catch(() => {}) // told to whoever needs it
    sightings.set(cloud, sighting)
  }
  const seen = await observe(input, input.database, servers, input.call)
  const { unfinished, ...coordination } = seen.coordination
  const observation = unfinished === undefined || unfinished.id !== ownRun ? seen : { ...seen, coordination }
  const evidence = await gatherEvidence(
    observation,
    to,
    servers,
    (cloud) => sightings.get(cloud) ?? controlOf(input, cloud).look(input.call),
    input.call,
  )
  const checks: readonly Check[] = [
    ...checkForced(observation, to, evidence, accepted),
    trafficCheck(input.repointer, input.database.name, to),
  ]
  return { observation, evidence, checks }
}

/** @throws McloudError USAGE for a cloud without a member */
function controlOf({ providers, database, clock }: FailoverInput, cloud: Cloud) {
  const member = database.members[cloud]
  if (member === undefined)
    throw new McloudError({ code: 'USAGE', message: `${database.name} has no member in ${cloud}.` })
  return sourceControl(providers, member, clock)
}

async function withServers<R>(
  input: FailoverInput,
  limits: OpenLimits,
  work: (servers: OpenServers) => Promise<R>,
): Promise<R> {
  const servers = await openServers(input, limits)
  try {
    return await work(servers)
  } finally {
    await servers.close()
  }
}
