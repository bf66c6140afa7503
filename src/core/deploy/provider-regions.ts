import type { ConfigurationModule, PlanJson } from './plan-json.ts'

/** Where a provider makes what names no place itself. */
export interface ProviderPlace {
  readonly region?: string
  readonly zone?: string
}

/**
 * The places of the providers of a plan, by the address of what they make. Only what is written out or is a variable of
 * the root can be told; a provider that takes its region from the environment is absent.
 */
export function providerPlaces(plan: PlanJson): (address: string) => ProviderPlace | undefined {
  const providers = plan.configuration?.provider_config ?? {}
  const byAddress = new Map<string, string>()
  collect(plan.configuration?.root_module, '', byAddress)
  const placeOf = (key: string, name: 'region' | 'zone'): string | undefined => {
    const expression = providers[key]?.expressions?.[name]
    const variable = expression?.references?.find((one) => one.startsWith('var.'))?.slice('var.'.length)
    const value = expression?.constant_value ?? plan.variables?.[variable ?? '']?.value
    return typeof value === 'string' ? value : undefined
  }
  return (address) => {
    // In the configuration there are no instances: `module.a["x"].aws_s3_bucket.b[0]` is made by one block.
    const key = byAddress.get(address.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, ''))
    if (key === undefined) return undefined
    const [region, zone] = [placeOf(key, 'region'), placeOf(key, 'zone')]
    return { ...(region !== undefined && { region }), ...(zone !== undefined && { zone }) }
  }
}

function collect(module: ConfigurationModule | undefined, prefix: string, found: Map<string, string>): void {
  for (const { address, provider_config_key: key } of module?.resources ?? [])
    if (key !== undefined) found.set(`${prefix}${address}`, key)
  for (const [name, call] of Object.entries(module?.module_calls ?? {}))
    collect(call.module, `${prefix}module.${name}.`, found)
}

/** Services of AWS that belong to no region, whatever their provider names. */
const GLOBAL =
  /^aws_(?:iam|route53(?!_resolver)|cloudfront|globalaccelerator|organizations|account|budgets|ce|cur|shield|waf|networkmanager)_/

/** Whether a type is made in the region of its provider where it names none itself. */
export function followsProvider(type: string): boolean {
  return type.startsWith('aws_') && !GLOBAL.test(type)
}
