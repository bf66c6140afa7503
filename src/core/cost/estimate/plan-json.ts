import { McloudError } from '../../../errors/mcloud-error.ts'

/**
 * The part of `terraform show -json PLAN` that prices depend on, of formats 1.x, by Terraform and OpenTofu.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export interface PlanJson {
  readonly format_version?: string
  /** Planning failed: what is there is not all. */
  readonly errored?: boolean
  /** False where applying it leaves something to be done: it has targets, or puts something off. */
  readonly complete?: boolean
  readonly resource_changes?: readonly ResourceChange[]
  /** What Terraform put off to a later plan, and why. */
  readonly deferred_changes?: readonly {
    readonly reason?: string
    readonly resource_change?: ResourceChange
  }[]
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>
  readonly configuration?: {
    readonly provider_config?: Readonly<Record<string, ProviderConfig>>
    readonly root_module?: ConfigModule
  }
}

export interface ResourceChange {
  readonly address: string
  readonly module_address?: string
  readonly mode?: string
  readonly type: string
  readonly name?: string
  readonly change: {
    readonly actions: readonly string[]
    readonly before?: Attributes | null
    readonly after?: Attributes | null
    readonly after_unknown?: unknown
    readonly before_sensitive?: unknown
    readonly after_sensitive?: unknown
  }
}

export type Attributes = Readonly<Record<string, unknown>>

interface ProviderConfig {
  readonly name?: string
  readonly expressions?: Readonly<Record<string, Expression>>
}

interface Expression {
  readonly constant_value?: unknown
  readonly references?: readonly string[]
}

interface ConfigModule {
  readonly resources?: readonly { readonly address: string; readonly expressions?: unknown }[]
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfigModule }>>
}

/** @throws McloudError PLAN_INVALID for what is no plan in JSON */
export function readPlanJson(value: unknown): PlanJson {
  const plan = value as PlanJson | null
  const problem = (message: string) =>
    new McloudError({
      code: 'PLAN_INVALID',
      message,
      hint: 'Write one with: terraform show -json PLAN > plan.json',
    })
  if (plan === null || typeof plan !== 'object' || Array.isArray(plan))
    throw problem('The plan is no JSON object.')
  if (!/^1\./.test(String(plan.format_version))) {
    throw problem(`The format of the plan is ${plan.format_version ?? 'not told'}, and 1.x can be read.`)
  }
  // What `terraform show -json` says of a state has the same format, and no changes: it would be priced as nothing.
  if (plan.resource_changes === undefined && 'values' in plan) throw problem('This is a state, and no plan.')
  if (plan.errored === true) throw problem('Terraform could not finish this plan: parts of it are missing.')
  if (plan.resource_changes !== undefined && !Array.isArray(plan.resource_changes)) {
    throw problem('resource_changes of the plan is no list.')
  }
  if (plan.deferred_changes !== undefined && !Array.isArray(plan.deferred_changes)) {
    throw problem('deferred_changes of the plan is no list.')
  }
  const deferred = (plan.deferred_changes ?? []).map((one) => one?.resource_change)
  for (const change of [...(plan.resource_changes ?? []), ...deferred]) {
    if (
      typeof change?.type !== 'string' ||
      typeof change.address !== 'string' ||
      !Array.isArray(change.change?.actions)
    ) {
      throw problem('A change of the plan has no address, no type or no actions.')
    }
  }
  return plan
}

/** The region that a provider is configured with, by constant or by variable. */
export function providerRegion(plan: PlanJson, provider: 'aws' | 'google' | 'azurerm'): string | undefined {
  const configs = Object.values(plan.configuration?.provider_config ?? {}).filter(
    ({ name }) => name === provider,
  )
  for (const { expressions } of configs) {
    const region = expressions?.region
    if (typeof region?.constant_value === 'string') return region.constant_value
    const variable = region?.references
      ?.find((reference) => reference.startsWith('var.'))
      ?.slice('var.'.length)
    const value = variable === undefined ? undefined : plan.variables?.[variable]?.value
    if (typeof value === 'string') return value
  }
  return undefined
}

/** Which resources the attributes of each resource refer to, from the configuration; addresses without indexes. */
export function referencesOf(plan: PlanJson): (address: string, attribute: string) => readonly string[] {
  const found = new Map<string, unknown>()
  const walk = (module: ConfigModule | undefined, prefix: string): void => {
    for (const { address, expressions } of module?.resources ?? [])
      found.set(`${prefix}${address}`, expressions)
    for (const [name, call] of Object.entries(module?.module_calls ?? {})) {
      walk(call.module, `${prefix}module.${name}.`)
    }
  }
  walk(plan.configuration?.root_module, '')
  return (address, attribute) => {
    const bare = withoutIndexes(address)
    const prefix = /^((?:module\.[^.]+\.)*)/.exec(bare)?.[1] ?? ''
    const expressions = found.get(bare) as Readonly<Record<string, unknown>> | undefined
    const named = references(expressions?.[attribute])
    return [...new Set(named.flatMap((name) => /^[a-z]\w*\.[\w-]+/.exec(name)?.[0] ?? []))].map(
      (name) => `${prefix}${name}`,
    )
  }
}

/** `module.a["x"].aws_instance.web[0]` as `module.a.aws_instance.web`. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '')
}

function references(expression: unknown): string[] {
  if (expression === null || typeof expression !== 'object') return []
  if (Array.isArray(expression)) return expression.flatMap(references)
  const { references: own } = expression as { references?: unknown }
  if (Array.isArray(own)) return own.map(String)
  return Object.values(expression).flatMap(references)
}
