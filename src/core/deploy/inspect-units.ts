import type { Result } from '../result.ts'
import { DEPLOY_TIMEOUT_MS, type DeployPorts } from './deploy-ports.ts'
import { checkUnits, openDeployment } from './deployment.ts'
import { graphOf, needsOf, waveOf } from './graph.ts'
import { makeSlots } from './schedule.ts'
import type { Selection } from './select-units.ts'
import { textsIn, writtenForms } from './sensitive-texts.ts'
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

/** Where one unit hands on what is sensitive in another without a word, it is hidden there too. */
function hidden(outputs: readonly (ShownOutput & { readonly value?: unknown })[]): ShownOutput[] {
  const secrets = outputs.flatMap(({ sensitive, value }) => (sensitive ? textsIn(value) : []))
  const words = [...new Set(secrets.flatMap(writtenForms))]
  return outputs.map(({ unit, output, sensitive, value }) => {
    const text = JSON.stringify(value) ?? ''
    return sensitive || words.some((word) => text.includes(word))
      ? { unit, output, sensitive: true }
      : { unit, output, sensitive, value }
  })
}

/** The outputs of units as their states have them; what is sensitive stays hidden. */
export async function outputCommand(
  selection: Selection,
  ports: DeployPorts,
): Promise<Result<{ readonly outputs: readonly ShownOutput[] }>> {
  const call = ports.call(DEPLOY_TIMEOUT_MS)
  const deployment = await openDeployment(ports, selection, call)
  const { platform, environment, roots, terraform, graph, units, deploy } = deployment
  const slots = makeSlots(deploy.parallel)
  try {
    const all = await Promise.all(
      graph.order.map(async (name) => {
        const unit = units.get(name) as Parameters<typeof workspaceOf>[1]
        const root = roots.get(name) as Parameters<typeof workspaceOf>[2]
        const release = await slots.take(0)
        const found = await terraform
          .outputs(workspaceOf(platform, unit, root, environment, {}), call)
          .finally(release)
        return Object.entries(found).map(([output, one]) => ({ unit: name, output, ...one }))
      }),
    )
    return { kind: 'done', data: { outputs: hidden(all.flat()) } }
  } finally {
    await terraform.close()
  }
}
