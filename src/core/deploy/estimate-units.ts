import { costSettings } from '../../config/cost-settings.ts'
import type { Estimate } from '../cost/estimate/estimate.ts'
import { priceUnits, regionsOf } from '../cost/estimate/price-units.ts'
import type { PriceBook } from '../cost/prices/price-book.ts'
import { acceptBundle } from './bundle.ts'
import { DEPLOY_TIMEOUT_MS, type DeployPorts } from './deploy-ports.ts'
import { openDeployment } from './deployment.ts'
import { makePlans, plansToApply, unchangedOf } from './make-plans.ts'
import { plansOfBundle } from './open-bundle.ts'
import type { Selection } from './select-units.ts'

/** What units cost by the plans that a deployment of them would judge. */
export interface UnitsEstimate {
  readonly estimate: Estimate
  /** What is not in it. */
  readonly notes: readonly string[]
}

/**
 * Prices a sealed bundle, or units that are planned for it, as the gate of a deployment does.
 * @throws McloudError PLAN_INVALID, PLAN_STALE, USAGE, and what planning throws
 */
export async function estimateUnits(
  request: { readonly bundle: string | undefined } & Selection,
  ports: DeployPorts,
  prices: () => Promise<PriceBook>,
): Promise<UnitsEstimate> {
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const bundle =
    request.bundle === undefined ? undefined : await (await ports.bundleFiles()).load(request.bundle)
  const selection: Selection =
    bundle === undefined
      ? request
      : { environment: bundle.environment, clouds: [], units: bundle.selected, affected: undefined }
  const deployment = await openDeployment(ports, selection, call, bundle?.destroy ?? false)
  try {
    const { platform, tool, deploy } = deployment
    if (bundle !== undefined) {
      acceptBundle(bundle, { platform: platform.name, nowMs: ports.clock.now(), tool })
    }
    const input = { parallel: deploy.parallel, call }
    const { plans } =
      bundle === undefined
        ? await makePlans(ports, { deployment, ...input })
        : await plansOfBundle(bundle, deployment, ports, input)
    for (const plan of plans.values()) if (plan.state === 'failed') throw plan.error
    const priced = [...plansToApply(plans), ...unchangedOf(plans)]
    const estimate = await priceUnits(
      priced.map(({ unit, file }) => ({ unit, json: file.json })),
      { usage: costSettings(platform).usage ?? {}, regions: regionsOf(platform), prices },
    )
    return { estimate, notes: [...plans.values()].flatMap(notPriced) }
  } finally {
    await deployment.terraform.close()
  }
}

function notPriced(plan: { readonly state: string; readonly unit: string } & object): string[] {
  if (plan.state !== 'deferred') return []
  const needs = (plan as { needs?: readonly string[] }).needs ?? []
  return [`${plan.unit} is not in it: it is planned when ${needs.join(', ')} are known`]
}
