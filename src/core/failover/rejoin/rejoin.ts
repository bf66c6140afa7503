import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import { listDebts } from '../../runs/debts.ts'
import { makeRunEngine, type RunReport } from '../../runs/engine.ts'
import type { Debt, Plan, Run, RunStep } from '../../runs/plan.ts'
import { readJournal } from '../../runs/read-journal.ts'
import { acceptPlan } from '../../runs/seal-plan.ts'
import { bindingOf, changesSince } from '../binding.ts'
import { refuseFailed } from '../check-failover.ts'
import { observeEnd, observeFailure } from '../end-of-run.ts'
import { sourceControl } from '../forced/source-control.ts'
import { type KnownLoss, recordLoss } from '../loss-record.ts'
import { observe } from '../observation.ts'
import { type OpenServers, openServers } from '../open-servers.ts'
import type { FailoverInput } from '../promote.ts'
import type { Topology } from '../topology.ts'
import { checkRejoin, isRejoined, planRejoin, type RejoinEvidence } from './plan-rejoin.ts'
import { rejoinSteps } from './rejoin-steps.ts'
import { REJOIN_KIND, type Rejoining, type RejoinSubject, type RowFiles } from './rejoining.ts'

export interface RejoinInput extends FailoverInput {
  readonly files: RowFiles
}

/** What became of a server that came back. */
export interface RejoinReport {
  readonly runId: string
  readonly planHash: string
  readonly state: Run['state']
  readonly database: string
  readonly cloud: Cloud
  readonly primary: Cloud
  readonly before: Topology
  readonly after: Topology
  readonly steps: readonly RunStep[]
  /** Rows that only this server had. */
  readonly loss?: KnownLoss
  /** The promotion by force in whose record that now stands. */
  readonly lossOf?: string
  readonly debts: readonly Debt[]
}

/**
 * Checks and plans; undefined where it follows the primary already and nothing is left to pay.
 * @throws McloudError PREFLIGHT_FAILED with every failed check
 */
export async function planRejoinOf(
  input: FailoverInput,
  cloud: Cloud,
  folder: string,
): Promise<Plan<RejoinSubject> | undefined> {
  return withServers(input, async (servers) => {
    const evidence = await look(input, servers, cloud)
    if (isRejoined(evidence)) return undefined
    const checks = checkRejoin(evidence)
    refuseFailed({ checks })
    return planRejoin({ platform: input.platform, evidence, checks, folder, nowMs: input.clock.now() })
  })
}

/**
 * Carries the plan out. What fails leaves the run open for `resume`: the server stays fenced.
 * @throws McloudError PLAN_INVALID, PLAN_STALE, PREFLIGHT_FAILED, RUN_LOCKED, RUN_STEP_FAILED
 */
export async function rejoin(input: RejoinInput, approved: Plan<RejoinSubject>): Promise<RejoinReport> {
  acceptPlan(approved, { kind: REJOIN_KIND, platform: input.platform, nowMs: input.clock.now() })
  const { database, epoch } = approved.subject
  return withServers(input, (servers) =>
    execute(input, approved.subject, servers, (engine, work) =>
      engine.start({
        ...work,
        plan: approved,
        kind: REJOIN_KIND,
        subject: database,
        expectedEpoch: epoch,
        commands: (runId) => ({
          resume: `mcloud failover resume --run ${runId}`,
          abort: `mcloud failover abort --run ${runId}`,
        }),
      }),
    ),
  )
}

/** Ends an unfinished rejoin. Taken back, it leaves the server fenced and its debts open. */
export async function goOnRejoin(
  input: RejoinInput,
  run: Run,
  direction: 'resume' | 'abort',
): Promise<RejoinReport> {
  const { subject } = run.plan as Plan<RejoinSubject>
  return withServers(input, (servers) =>
    execute(input, subject, servers, (engine, work) => engine[direction]({ ...work, runId: run.id })),
  )
}

type Work = {
  readonly steps: ReturnType<typeof rejoinSteps>
  readonly context: Rejoining
  readonly call: FailoverInput['call']
}

