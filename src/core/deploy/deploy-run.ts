import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { makeRunEngine, type RunEngineInput } from '../runs/engine.ts'
import { showRun, unfinishedRun } from '../runs/list-runs.ts'
import type { Plan, Run } from '../runs/plan.ts'
import { describeSteps, sealPlan } from '../runs/seal-plan.ts'
import type { Step, StepScope } from '../runs/step.ts'
import { deployLane } from './deploy-lane.ts'
import { isGood, reportText, type UnitResult } from './report.ts'

export const DEPLOY_KIND = 'deploy'

/** What a deployment is about, as its run keeps it: no values. */
export interface DeploySubject {
  readonly environment?: string
  readonly destroy: boolean
  readonly units: readonly string[]
  /** Hashes of the approved plan files by unit. */
  readonly plans: Readonly<Record<string, string>>
  readonly parallel: number
}

export interface DeployRunInput extends Omit<RunEngineInput, 'platform'> {
  readonly platform: string
  readonly call: Call
}

type Work = (record: (unit: string, what: unknown) => Promise<void>) => Promise<readonly UnitResult[]>

interface RunContext {
  readonly count: number
  readonly work: Work
  results?: readonly UnitResult[]
}

/** One step: the units run side by side inside of it, and each leaves its own facts in the journal. */
const STEPS: readonly Step<RunContext>[] = [
  {
    id: 'units',
    describe: ({ count }) => `Deploy ${count} ${count === 1 ? 'unit' : 'units'}`,
    run: async (context, scope) => {
      context.results = await context.work(inOrder(scope))
      if (scope.call.signal.aborted) throw scope.call.signal.reason
    },
    verify: async ({ results }) => {
      if (results === undefined) return { kind: 'no', reason: 'not all units are known to be done' }
      return results.every(isGood)
        ? { kind: 'yes', note: reportText(results) }
        : { kind: 'no', reason: reportText(results) }
    },
  },
]

/** Units end at the same time; the journal takes one entry after the other. */
function inOrder(scope: StepScope): (unit: string, what: unknown) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (unit, what) => {
    last = last.then(() => scope.record(`unit:${unit}`, what))
    return last
  }
}

/** Executes a deployment as a run; one of before that nobody works on is given up for it. */
export async function startDeployRun(
  input: DeployRunInput,
  subject: DeploySubject,
  warnings: readonly string[],
  work: Work,
): Promise<{ runId: string; results: readonly UnitResult[] }> {
  const lane = deployLane(input.platform)
  const engine = makeRunEngine({ ...input, platform: lane })
  await refuseBusy(input)
  await giveUpUnfinished(input, subject)
  const context: RunContext = { count: subject.units.length, work }
  const plan = sealPlan<DeploySubject>({
    kind: DEPLOY_KIND,
    platform: lane,
    createdAt: new Date(input.clock.now()).toISOString(),
    expiresAt: new Date(input.clock.now() + 3_600_000).toISOString(),
    subject,
    steps: describeSteps(STEPS, context),
    warnings,
  })
  let id = ''
  return await heard(
    input,
    context,
    () => id,
    async () => {
      const { run, failure } = await engine.start({
        plan,
        kind: DEPLOY_KIND,
        subject: subject.environment ?? input.platform,
        steps: STEPS,
        context,
        call: input.call,
        commands: (runId) => {
          id = runId
          return { resume: `mcloud deploy resume --run ${runId}`, abort: 'mcloud deploy' }
        },
      })
      return resultsOf(run.id, context, failure)
    },
  )
}

/** What came of the units is told even where their run cannot be closed any more. */
async function heard<R extends { runId: string; results: readonly UnitResult[] }>(
  { progress }: DeployRunInput,
  context: RunContext,
  runId: () => string,
  work: () => Promise<R>,
): Promise<{ runId: string; results: readonly UnitResult[] }> {
  try {
    return await work()
  } catch (error) {
    if (context.results === undefined) throw error
    const text = `Run ${runId()} could not be closed: ${(error as Error).message}`
    progress.emit({ kind: 'warning', text })
    return { runId: runId(), results: context.results }
  }
}

/** Goes on with a run that is not over. @throws McloudError RUN_NOT_FOUND, RUN_LOCKED */
export async function resumeDeployRun(
  input: DeployRunInput,
  run: Run,
  work: Work,
): Promise<{ runId: string; results: readonly UnitResult[] }> {
  const { subject } = run.plan as Plan<DeploySubject>
  const context: RunContext = { count: subject.units.length, work }
  const engine = makeRunEngine({ ...input, platform: deployLane(input.platform) })
  return await heard(
    input,
    context,
    () => run.id,
    async () => {
      const { failure } = await engine.resume({ runId: run.id, steps: STEPS, context, call: input.call })
      if (context.results === undefined && failure === undefined)
        throw new McloudError({
          code: 'RUN_NOT_FOUND',
          message: `Run ${run.id} has ended while its units were planned: there is nothing to go on with.`,
          hint: 'Look at it with `mcloud runs show`, or begin a new one with `mcloud deploy`.',
        })
      return resultsOf(run.id, context, failure)
    },
  )
}

/** The named deployment, or the one that is not over. @throws McloudError RUN_NOT_FOUND */
export async function findDeployRun(input: DeployRunInput, runId: string | undefined): Promise<Run> {
  const reader = { ...input, platform: deployLane(input.platform) }
  const run = runId === undefined ? await unfinishedRun(reader) : await showRun(reader, runId)
  if (run !== undefined) return run
  throw new McloudError({
    code: 'RUN_NOT_FOUND',
    message: 'There is no deployment that is not over.',
    hint: 'Begin one with `mcloud deploy`.',
  })
}

/** Nothing is deployed beside another deployment, or while a failover is not over. @throws McloudError RUN_LOCKED */
export async function refuseBusy(input: DeployRunInput): Promise<void> {
  const [other, deployment] = await Promise.all([
    unfinishedRun(input),
    unfinishedRun({ ...input, platform: deployLane(input.platform) }),
  ])
  if (deployment?.owned === true)
    throw new McloudError({
      code: 'RUN_LOCKED',
      message: `Deployment ${deployment.id} is at work: ${deployment.owner}.`,
      hint: 'Wait for it, or look at it with `mcloud status`.',
      retry: 'safe',
      details: { runId: deployment.id },
    })
  if (other === undefined) return
  throw new McloudError({
    code: 'RUN_LOCKED',
    message: `Run ${other.id} (${other.plan.kind}) is not over: nothing is deployed meanwhile.`,
    hint: `End it with: ${other.resumeWith ?? 'mcloud runs show'}`,
    details: { runId: other.id },
  })
}

/** A new deployment plans everything anew, so there is nothing to go back to in one that was left. */
async function giveUpUnfinished(input: DeployRunInput, subject: DeploySubject): Promise<void> {
  const lane = deployLane(input.platform)
  const left = await unfinishedRun({ ...input, platform: lane })
  if (left === undefined || left.owned) return
  input.progress.emit({ kind: 'note', text: `This deployment takes the place of run ${left.id}.` })
  const engine = makeRunEngine({ ...input, platform: lane })
  const context: RunContext = { count: subject.units.length, work: async () => [] }
  await engine.abort({ runId: left.id, steps: STEPS, context, call: input.call })
}

function resultsOf(runId: string, { results }: RunContext, failure: McloudError | undefined) {
  // What went wrong in units is told unit by unit; what kept the run itself from working is thrown.
  if (results !== undefined) return { runId, results }
  throw failure ?? new McloudError({ code: 'INTERNAL', message: 'The deployment ended without results.' })
}
