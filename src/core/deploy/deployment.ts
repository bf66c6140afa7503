import type { Deploy, DeployUnit, Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { DeployPorts } from './deploy-ports.ts'
import { graphOf, needsOf, reversed, type UnitGraph } from './graph.ts'
import {
  chooseEnvironment,
  deployOf,
  invalid,
  readRoots,
  type Selection,
  selectUnits,
} from './select-units.ts'
import { sharedStateProblems } from './shared-states.ts'
import type { Terraform, TerraformRoot, TerraformTool } from './terraform.ts'
import { unitProblems } from './unit-values.ts'

/** The units that one command is about, checked, and the program that it runs. */
export interface Deployment {
  readonly platform: Platform
  readonly deploy: Deploy
  readonly environment?: string
  readonly destroy: boolean
  readonly units: ReadonlyMap<string, DeployUnit>
  /** Roots of all units of the platform. */
  readonly roots: ReadonlyMap<string, TerraformRoot>
  readonly graph: UnitGraph
  readonly terraform: Terraform
  readonly tool: TerraformTool
}

/**
 * Reads every root, checks all of them against the platform file, and selects.
 * @throws McloudError CONFIG_INVALID, USAGE, TOOL_MISSING
 */
export async function openDeployment(
  ports: Pick<DeployPorts, 'platform' | 'terraform' | 'sourceControl'>,
  selection: Selection,
  call: Call,
  destroy = false,
): Promise<Deployment> {
  const checked = await checkUnits(ports, selection.environment)
  const { platform, deploy, roots, environment, terraform } = checked
  const [chosen, tool] = await Promise.all([
    selectUnits(platform, selection, roots, ports.sourceControl, call),
    terraform.tool(call),
  ])
  const graph = graphOf(chosen, deploy.order)
  return {
    platform,
    deploy,
    ...(environment === undefined ? {} : { environment }),
    destroy,
    units: new Map(chosen.map((unit) => [unit.name, unit])),
    roots,
    graph: destroy ? reversed(graph) : graph,
    terraform,
    tool,
  }
}

/** Reads and checks all units without needing the program itself. @throws McloudError CONFIG_INVALID, USAGE */
export async function checkUnits(
  ports: Pick<DeployPorts, 'platform' | 'terraform'>,
  wantedEnvironment: string | undefined,
) {
  const [platform, terraform] = await Promise.all([ports.platform(), ports.terraform()])
  const deploy = deployOf(platform)
  const environment = chooseEnvironment(deploy, wantedEnvironment)
  const all = Object.values(deploy.units)
  const roots = await readRoots(platform, all, terraform)
  const problems = [
    ...all.flatMap((unit) => unitProblems(platform, unit, roots, environment)),
    ...sharedStateProblems(platform, deploy, roots),
  ]
  if (problems.length > 0) throw invalid(problems)
  return { platform, deploy, roots, environment, terraform }
}

/** A unit of a deployment by its name. */
export function unitOf({ deploy }: Deployment, name: string): DeployUnit {
  return deploy.units[name] as DeployUnit
}

/** Units that selected ones take outputs from without being selected themselves. */
export function outsideNeeds({ units }: Deployment): string[] {
  const needed = [...units.values()].flatMap(needsOf)
  return [...new Set(needed)].filter((name) => !units.has(name))
}