async function execute(
  input: RejoinInput,
  subject: RejoinSubject,
  servers: OpenServers,
  begin: (engine: ReturnType<typeof makeRunEngine>, work: Work) => Promise<RunReport>,
): Promise<RejoinReport> {
  const { store, platform } = input
  const returned = opener(input, subject.cloud, servers)
  const context: Rejoining = {
    subject,
    primary: servers.get(subject.primary),
    control: sourceControl(input.providers, memberOf(input, subject.cloud), input.clock),
    files: input.files,
    returned: (scope) => returned.get(scope.call),
    recheck: (scope) => recheck({ ...input, call: scope.call }, subject, servers, scope.runId),
  }
  const steps = rejoinSteps((runId, loss) => recordLoss(store, platform, runId, loss))
  try {
    const { run, failure } = await begin(makeRunEngine(input), { steps, context, call: input.call })
    // opened again: the returned server may have been down when the others were opened
    if (failure === undefined)
      return await reportRejoin(input, run, await withServers(input, (seen) => observeEnd(input, seen, run)))
    await withServers(input, (seen) => observeFailure(input, seen, run))
    throw failure
  } finally {
    await returned.close()
  }
}

async function reportRejoin(input: RejoinInput, run: Run, after: Topology): Promise<RejoinReport> {
  const { subject, hash } = run.plan as Plan<RejoinSubject>
  const { entries } = await readJournal(input.store, input.platform, run.id)
  const fact = entries.findLast((entry) => entry.kind === 'fact' && entry.key === 'loss')
  return {
    runId: run.id,
    planHash: hash,
    state: run.state,
    database: subject.database,
    cloud: subject.cloud,
    primary: subject.primary,
    before: subject.topology,
    after,
    steps: run.steps,
    ...(fact?.kind === 'fact' ? { loss: fact.value as KnownLoss } : {}),
    ...(subject.lossOf === undefined ? {} : { lossOf: subject.lossOf }),
    debts: run.debts,
  }
}

/** @throws McloudError PLAN_STALE, PREFLIGHT_FAILED */
async function recheck(
  input: FailoverInput,
  subject: RejoinSubject,
  servers: OpenServers,
  ownRun: string,
): Promise<void> {
  const evidence = await look(input, servers, subject.cloud, ownRun)
  refuseFailed({ checks: checkRejoin(evidence) })
  const changes = changesSince(subject.binding, bindingOf(evidence.observation))
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
  cloud: Cloud,
  ownRun?: string,
): Promise<RejoinEvidence> {
  const control = sourceControl(input.providers, memberOf(input, cloud), input.clock)
  const [seen, sighting, debts] = await Promise.all([
    observe(input, input.database, servers, input.call),
    control.look(input.call),
    listDebts(input.store, input.platform),
  ])
  const { unfinished, ...coordination } = seen.coordination
  const observation = unfinished === undefined || unfinished.id !== ownRun ? seen : { ...seen, coordination }
  return { observation, cloud, control: sighting, debts }
}

/** The server that comes back: one that was open already, or one that is tried again with each call. */
function opener(input: FailoverInput, cloud: Cloud, servers: OpenServers) {
  const KNOCK_MS = 1_000
  let own: PromotableServer | undefined
  return {
    get: async (call: FailoverInput['call']): Promise<PromotableServer> => {
      const known = servers.find(cloud) ?? own
      if (known !== undefined) return known
      const deadlineMs = Math.min(call.deadlineMs, input.clock.now() + KNOCK_MS)
      own = await input.servers.openForPromotion(input.database, memberOf(input, cloud), {
        ...call,
        deadlineMs,
      })
      return own
    },
    close: async () => {
      await own?.close()
    },
  }
}

function memberOf({ database }: FailoverInput, cloud: Cloud) {
  const member = database.members[cloud]
  if (member !== undefined) return member
  throw new McloudError({ code: 'USAGE', message: `${database.name} has no member in ${cloud}.` })
}

async function withServers<R>(input: FailoverInput, work: (servers: OpenServers) => Promise<R>): Promise<R> {
  const servers = await openServers(input)
  try {
    return await work(servers)
  } finally {
    await servers.close()
  }
}
