import type { Problem } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Deployment } from './deployment.ts'
import { needsOf } from './graph.ts'
import { asError, type UnitPlan } from './plan-units.ts'
import type { Slots } from './schedule.ts'
import type { TerraformRoot } from './terraform.ts'
import { workspaceOf } from './unit-values.ts'

/**
 * Units that stand on what is to be taken down without being taken down themselves: they would be left without it, and
 * without the outputs that even their own destruction takes.
 */
export async function stillNeeded(
  deployment: Deployment,
  plans: ReadonlyMap<string, UnitPlan>,
  slots: Slots,
  call: Call,
): Promise<Problem[]> {
  const { deploy, units, destroy, platform, environment, roots, terraform } = deployment
  if (!destroy) return []
  const gone = new Set([...plans.values()].filter(({ state }) => state === 'planned').map(({ unit }) => unit))
  const left = Object.values(deploy.units).filter(({ name }) => !units.has(name))
  const found = await Promise.all(
    left.map(async (unit): Promise<Problem[]> => {
      const needs = needsOf(unit).filter((need) => gone.has(need))
      if (needs.length === 0) return []
      const problem = (what: string): Problem[] => [
        {
          at: unit.name,
          message: `it needs ${needs.join(', ')}, and ${what}`,
          expected: `\`--unit ${unit.name}\` beside the others, or taking it down before`,
        },
      ]
      const release = await slots.take(0)
      try {
        const root = roots.get(unit.name) as TerraformRoot
        const workspace = workspaceOf(platform, unit, root, environment, {})
        return (await terraform.hasResources(workspace, call)) ? problem('still stands') : []
      } catch (thrown) {
        call.signal.throwIfAborted()
        return problem(`whether it still stands cannot be told: ${asError(thrown, unit.name).message}`)
      } finally {
        release()
      }
    }),
  )
  return found.flat()
}
