import type { Deploy, DeployUnit, Platform } from '../../config/platform.ts'
import type { Problem } from '../../errors/mcloud-error.ts'
import { hashOf } from '../runs/canonical-json.ts'
import { placeOf } from './select-units.ts'
import type { TerraformRoot } from './terraform.ts'
import { fixedVariables } from './unit-values.ts'

/** Units, and environments of one unit, that would plan each other's resources away because their state is the same. */
export function sharedStateProblems(
  platform: Platform,
  deploy: Deploy,
  roots: ReadonlyMap<string, TerraformRoot>,
): Problem[] {
  const ownState = Object.values(deploy.units).filter(({ state }) => state === undefined)
  const firstIn = new Map<string, string>()
  return ownState.flatMap((unit) => {
    const problems: Problem[] = []
    const root = roots.get(unit.name) as TerraformRoot
    const place = root.places[0] ?? unit.folder
    const first = firstIn.get(place)
    if (first === undefined) firstIn.set(place, unit.name)
    else
      problems.push({
        at: placeOf(platform, [unit.name, 'folder']),
        message: `${first} and ${unit.name} would share one state: both are this folder, and the state is what it says itself`,
        expected: 'a place of `deploy.state` for both, or a folder for each',
      })
    if (root.backend !== undefined && differs(deploy, unit, root))
      problems.push({
        at: placeOf(platform, [unit.name, 'folder']),
        message: `all environments of ${unit.name} would share one state: its root says where that is`,
        expected: 'a place of `deploy.state`, or no backend block (then each environment is a workspace)',
      })
    return problems
  })
}

/** A unit that is the same in every environment may well be there only once. */
function differs(deploy: Deploy, unit: DeployUnit, root: TerraformRoot): boolean {
  const environments = Object.keys(deploy.environments)
  if (environments.length < 2) return false
  const values = environments.map((name) => hashOf(fixedVariables(deploy, unit, root, name)))
  return unit.inputs.length > 0 || new Set(values).size > 1
}
