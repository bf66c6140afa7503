import type { DeployUnit } from '../../config/platform.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { PlanBinding } from './bundle.ts'
import { changesOf, countsText, hasChanges, type UnitChanges } from './changes.ts'
import { type Deployment, outsideNeeds, unitOf } from './deployment.ts'
import type { PlanJson } from './plan-json.ts'
import type { Slots } from './schedule.ts'
import { placeOf } from './select-units.ts'
import { withoutTexts } from './sensitive-texts.ts'
import type { Outputs, PlannedFile, TerraformRoot, Workspace } from './terraform.ts'
import { bindingOf, inputsOf, type KnownOutputs, workspaceOf } from './unit-values.ts'

/** What planning one unit came to. */
export type UnitPlan =
  | MadePlan
  | { readonly state: 'deferred'; readonly unit: string; readonly needs: readonly string[] }
  | { readonly state: 'failed'; readonly unit: string; readonly error: McloudError }
  | { readonly state: 'skipped'; readonly unit: string; readonly because: string }

export interface MadePlan {
  readonly state: 'planned' | 'unchanged'
  readonly unit: string
  readonly workspace: Workspace
  readonly file: PlannedFile
  readonly changes: UnitChanges
  readonly binding: PlanBinding
}

export interface Planner {
  /** Reads the outputs that come from units which are not part of this deployment. @throws McloudError */
  readOutside(): Promise<void>
  /** Plans a unit with what is known by now; never rejects. */
  plan(unit: string): Promise<UnitPlan>
  /** What a unit would be planned with now; undefined where an input is not known. */
  workspaceNow(unit: string): Workspace | undefined
  /** Notes a plan that was made elsewhere (a bundle's). */
  note(plan: MadePlan): void
  /** Notes what a unit's outputs are after it was applied. */
  applied(unit: string, outputs: Outputs): void
}

export interface PlannerInput {
  readonly deployment: Deployment
  readonly slots: Slots
  readonly clock: Clock
  readonly progress: Progress
  readonly call: Call
}

