import type { Result } from '../result.ts'
import type { ChangeCounts, DriftItem } from './changes.ts'
import type { DeployRequest } from './deploy-commands.ts'
import { DEPLOY_TIMEOUT_MS, type DeployPorts } from './deploy-ports.ts'
import { openDeployment } from './deployment.ts'
import { makePlans } from './make-plans.ts'
import type { UnitPlan } from './plan-units.ts'
import { errorOf, type UnitResult } from './report.ts'
import { recordUnit } from './unit-records.ts'

export interface UnitDrift {
  readonly unit: string
  readonly cloud?: string
  /** `drifted`: the world differs from the state; `pending`: the configuration differs from the state. */
  readonly state: 'in sync' | 'drifted' | 'pending' | 'drifted and pending' | 'unknown'
  readonly drift: readonly DriftItem[]
  /** What the configuration would change; what undoes the drift is among it. */
  readonly pending?: ChangeCounts
  readonly reason?: string
  readonly error?: NonNullable<UnitResult['error']>
}

export interface DriftReport {
  readonly at: string
  readonly environment?: string
  readonly units: readonly UnitDrift[]
}

/** Looks at every unit and tells what was changed behind Terraform's back from what is merely not applied yet. */
export async function driftCommand(request: DeployRequest, ports: DeployPorts): Promise<Result<DriftReport>> {
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const deployment = await openDeployment(ports, request, call)
  const { platform, environment, deploy, terraform } = deployment
  try {
    const parallel = request.parallel ?? deploy.parallel
    const { plans } = await makePlans(ports, { deployment, parallel, call })
    const at = new Date(ports.clock.now()).toISOString()
    const units = [...plans.values()].map((plan) => driftOf(plan, deploy.units[plan.unit]?.cloud))
    const store = await ports.store()
    await Promise.all(
      units
        .filter(({ state }) => state !== 'unknown')
        .map(({ unit, drift, pending }) =>
          recordUnit(store, platform.name, {
            unit,
            ...(environment === undefined ? {} : { environment }),
            drift: { at, drifted: drift.length, pending: sum(pending) },
          }),
        ),
    )
    const kind = units.some(({ state }) => state === 'unknown')
      ? 'unknown'
      : units.some(({ state }) => state !== 'in sync')
        ? 'changes'
        : 'unchanged'
    return { kind, data: { at, ...(environment === undefined ? {} : { environment }), units } }
  } finally {
    await terraform.close()
  }
}

function driftOf(plan: UnitPlan, cloud: string | undefined): UnitDrift {
  const base = { unit: plan.unit, ...(cloud === undefined ? {} : { cloud }) }
  switch (plan.state) {
    case 'planned':
    case 'unchanged': {
      const { drift, counts } = plan.changes
      const drifted = new Set(drift.map(({ address }) => address))
      // A change that only sets back what has drifted is no change of the configuration.
      const pending = plan.changes.items.some(({ address }) => !drifted.has(address))
      const state =
        drift.length === 0
          ? plan.state === 'planned'
            ? 'pending'
            : 'in sync'
          : pending
            ? 'drifted and pending'
            : 'drifted'
      return { ...base, state, drift, pending: counts }
    }
    case 'deferred':
      return { ...base, state: 'unknown', drift: [], reason: `needs ${plan.needs.join(', ')}` }
    case 'skipped':
      return { ...base, state: 'unknown', drift: [], reason: `because of ${plan.because}` }
    case 'failed':
      return { ...base, state: 'unknown', drift: [], reason: plan.error.message, error: errorOf(plan.error) }
  }
}

function sum(counts: ChangeCounts | undefined): number {
  return Object.values(counts ?? {}).reduce((total, count) => total + count, 0)
}
