import type { Result } from '../result.ts'
import { DEPLOY_TIMEOUT_MS, type DeployPorts } from './deploy-ports.ts'
import { checkUnits, openDeployment } from './deployment.ts'
import { graphOf, needsOf, waveOf } from './graph.ts'
import type { Selection } from './select-units.ts'
import { workspaceOf } from './unit-values.ts'

export interface UnitNode {
  readonly unit: string
  readonly cloud?: string
  readonly folder: string
  /** From 0: how many units deep it stands. */
  readonly depth: number
  readonly wave?: string
  /** Units that come before it. */
  readonly needs: readonly string[]
  /** Variable by variable, the outputs that it takes. */
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: readonly string[]
}

/** All units in the order in which they would be begun. */
export async function graphCommand(
  request: { readonly environment: string | undefined },
  ports: DeployPorts,
): Promise<Result<{ readonly units: readonly UnitNode[] }>> {
  const { deploy, roots } = await checkUnits(ports, request.environment)
  const graph = graphOf(Object.values(deploy.units), deploy.order)
  const units = graph.order
    .map((name): UnitNode => {
      const unit = deploy.units[name] as NonNullable<(typeof deploy.units)[string]>
      return {
        unit: name,
        ...(unit.cloud === undefined ? {} : { cloud: unit.cloud }),
        folder: unit.folder,
        depth: graph.depth.get(name) ?? 0,
        ...(unit.wave === undefined ? {} : { wave: unit.wave }),
        needs: needsOf(unit),
        inputs: Object.fromEntries(
          unit.inputs.map(({ variable, unit: other, output }) => [variable, `${other}.${output}`]),
        ),
        outputs: roots.get(name)?.outputs ?? [],
      }
    })
    .sort((a, b) => waveOfNode(deploy, a) - waveOfNode(deploy, b) || a.depth - b.depth)
  return { kind: 'done', data: { units } }
}

function waveOfNode(deploy: Parameters<typeof waveOf>[0], node: UnitNode): number {
  return waveOf(deploy, deploy.units[node.unit] as Parameters<typeof waveOf>[1])
}

export interface ShownOutput {
  readonly unit: string
  readonly output: string
  readonly sensitive: boolean
  /** Absent where it is sensitive. */
  readonly value?: unknown
}

/** The outputs of units as their states have them; what is sensitive stays hidden. */
export async function outputCommand(
  selection: Selection,
  ports: DeployPorts,
): Promise<Result<{ readonly outputs: readonly ShownOutput[] }>> {
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const deployment = await openDeployment(ports, selection, call)
  const { platform, environment, roots, terraform, graph, units } = deployment
  try {
    const all = await Promise.all(
      graph.order.map(async (name) => {
        const unit = units.get(name) as Parameters<typeof workspaceOf>[1]
        const root = roots.get(name) as Parameters<typeof workspaceOf>[2]
        const found = await terraform.outputs(workspaceOf(platform, unit, root, environment, {}), call)
        return Object.entries(found).map(
          ([output, { sensitive, value }]): ShownOutput =>
            sensitive ? { unit: name, output, sensitive } : { unit: name, output, sensitive, value },
        )
      }),
    )
    return { kind: 'done', data: { outputs: all.flat() } }
  } finally {
    await terraform.close()
  }
}
