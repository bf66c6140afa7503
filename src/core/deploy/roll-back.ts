import { isMcloudError, type McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import { waveEndOf } from './apply-units.ts'
import { questionOf } from './approval.ts'
import { changesOf, countsText, hasChanges, isLoss } from './changes.ts'
import type { DeployPorts, PlanJudges } from './deploy-ports.ts'
import { type Deployment, unitOf } from './deployment.ts'
import { type GateInput, passGates } from './health-gates.ts'
import { judgeAll } from './judge.ts'
import { asError, type MadePlan, unitText } from './plan-units.ts'
import { refusal } from './policies.ts'
import { type Releases, releaseKey } from './releases.ts'
import type { Rollback, UnitResult } from './report.ts'
import { sensitiveValues, withoutTexts } from './sensitive-texts.ts'
import { bindingOf, workspaceOf } from './unit-values.ts'

export interface RollbackInput {
  readonly deployment: Deployment
  readonly releases: Releases
  readonly judges: PlanJudges
  readonly gates: GateInput
  readonly clock: Clock
  readonly progress: Progress
  readonly call: Call
  readonly confirm: DeployPorts['confirm']
  readonly record: (unit: string, what: unknown) => Promise<void>
  /** What was applied in this deployment, by unit. */
  readonly applied: ReadonlyMap<string, MadePlan>
}

/** A way back that was planned, or why there is none. */
interface Way {
  readonly unit: string
  readonly to?: string
  readonly plan?: MadePlan
  readonly irreversible: readonly string[]
  readonly rollback?: Rollback
}

/**
 * Takes units whose health check failed back to the configuration with which they were last well. Terraform has no
 * undo: this is a new plan of the old files and values, judged and asked for like any other, what cannot be undone
 * first. Units go back in the opposite order. Never rejects for a unit.
 */
export async function rollBack(
  results: readonly UnitResult[],
  input: RollbackInput,
): Promise<readonly UnitResult[]> {
  const targets = targetsOf(results, input)
  if (targets.length === 0 || input.call.signal.aborted) return results
  const ways: Way[] = []
  for (const unit of targets) ways.push(await wayBack(unit, input))
  const rollbacks = new Map(ways.map(({ unit, rollback }) => [unit, rollback]))
  const open = ways.filter((way): way is Way & { plan: MadePlan } => way.plan !== undefined)
  const refused = open.length === 0 ? undefined : await approve(open, input)
  for (const way of open) {
    const base = { irreversible: way.irreversible, counts: way.plan.changes.counts, ...toOf(way) }
    rollbacks.set(
      way.unit,
      refused === undefined
        ? await goBack(way.plan, base, input)
        : { ...base, state: 'refused', note: refused.message },
    )
  }
  return results.map((result) => {
    const rollback = rollbacks.get(result.unit)
    return rollback === undefined ? result : { ...result, rollback }
  })
}

/** Units that were changed and whose own check, or that of their wave, failed; the last first. */
function targetsOf(results: readonly UnitResult[], { deployment, applied }: RollbackInput): string[] {
  const failed = new Set(
    results.filter(({ error }) => error?.code === 'HEALTH_GATE_FAILED').map(({ unit }) => unit),
  )
  return deployment.graph.order
    .filter((unit) => applied.has(unit) && (failed.has(unit) || failed.has(waveEndOf(deployment, unit))))
    .reverse()
}

async function wayBack(name: string, input: RollbackInput): Promise<Way> {
  const { deployment, releases, call, applied } = input
  const { terraform, environment, platform, deploy } = deployment
  const irreversible = lostBy(applied.get(name))
  const without = (note: string): Way => ({
    unit: name,
    irreversible,
    rollback: { state: 'impossible', irreversible, note },
  })
  try {
    const restored = await releases.restore(releaseKey(platform.name, environment, name))
    if (restored === undefined) return without('no earlier deployment that was well is known')
    const unit = unitOf(deployment, name)
    const root = await terraform.readRoot(restored.folder)
    const workspace = {
      ...workspaceOf(platform, unit, root, environment, {}),
      folder: restored.folder,
      variables: restored.variables,
    }
    if (workspace.stateFolder !== undefined)
      return without('its state lies in its folder: name a place under `deploy.state`')
    const file = await terraform.plan(workspace, {}, call)
    const changes = changesOf(unit, file.json, deploy.policies.stateful)
    if (!hasChanges(changes))
      return { unit: name, irreversible, rollback: { state: 'unchanged', irreversible, to: restored.at } }
    const binding = { planHash: file.hash, ...bindingOf(workspace, unit) }
    return {
      unit: name,
      to: restored.at,
      irreversible,
      plan: { state: 'planned', unit: name, workspace, file, changes, binding },
    }
  } catch (thrown) {
    const { code, message } = asError(thrown, name)
    if (code === 'PLAN_INVALID')
      return without(`${message} MCLOUD_BUNDLE_KEY has to be the same wherever you deploy.`)
    return { unit: name, irreversible, rollback: { state: 'failed', irreversible, note: message } }
  }
}

/** What the deployment has already destroyed: it comes back empty, if at all. */
function lostBy(plan: MadePlan | undefined): string[] {
  return (plan?.changes.items ?? [])
    .filter(isLoss)
    .map(({ address, action }) => `the data of ${address}, which the deployment was to ${action}`)
}

async function approve(
  ways: readonly (Way & { readonly plan: MadePlan })[],
  { deployment, judges, call, confirm }: RollbackInput,
): Promise<McloudError | undefined> {
  const plans = ways.map(({ plan }) => plan)
  try {
    const judgement = await judgeAll(deployment, judges, plans, call)
    if (judgement.refusals.length > 0) return refusal(judgement.refusals)
    const question = questionOf(deployment, plans, judgement)
    const text = [
      'Roll back, by a new plan of the configuration with which it was last well:',
      ...ways.flatMap(({ unit, irreversible }) =>
        irreversible.map((what) => `DOES NOT COME BACK in ${unit}: ${what}`),
      ),
      question.text,
    ].join('\n')
    await confirm({ risk: question.risk, text, platform: deployment.platform.name })
    return undefined
  } catch (error) {
    if (isMcloudError(error)) return error
    throw error
  }
}

async function goBack(
  plan: MadePlan,
  base: Pick<Rollback, 'irreversible' | 'counts' | 'to'>,
  input: RollbackInput,
): Promise<Rollback> {
  const { deployment, clock, progress, call, record, gates } = input
  const { unit } = plan
  const id = `rollback:${unit}`
  const text = `roll back ${unitText(unitOf(deployment, unit))}`
  const startedMs = clock.now()
  progress.emit({ kind: 'step-started', id, text, index: 0, total: 1 })
  const ended = async (rollback: Rollback): Promise<Rollback> => {
    await record(unit, { rollback })
    const message = rollback.note ?? countsText(plan.changes.counts)
    const result = rollback.state === 'done' ? 'done' : 'failed'
    progress.emit({ kind: 'step-ended', id, text, result, elapsedMs: clock.now() - startedMs, message })
    return rollback
  }
  try {
    await record(unit, { rollback: { state: 'started', planHash: plan.file.hash } })
    await deployment.terraform.apply(plan.workspace, plan.file, () => {}, call)
  } catch (thrown) {
    const secrets = sensitiveValues(plan.file.json)
    return ended({ ...base, state: 'failed', note: asError(withoutTexts(thrown, secrets), unit).message })
  }
  try {
    await passGates(unitOf(deployment, unit).health, `the rollback of ${unit}`, gates)
    return await ended({ ...base, state: 'done' })
  } catch (thrown) {
    return ended({ ...base, state: 'done', note: `still not well: ${asError(thrown, unit).message}` })
  }
}

function toOf({ to }: Way): Pick<Rollback, 'to'> {
  return to === undefined ? {} : { to }
}
