import type { Deploy, DeployUnit, Platform } from '../../config/platform.ts'
import type { Problem } from '../../errors/mcloud-error.ts'
import { hashOf } from '../runs/canonical-json.ts'
import { placeOf } from './select-units.ts'
import { textsIn } from './sensitive-texts.ts'
import type { Outputs, TerraformRoot, Workspace } from './terraform.ts'

/** What the platform file gives a unit in an environment, outputs of other units aside. */
export function fixedVariables(
  deploy: Deploy,
  unit: DeployUnit,
  root: TerraformRoot,
  environment: string | undefined,
): Record<string, unknown> {
  const shared = {
    ...deploy.variables,
    ...(environment === undefined ? {} : deploy.environments[environment]?.variables),
  }
  const declared = Object.entries(shared).filter(([name]) => Object.hasOwn(root.variables, name))
  return {
    ...Object.fromEntries(declared),
    ...unit.variables,
    ...(environment === undefined ? {} : unit.environments[environment]),
  }
}

/** What a unit's root says against what the platform file gives it; every mistake with its place. */
export function unitProblems(
  platform: Platform,
  unit: DeployUnit,
  roots: ReadonlyMap<string, TerraformRoot>,
  environment: string | undefined,
): Problem[] {
  const deploy = platform.deploy as Deploy
  const root = roots.get(unit.name) as TerraformRoot
  const declared = Object.keys(root.variables)
  const given = [
    ...Object.keys(fixedVariables(deploy, unit, root, environment)),
    ...unit.inputs.map(({ variable }) => variable),
  ]
  const problems: Problem[] = []
  const at = (...path: (string | number)[]) => placeOf(platform, [unit.name, ...path])
  const undeclared = (variable: string, section: 'variables' | 'inputs') => {
    if (!declared.includes(variable))
      problems.push({
        at: at(section, variable),
        message: `the root of ${unit.name} declares no variable \`${variable}\``,
        expected: declared.length === 0 ? 'it declares none' : `one of ${declared.join(', ')}`,
      })
  }
  for (const variable of Object.keys(unit.variables)) undeclared(variable, 'variables')
  for (const { variable, unit: other, output } of unit.inputs) {
    undeclared(variable, 'inputs')
    const outputs = roots.get(other)?.outputs ?? []
    if (roots.has(other) && !outputs.includes(output))
      problems.push({
        at: at('inputs', variable),
        message: `the unit ${other} has no output \`${output}\``,
        expected: outputs.length === 0 ? 'it has none' : `one of ${outputs.join(', ')}`,
      })
  }
  for (const [variable, { required }] of Object.entries(root.variables))
    if (required && !given.includes(variable))
      problems.push({
        at: at(),
        message: `the variable \`${variable}\` of ${unit.name} has no value`,
        expected: 'it under `variables` or `inputs`',
      })
  return [...problems, ...backendProblems(platform, unit, root)]
}

function backendProblems(platform: Platform, unit: DeployUnit, root: TerraformRoot): Problem[] {
  const place = unit.state === undefined ? undefined : platform.deploy?.state[unit.state]
  if (place === undefined || root.backend === place.kind) return []
  return [
    {
      at: placeOf(platform, [unit.name, 'folder']),
      message: `the root of ${unit.name} has ${root.backend === undefined ? 'no backend block' : `a backend "${root.backend}"`}, its state is to be kept in ${place.kind}`,
      expected: `the line \`backend "${place.kind}" {}\` in its \`terraform\` block`,
    },
  ]
}

/** A unit in an environment with the values it is planned with. */
export function workspaceOf(
  platform: Platform,
  unit: DeployUnit,
  root: TerraformRoot,
  environment: string | undefined,
  inputs: Readonly<Record<string, unknown>>,
  secrets: readonly string[] = [],
): Workspace {
  const deploy = platform.deploy as Deploy
  const place = unit.state === undefined ? undefined : deploy.state[unit.state]
  const key = [platform.name, ...(environment === undefined ? [] : [environment]), `${unit.name}.tfstate`]
  const ownState = place === undefined && environment !== undefined && root.backend === undefined
  return {
    unit: unit.name,
    ...(environment === undefined ? {} : { environment }),
    folder: unit.folder,
    variables: { ...fixedVariables(deploy, unit, root, environment), ...inputs },
    secrets,
    ephemeral: Object.keys(root.variables).filter((name) => root.variables[name]?.ephemeral === true),
    ...(place === undefined ? {} : { state: { place, key: key.join('/') } }),
    ...(ownState ? { workspace: environment } : {}),
    ...(place === undefined && isLocal(root) ? { stateFolder: unit.folder } : {}),
    rootHash: root.hash,
  }
}

/** Whether a root that names its own place keeps its state on this machine. */
function isLocal({ backend }: TerraformRoot): boolean {
  return backend === undefined || backend === 'local'
}

/** What a plan is bound to, the plan file itself aside. */
export function bindingOf(workspace: Workspace, unit: DeployUnit) {
  const passed = new Set(unit.inputs.map(({ variable }) => variable))
  const entries = Object.entries(workspace.variables)
  return {
    rootHash: workspace.rootHash,
    variablesHash: hashOf(Object.fromEntries(entries.filter(([name]) => !passed.has(name)))),
    inputsHash: hashOf(Object.fromEntries(entries.filter(([name]) => passed.has(name)))),
    stateHash: hashOf({
      state: workspace.state,
      workspace: workspace.workspace,
      folder: workspace.stateFolder,
    }),
  }
}

/** What is known about the outputs of a unit at a moment. */
export interface KnownOutputs {
  /** Changes that are planned and not applied yet. */
  readonly pending: boolean
  /** Outputs with the value that they will keep. */
  readonly outputs: Outputs
}

/** The inputs of a unit, or what has to be applied before they are known. */
export function inputsOf(
  unit: DeployUnit,
  known: (unit: string) => KnownOutputs | undefined,
): {
  readonly values: Record<string, unknown>
  readonly missing: readonly string[]
  /** Texts of outputs that are sensitive: the unit that takes them may not mark them so. */
  readonly secrets: readonly string[]
} {
  const values: Record<string, unknown> = {}
  const missing: string[] = []
  const secrets: string[] = []
  for (const { variable, unit: other, output } of unit.inputs) {
    const found = known(other)?.outputs[output]
    if (found === undefined) missing.push(`${other}.${output}`)
    else {
      values[variable] = found.value
      if (found.sensitive) secrets.push(...textsIn(found.value))
    }
  }
  for (const need of unit.needs) if (known(need)?.pending === true) missing.push(need)
  return { values, missing: [...new Set(missing)], secrets }
}
