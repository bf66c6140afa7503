/**
 * The part of `terraform show -json PLAN` that is read here; unknown fields are ignored.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export interface PlanJson {
  readonly format_version: string
  readonly terraform_version?: string
  readonly resource_changes?: readonly ResourceChange[]
  readonly resource_drift?: readonly ResourceChange[]
  readonly output_changes?: Readonly<Record<string, Change>>
  readonly planned_values?: {
    readonly outputs?: Readonly<Record<string, { readonly sensitive: boolean; readonly value?: unknown }>>
  }
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>
  readonly configuration?: {
    readonly provider_config?: Readonly<Record<string, { readonly expressions?: Expressions }>>
    readonly root_module?: ConfigurationModule & {
      readonly variables?: Readonly<Record<string, { readonly sensitive?: boolean }>>
    }
  }
  readonly errored?: boolean
}

type Expressions = Readonly<
  Record<string, { readonly constant_value?: unknown; readonly references?: readonly string[] } | undefined>
>

/** A module as it is written, not as it is planned. */
export interface ConfigurationModule {
  readonly resources?: readonly { readonly address: string; readonly provider_config_key?: string }[]
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfigurationModule }>>
}

export interface ResourceChange {
  readonly address: string
  readonly previous_address?: string
  readonly mode: 'managed' | 'data'
  readonly type: string
  readonly name: string
  readonly provider_name?: string
  readonly change: Change
}

export interface Change {
  readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget')[]
  readonly before?: unknown
  readonly after?: unknown
  readonly after_unknown?: unknown
  readonly before_sensitive?: unknown
  readonly after_sensitive?: unknown
  readonly importing?: unknown
}
