import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { readBlocks } from '../../../scripts/terraform-docs.ts'
import { TERRAFORM_FOLDER } from './terraform.ts'

export type Values = Readonly<Record<string, unknown>>

interface WrittenUnit {
  readonly folder: string
  readonly needs?: readonly string[]
  readonly variables?: Values
  readonly inputs?: Readonly<Record<string, string>>
  readonly environments?: Readonly<Record<string, { readonly variables?: Values }>>
}

interface WrittenDeploy {
  readonly variables?: Values
  readonly environments: Readonly<Record<string, { readonly variables?: Values }>>
  readonly units: Readonly<Record<string, WrittenUnit>>
}

/** A unit of a platform file as its terraform root is run. */
export interface PlatformUnit {
  readonly name: string
  /** Folder of the root, below terraform/. */
  readonly folder: string
  /** Variables that are outputs of other units. */
  readonly inputs: readonly { readonly variable: string; readonly unit: string; readonly output: string }[]
  /** Units that stand before this one. */
  readonly needs: readonly string[]
  /** Variables by environment, references to the process environment unresolved. */
  readonly variables: Readonly<Record<string, Values>>
}

/** The units of `examples/<platform>/mcloud.yaml` in the order of the file. */
export function readPlatformUnits(platform: string): readonly PlatformUnit[] {
  const file = path.resolve(TERRAFORM_FOLDER, '..', 'examples', platform, 'mcloud.yaml')
  const { deploy } = parse(readFileSync(file, 'utf8')) as { deploy: WrittenDeploy }
  return Object.entries(deploy.units).map(([name, unit]) => {
    const absolute = path.resolve(path.dirname(file), unit.folder)
    const inputs = Object.entries(unit.inputs ?? {}).map(([variable, from]) => {
      const [other = '', output = ''] = from.split('.')
      return { variable, unit: other, output }
    })
    const environments = Object.entries(deploy.environments).map(([environment, shared]) => [
      environment,
      {
        ...declaredOf(absolute, { ...deploy.variables, ...shared.variables }),
        ...unit.variables,
        ...unit.environments?.[environment]?.variables,
      },
    ])
    return {
      name,
      folder: path.relative(TERRAFORM_FOLDER, absolute),
      inputs,
      needs: [...new Set([...(unit.needs ?? []), ...inputs.map((input) => input.unit)])],
      variables: Object.fromEntries(environments),
    }
  })
}

/** What is shared reaches only the roots that declare it. */
function declaredOf(folder: string, values: Values): Values {
  const declared = readBlocks('variable', readFileSync(path.join(folder, 'variables.tf'), 'utf8'))
  return Object.fromEntries(declared.flatMap(({ name }) => (name in values ? [[name, values[name]]] : [])))
}

/** The values that are the same for everyone: without outputs, and without references such as `${AWS_ACCOUNT_ID}`. */
export function plainValues(unit: PlatformUnit, environment: string): Values {
  const wired = new Set(unit.inputs.map(({ variable }) => variable))
  const values = Object.entries(unit.variables[environment] ?? {})
  return Object.fromEntries(
    values.filter(([name, value]) => !wired.has(name) && !JSON.stringify(value).includes('${')),
  )
}

/** Values with every `${NAME}` replaced. */
export function resolved(values: Values, environment: Readonly<Record<string, string>>): Values {
  const text = JSON.stringify(values).replaceAll(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '')
  return JSON.parse(text) as Values
}