/** Plans units and keeps what is known of their outputs; a value that is not known is never made up. */
export function makePlanner({ deployment, slots, clock, progress, call }: PlannerInput): Planner {
  const { platform, deploy, environment, terraform, graph } = deployment
  const known = new Map<string, KnownOutputs>()
  const rootOf = (unit: string) => deployment.roots.get(unit) as TerraformRoot
  const total = graph.order.length

  const workspaceNow = (name: string): Workspace | undefined => {
    const unit = unitOf(deployment, name)
    const { values, missing, secrets } = inputsOf(unit, (other) => known.get(other))
    if (missing.length > 0) return undefined
    return workspaceOf(platform, unit, rootOf(name), environment, values, secrets)
  }

  const note = (plan: MadePlan): void => {
    known.set(plan.unit, {
      pending: plan.state === 'planned',
      outputs: deployment.destroy ? priorOutputs(plan.file.json) : keptOutputs(plan.file.json),
    })
  }

  /** A destruction takes the outputs that there are, and where a unit holds nothing, none are needed. */
  async function destroyWorkspace(unit: DeployUnit): Promise<Workspace | 'empty'> {
    const bare = workspaceOf(platform, unit, rootOf(unit.name), environment, {})
    if (!(await terraform.hasResources(bare, call))) return 'empty'
    const others = [...new Set(unit.inputs.map((input) => input.unit))]
    for (const other of others) if (!known.has(other)) await readOutputsOf(other)
    const { values, missing, secrets } = inputsOf({ ...unit, needs: [] }, (other) => known.get(other))
    if (missing.length > 0) throw notThere(unit, missing)
    return workspaceOf(platform, unit, rootOf(unit.name), environment, values, secrets)
  }

  async function readOutputsOf(name: string): Promise<void> {
    const workspace = workspaceOf(platform, unitOf(deployment, name), rootOf(name), environment, {})
    known.set(name, { pending: false, outputs: await terraform.outputs(workspace, call) })
  }

  async function makePlan(name: string): Promise<UnitPlan> {
    const unit = unitOf(deployment, name)
    const { values, missing, secrets } = inputsOf(unit, (other) => known.get(other))
    if (!deployment.destroy && missing.length > 0) return { state: 'deferred', unit: name, needs: missing }
    const workspace = deployment.destroy
      ? await destroyWorkspace(unit)
      : workspaceOf(platform, unit, rootOf(name), environment, values, secrets)
    if (workspace === 'empty') return nothingThere(unit)
    const file = await terraform
      .plan(workspace, { destroy: deployment.destroy }, call)
      .catch((error: unknown) => Promise.reject(withoutTexts(error, workspace.secrets)))
    const changes = changesOf(unit, file.json, deploy.policies.stateful, workspace.secrets)
    const plan: MadePlan = {
      state: hasChanges(changes) ? 'planned' : 'unchanged',
      unit: name,
      workspace,
      file,
      changes,
      binding: { planHash: file.hash, ...bindingOf(workspace, unit) },
    }
    note(plan)
    return plan
  }

  function notThere(unit: DeployUnit, missing: readonly string[]): McloudError {
    const outside = missing[0]?.split('.')[0] ?? ''
    return new McloudError({
      code: 'NOT_FOUND',
      message: `${unit.name}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there yet.`,
      hint: deployment.destroy
        ? `Its values come from ${outside}: deploy that once more, then take both down together.`
        : `Deploy ${outside} first, or leave --unit and --cloud out.`,
      problems: [{ at: placeOf(platform, [unit.name, 'inputs']), message: `needs ${missing.join(', ')}` }],
    })
  }

  function nothingThere(unit: DeployUnit): UnitPlan {
    const workspace = workspaceOf(platform, unit, rootOf(unit.name), environment, {})
    const json: PlanJson = { format_version: '1.2' }
    return {
      state: 'unchanged',
      unit: unit.name,
      workspace,
      file: { file: '', hash: '', json },
      changes: changesOf(unit, json),
      binding: { planHash: '', ...bindingOf(workspace, unit) },
    }
  }

  return {
    workspaceNow,
    note,
    applied: (unit, outputs) => void known.set(unit, { pending: false, outputs }),
    readOutside: async () => {
      if (deployment.destroy) return
      await Promise.all(
        outsideNeeds(deployment).map(async (other) => {
          const release = await slots.take(0)
          await readOutputsOf(other).finally(release)
        }),
      )
      for (const unit of deployment.units.values()) {
        const { missing } = inputsOf(unit, (other) => known.get(other))
        const absent = missing.filter((need) => known.has(need.split('.')[0] ?? ''))
        if (absent.length > 0) throw notThere(unit, absent)
      }
    },
    plan: async (name) => {
      const release = await slots.take(graph.height.get(name) ?? 0)
      const startedMs = clock.now()
      const unit = unitOf(deployment, name)
      const id = `plan:${name}`
      const text = `plan ${unitText(unit)}`
      const index = graph.order.indexOf(name)
      const ended = (result: 'done' | 'unchanged' | 'skipped' | 'failed', message: string) =>
        progress.emit({ kind: 'step-ended', id, text, result, elapsedMs: clock.now() - startedMs, message })
      progress.emit({ kind: 'step-started', id, text, index, total })
      try {
        call.signal.throwIfAborted()
        const made = await makePlan(name)
        if (made.state === 'deferred') ended('skipped', `deferred: needs ${made.needs.join(', ')}`)
        else if (made.state === 'unchanged') ended('unchanged', 'no changes')
        else if (made.state === 'planned') ended('done', planText(made.changes))
        return made
      } catch (thrown) {
        const error = asError(thrown, name)
        ended('failed', error.message)
        return { state: 'failed', unit: name, error }
      } finally {
        release()
      }
    },
  }
}

/** `network (aws)`. */
export function unitText({ name, cloud }: DeployUnit): string {
  return cloud === undefined ? name : `${name} (${cloud})`
}

function planText({ counts, outputs }: UnitChanges): string {
  return countsText(counts) || `${Object.keys(outputs).length} outputs change`
}

/** Outputs whose value an apply keeps. */
function keptOutputs({ planned_values, output_changes }: PlanJson): Outputs {
  return Object.fromEntries(
    Object.entries(planned_values?.outputs ?? {}).flatMap(([name, { sensitive, value }]) => {
      const kept = (output_changes?.[name]?.actions ?? ['no-op']).every((action) => action === 'no-op')
      // A state has no outputs that are null.
      return kept && value !== undefined && value !== null ? [[name, { sensitive, value }]] : []
    }),
  )
}

/** Outputs as they are before a destruction. */
function priorOutputs({ output_changes }: PlanJson): Outputs {
  return Object.fromEntries(
    Object.entries(output_changes ?? {}).map(([name, { before, before_sensitive }]) => [
      name,
      { value: before, sensitive: before_sensitive === true },
    ]),
  )
}

/** Whatever was thrown at one unit, as the error that its line of the report shows. */
export function asError(thrown: unknown, unit: string): McloudError {
  if (isMcloudError(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if ((thrown as Error | undefined)?.name === 'TimeoutError')
    return new McloudError({
      code: 'DEADLINE',
      message: `${unit}: not done within --timeout.`,
      cause: thrown,
    })
  const system = (thrown as NodeJS.ErrnoException | undefined)?.code
  const full = system === 'ENOSPC' || system === 'EDQUOT'
  return new McloudError({
    code: full ? 'STORE_FAILED' : 'INTERNAL',
    message: `${unit}: ${full ? 'the disk is full' : message}`,
    ...(full && { hint: 'Make room on the disk, then run the same command again.' }),
    cause: thrown,
  })
}
