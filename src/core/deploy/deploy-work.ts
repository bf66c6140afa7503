import type { Call } from '../../providers/provider.ts'
import { type ApplyInput, applyUnits, waveEndOf } from './apply-units.ts'
import { makeApprover } from './approval.ts'
import type { DeployPorts } from './deploy-ports.ts'
import type { Deployment } from './deployment.ts'
import type { Planned } from './make-plans.ts'
import type { MadePlan } from './plan-units.ts'
import { releaseKey } from './releases.ts'
import { isGood, type UnitResult } from './report.ts'
import { rollBack } from './roll-back.ts'

/** The question for what is planned while others are applied. */
export interface Approving {
  /** Joined with the slots of the deployment once those are there. */
  slots?: Planned['slots']
  readonly approver: ReturnType<typeof makeApprover>
  readonly onFree: () => void
}

/** Made before the slots are there, so that those can wake it. */
export function approvalFor(deployment: Deployment, ports: DeployPorts): Approving {
  const approving: Approving = {
    approver: makeApprover({
      deployment,
      ports,
      busy: () => (approving.slots?.taken ?? 0) + (approving.slots?.waiting ?? 0),
    }),
    onFree: () => approving.approver.idle(),
  }
  return approving
}

/** What the run of a deployment does: apply, pass health checks, keep what is well, and go back where that is wanted. */
export function workOf(
  deployment: Deployment,
  planned: Planned,
  ports: DeployPorts,
  call: Call,
  { exactly, approving }: { readonly exactly: boolean; readonly approving: Approving },
) {
  approving.slots = planned.slots
  return async (record: ApplyInput['record']): Promise<readonly UnitResult[]> => {
    const { clock, progress } = ports
    const probes = await ports.gateProbes()
    const applied = new Map<string, MadePlan>()
    const releases = await ports.releases()
    const gates = { probes, clock, progress, call }
    const results = await applyUnits({
      deployment,
      planner: planned.planner,
      slots: planned.slots,
      approver: approving.approver,
      judges: planned.judges,
      gates,
      clock,
      progress,
      call,
      plans: planned.plans,
      exactly,
      record,
      applying: (plan) => void applied.set(plan.unit, plan),
    })
    try {
      await keepReleases(deployment, planned, ports, results).catch((error: unknown) =>
        ports.progress.emit({
          kind: 'warning',
          text: `What a rollback could go back to is not kept: ${(error as Error).message}`,
        }),
      )
      if (deployment.destroy || deployment.deploy.onFailure === 'stop') return results
      const { judges } = planned
      const { confirm } = ports
      const input = { deployment, releases, judges, gates, clock, progress, call, confirm, record, applied }
      return await rollBack(results, input)
    } finally {
      await releases.close()
    }
  }
}

/** What is well now is what a later deployment can go back to. */
async function keepReleases(
  deployment: Deployment,
  { planner }: Planned,
  ports: DeployPorts,
  results: readonly UnitResult[],
): Promise<void> {
  if (deployment.destroy || deployment.deploy.onFailure === 'stop') return
  const releases = await ports.releases()
  const at = new Date(ports.clock.now()).toISOString()
  // In a shared store others look for what was kept, and a machine of a pipeline is another one every time.
  if (releases.onlyHere && deployment.platform.coordination?.kind !== 'file')
    ports.progress.emit({
      kind: 'warning',
      text: 'What is kept for a rollback can be opened on this machine only: set MCLOUD_BUNDLE_KEY to the same long random value wherever you deploy.',
    })
  const ill = new Set(results.filter((result) => !isGood(result)).map(({ unit }) => unit))
  for (const { unit } of results.filter(isGood)) {
    const workspace = planner.workspaceNow(unit)
    if (workspace === undefined || ill.has(waveEndOf(deployment, unit))) continue
    const key = releaseKey(deployment.platform.name, deployment.environment, unit)
    const kept = await releases.keep(key, workspace, deployment.roots.get(unit)?.folders ?? [], at)
    if (kept === 'too-large')
      ports.progress.emit({
        kind: 'warning',
        text: `${unit}: its files are too large to be kept, so it cannot be rolled back.`,
      })
  }
}
